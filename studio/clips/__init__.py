"""Anything that can be compared: look it up by what a person calls it, measure it once, compare it."""
