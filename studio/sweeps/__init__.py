"""Sweeps: every combination of some values in a description, each with the same seeds."""
