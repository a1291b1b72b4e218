"""Plain data: recipes, takes, voices, and their limits. No file, no database, no model."""
