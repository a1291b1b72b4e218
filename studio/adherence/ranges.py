"""The ranges of `ranges.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Band:
    """Where a measurement meets what is asked, and the wider range outside of which it misses it.

    Parameters
    ----------
    outer_low, low, high, outer_high : float
        In ascending order; infinite where a side is open.
    """

    outer_low: float
    low: float
    high: float
    outer_high: float

    def scaled(self, factor: float) -> "Band":
        """Return the band with every number multiplied."""
        return Band(self.outer_low * factor, self.low * factor, self.high * factor, self.outer_high * factor)

    def moved(self, by: float) -> "Band":
        """Return the band with a number added to every one."""
        return Band(self.outer_low + by, self.low + by, self.high + by, self.outer_high + by)

    def on(self, edges: list[float]) -> "Band":
        """Return a band that counts in edges as one in their unit."""
        return Band(*(_on_edges(place, edges) for place in (self.outer_low, self.low, self.high, self.outer_high)))


def _on_edges(place: float, edges: list[float]) -> float:
    if place in (float("inf"), float("-inf")):
        return place
    below = min(int(place), len(edges) - 2)
    return edges[below] + (place - below) * (edges[below + 1] - edges[below])


@cache
def ranges() -> dict[str, dict[str, Any]]:
    """Return the tables of `ranges.toml` by dimension; "energy" is its "loudness"."""
    table = tomllib.loads(files("studio.adherence").joinpath("ranges.toml").read_text("utf-8"))
    return table | {"energy": table["loudness"]}


def band_of(dimension: str, level: str) -> Band:
    """Return the band of a level, in the dimension's own numbers."""
    return Band(*map(float, ranges()[dimension]["levels"][level]))
