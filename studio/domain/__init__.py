"""Plain data about voices: what was asked for, what was heard, what was kept. No file, no database, no model."""
