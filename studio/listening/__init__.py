"""Blind listening: hidden orders, statistics, results; no page."""
