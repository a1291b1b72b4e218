"""Layers that make MLX's CPU build fast, and its results independent of the batch."""
