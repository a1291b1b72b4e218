"""Comparing clips: the player, the measurements, the report."""
