"""Describing a voice."""
