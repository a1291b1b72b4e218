"""Sixty descriptions to start from, each with a text that suits it (`starters.toml`)."""

from studio.text.starters.starters import Starter, starter_descriptions, starter_uses

__all__ = ["Starter", "starter_descriptions", "starter_uses"]
