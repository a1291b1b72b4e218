"""Speaking in a saved voice."""
