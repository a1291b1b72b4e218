"""The studio: design voices from words."""
