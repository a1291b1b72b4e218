"""Judges whether a take sounds as its description asks: asked, measured, and a verdict for each dimension.

`judge.follow` is the whole of it; the ranges and their sources are in `ranges.toml`.
"""

from studio.adherence.followed import Follow, Followed, Verdict
from studio.adherence.judge import follow
from studio.adherence.order import HOW_CHOSEN, best_first

__all__ = ["HOW_CHOSEN", "Follow", "Followed", "Verdict", "best_first", "follow"]
