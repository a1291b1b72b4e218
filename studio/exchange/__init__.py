"""Voices that leave the studio and arrive in it: one module a format in `formats/`, registered in `registry.py`."""
