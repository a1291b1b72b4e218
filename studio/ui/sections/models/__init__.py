"""The models on this machine, and how to get others."""
