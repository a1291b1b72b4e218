"""Persistent data: the library's database, takes, presets, reference audio, locks."""
