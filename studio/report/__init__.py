"""A comparison as one file to send to somebody: sounds, views, numbers, recipes."""
