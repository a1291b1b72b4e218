"""Analyses words: the traits in a description, a text's language, and its split into passages."""
