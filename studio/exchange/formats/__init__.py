"""The formats of voices: how each is written, what it loses, and how it is recognised and read."""
