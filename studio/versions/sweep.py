"""Sweeps: one dimension of a description in steps, each with the same seeds, and whether the steps moved the sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from studio.audio.measurements import MEASUREMENTS
from studio.audio.measurements.measurement import Measurement
from studio.audio.metrics import Measurements
from studio.audio.permutation import ALPHA, least_p_of_trend, p_of_trend
from studio.domain.recipe import Recipe
from studio.text.description import DIMENSIONS, Traits, read_traits
from studio.versions.word_diff import distinct_words

FEWEST_STEPS, MOST_STEPS = 3, 5

#: Dimension → what is measured of it, and whether it rises (1) or falls (-1) with the dimension.
MEASURED_BY: Mapping[str, tuple[str, int]] = {
    "pitch": ("pitch", 1),
    "pitch_range": ("pitch_range", 1),
    "pace": ("letter_rate", 1),
    "pauses": ("pauses", 1),
    "brightness": ("centroid", 1),
    "energy": ("loudness", 1),
    "breathiness": ("harmonicity", -1),
    "roughness": ("harmonicity", -1),
}


@dataclass(frozen=True)
class Sweep:
    """The grid of a sweep: a row a step, a column a seed.

    Parameters
    ----------
    dimension : str
        What the steps differ in, as the description's reader names it; "" where they differ in several or in none.
    descriptions : tuple of str
        The description of each step.
    words : tuple of str
        The words of each step that the others have not; "" for a step that says nothing of it.
    seeds : tuple of int
        The seed of each column.
    positions : tuple of tuple of (int or None)
        The index of each cell's take in the audition; None where there is no take.
    """

    dimension: str
    descriptions: tuple[str, ...]
    words: tuple[str, ...]
    seeds: tuple[int, ...]
    positions: tuple[tuple[int | None, ...], ...]

    @property
    def measurement(self) -> Measurement | None:
        """What is measured of the dimension; None for one that cannot be measured."""
        name = MEASURED_BY.get(self.dimension)
        return MEASUREMENTS[name[0]] if name else None

    def __repr__(self) -> str:
        return f"<{self.dimension or 'descriptions'} in {len(self.descriptions)} steps, {len(self.seeds)} seeds>"


@dataclass(frozen=True)
class SweepResult:
    """What the steps of a sweep moved.

    Parameters
    ----------
    name : str
        Of the measurement; "" if the dimension cannot be measured.
    values : tuple of tuple of (float or None)
        A row a step, a column a seed, in the measurement's unit.
    medians : tuple of (float or None)
        Of each step.
    p : float
        How often chance alone brings the takes of each seed as well in the order of the steps.
    least : float
        The smallest p-value that so many steps and seeds can reach.
    seeds : int
        How many seeds have a value in every step; the others are left out of the test.
    """

    name: str
    values: tuple[tuple[float | None, ...], ...]
    medians: tuple[float | None, ...]
    p: float
    least: float
    seeds: int

    @property
    def beyond_chance(self) -> bool:
        """Whether the steps moved the measurement, in their direction."""
        return self.p <= ALPHA

    @property
    def verdict(self) -> str:
        """Return "moved", "chance", "few" for too few seeds to tell, or "unmeasurable"."""
        if not self.name:
            return "unmeasurable"
        if self.least > ALPHA:
            return "few"
        return "moved" if self.beyond_chance else "chance"

    @property
    def words(self) -> str:
        """The verdict in words."""
        if self.verdict == "unmeasurable":
            return "cannot be measured"
        if self.verdict == "few":
            return f"too few seeds to tell ({self.seeds})"
        label = MEASUREMENTS[self.name].label
        return f"{label} follows the steps" if self.beyond_chance else f"{label}: no more than chance"

    def __str__(self) -> str:
        return self.words


def sweep_of(recipes: Mapping[int, Recipe]) -> Sweep | None:
    """Return the grid that recipes make; None unless their descriptions differ.

    Parameters
    ----------
    recipes : mapping of int to Recipe
        By their positions in the audition; some may be missing.
    """
    descriptions = tuple(dict.fromkeys(recipe.description for recipe in recipes.values()))
    if len(descriptions) < 2:
        return None
    seeds = tuple(dict.fromkeys(recipe.seed for recipe in recipes.values()))
    cells = {(recipe.description, recipe.seed): position for position, recipe in recipes.items()}
    positions = tuple(tuple(cells.get((words, seed)) for seed in seeds) for words in descriptions)
    return Sweep(_dimension_of(descriptions), descriptions, distinct_words(descriptions), seeds, positions)


def sweep_result(sweep: Sweep, measured: Mapping[int, Measurements]) -> SweepResult:
    """Return what the steps moved.

    Parameters
    ----------
    sweep : Sweep
        The grid.
    measured : mapping of int to Measurements
        Of the takes, by position; some may be missing.
    """
    name, sign = MEASURED_BY.get(sweep.dimension, ("", 1))
    values = tuple(tuple(_value(name, measured.get(cell, None)) for cell in row) for row in sweep.positions)  # type: ignore[arg-type]
    columns = [column for column in zip(*values, strict=True) if None not in column]
    medians = tuple(median(known) if (known := [v for v in row if v is not None]) else None for row in values)
    order = _order(sweep)
    table = np.array([[sign * column[step] for step in order] for column in columns], dtype=np.float64)
    least = least_p_of_trend(len(columns), len(order))
    return SweepResult(name, values, medians, p_of_trend(table), least, len(columns))


def _value(name: str, measurements: Measurements | None) -> float | None:
    return measurements.values.get(name) if measurements else None


def _dimension_of(descriptions: Sequence[str]) -> str:
    """Return the only dimension in which descriptions differ, or ""."""
    traits = [read_traits(words) for words in descriptions]
    differing = [name for name in DIMENSIONS if len({getattr(each, name) for each in traits}) > 1]
    return differing[0] if len(differing) == 1 else ""


def _order(sweep: Sweep) -> list[int]:
    """Return the steps from the least of the dimension to the most, as their descriptions are read."""
    steps = range(len(sweep.descriptions))
    if not sweep.dimension:
        return list(steps)
    return sorted(steps, key=lambda step: _level(read_traits(sweep.descriptions[step]), sweep.dimension))


def _level(traits: Traits, dimension: str) -> float:
    value = getattr(traits, dimension)
    return 0.0 if value is None else float(value)
