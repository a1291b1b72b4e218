"""The published checkpoints, which of them are on this machine, and their way here. Nothing is loaded."""
