"""Auditions from request to stored takes: recording, streaming, speaking in saved voices, replay."""
