"""Sweeps: one dimension of a description in steps, each with the same seeds, and whether the steps moved the sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

import numpy as np

from studio.audio.measurements import MEASUREMENTS
from studio.audio.measurements.measurement import Measurement
from studio.audio.metrics import Measurements
from studio.audio.permutation import ALPHA, least_p_of_trend, p_of_trend
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput
from studio.text.description import DIMENSIONS, Traits, read_traits
from studio.text.edit import Edit, steps
from studio.text.edit.grammar import ladders
from studio.text.vocabulary import vocabulary
from studio.versions.word_diff import distinct_words

FEWEST_STEPS, MOST_STEPS = 3, 5

#: Measurements that are lower where there is more of the dimension: less time to speak in is a faster pace.
_FALLING = frozenset({"speech_time", "cepstral_peak", "harmonicity", "voicing"})


@dataclass(frozen=True)
class SweepGrid:
    """The grid of a sweep: a row a step, a column a seed.

    Parameters
    ----------
    dimension : str
        What the steps differ in, as the description's reader names it; "" where they differ in several or in none.
    descriptions : tuple of str
        The description of each step.
    words : tuple of str
        What each step says of the dimension; else its words that the others have not.
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
        return measurement_of(self.dimension)

    def __repr__(self) -> str:
        return f"<{self.dimension or 'descriptions'} in {len(self.descriptions)} steps, {len(self.seeds)} seeds>"


@dataclass(frozen=True)
class SweepResult:
    """What the steps of a sweep moved.

    Parameters
    ----------
    dimension : str
        As of the `SweepGrid`.
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

    dimension: str
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
        """Return "moved", "chance", "few" for too few seeds that are measured in every step, or "unmeasurable"."""
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
            return f"too few seeds are measured in every step to tell ({self.seeds})"
        return f"{self.dimension} follows the steps" if self.beyond_chance else "no more than chance"

    def __str__(self) -> str:
        return self.words


def measurement_of(dimension: str) -> Measurement | None:
    """Return the measurement that shows a dimension of a description best; None if it cannot be measured."""
    known = next((each for each in vocabulary().dimensions if each.name == dimension), None)
    return MEASUREMENTS[known.measured[0]] if known and known.measured else None


@dataclass(frozen=True)
class Sweepable:
    """A dimension that can be swept, its names by language ("english" …), and the most steps that it has."""

    dimension: str
    names: Mapping[str, str]
    most: int


def sweepable() -> tuple[Sweepable, ...]:
    """Return the dimensions that can be swept, in the order of the vocabulary."""
    steps = {name: len(ladder) for name, ladder in ladders().items() if len(ladder) >= FEWEST_STEPS}
    known = [each for each in vocabulary().dimensions if each.name in steps]
    return tuple(Sweepable(each.name, each.names, min(MOST_STEPS, steps[each.name])) for each in known)


def sweep_steps(description: str, dimension: str, count: int) -> tuple[Edit, ...]:
    """Return a description in steps of a dimension, from the least to the most.

    Raises
    ------
    InvalidInput
        If the dimension has no order, or there cannot be so many steps.
    """
    if isinstance(count, bool) or not isinstance(count, int) or not FEWEST_STEPS <= count <= MOST_STEPS:
        raise InvalidInput(
            f"A sweep cannot have {str(count)[:20]} steps.",
            f"Ask for {FEWEST_STEPS} to {MOST_STEPS}.",
            code="invalid-steps",
            details={"field": "steps"},
        )
    try:
        return steps(description, dimension, count)
    except InvalidInput as error:
        raise InvalidInput(error.what, error.next_step, code="invalid-steps", details={"field": "steps"}) from None


def sweep_of(recipes: Mapping[int, Recipe]) -> SweepGrid | None:
    """Return the grid that recipes make; None unless different descriptions of one text share seeds.

    Parameters
    ----------
    recipes : mapping of int to Recipe
        By their positions in the audition; some may be missing.
    """
    descriptions = tuple(dict.fromkeys(recipe.description for recipe in recipes.values()))
    seeds = tuple(dict.fromkeys(recipe.seed for recipe in recipes.values()))
    cells = {(recipe.description, recipe.seed): position for position, recipe in recipes.items()}
    shared = len(seeds) == 1 or len(recipes) > max(len(descriptions), len(seeds))
    texts = {recipe.marked_text for recipe in recipes.values()}
    if len(descriptions) < 2 or not shared or len(texts) > 1 or len(cells) < len(recipes):
        return None
    positions = tuple(tuple(cells.get((words, seed)) for seed in seeds) for words in descriptions)
    return SweepGrid(*_told(descriptions), seeds, positions)


def sweep_result(sweep: SweepGrid, measured: Mapping[int, Measurements]) -> SweepResult:
    """Return what the steps moved.

    Parameters
    ----------
    sweep : SweepGrid
        The grid.
    measured : mapping of int to Measurements
        Of the takes, by position; some may be missing.
    """
    measurement = sweep.measurement
    name = measurement.name if measurement else ""
    sign = -1.0 if name in _FALLING else 1.0
    values = tuple(tuple(_value(name, measured, cell) for cell in row) for row in sweep.positions)
    columns = [column for column in zip(*values, strict=True) if None not in column]
    medians = tuple(median(known) if (known := [v for v in row if v is not None]) else None for row in values)
    order = _order(sweep)
    table = np.array([[sign * column[step] for step in order] for column in columns], dtype=np.float64)
    least = least_p_of_trend(len(columns), len(order))
    return SweepResult(sweep.dimension, name, values, medians, p_of_trend(table), least, len(columns))


def _value(name: str, measured: Mapping[int, Measurements], cell: int | None) -> float | None:
    return measured[cell].values.get(name) if cell is not None and cell in measured else None


@lru_cache(maxsize=64)
def _told(descriptions: tuple[str, ...]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the dimension of a sweep, its descriptions, and what each says of it."""
    traits = [read_traits(words) for words in descriptions]
    dimension = _dimension_of(traits)
    said = [list(dict.fromkeys(mention.words for mention in each.said(dimension))) for each in traits]
    own = tuple(", ".join(word for word in words if not all(word in other for other in said)) for words in said)
    return dimension, descriptions, own if dimension and all(own) else distinct_words(descriptions)


def _dimension_of(traits: Sequence[Traits]) -> str:
    """Return the only dimension that rises or falls from step to step, or the only one that differs; or ""."""
    differing = [name for name in DIMENSIONS if len({getattr(each, name) for each in traits}) > 1]
    steady = [name for name in differing if name != "gender" and _is_steady([_level(each, name) for each in traits])]
    return next((found[0] for found in (steady, differing) if len(found) == 1), "")


def _is_steady(levels: Sequence[float]) -> bool:
    rises = [after > before for before, after in pairwise(levels)]
    return len(set(levels)) == len(levels) and (all(rises) or not any(rises))


def _order(sweep: SweepGrid) -> list[int]:
    """Return the steps from the least of the dimension to the most, as their descriptions are read."""
    steps = range(len(sweep.descriptions))
    if sweep.measurement is None:
        return list(steps)
    return sorted(steps, key=lambda step: _level(read_traits(sweep.descriptions[step]), sweep.dimension))


def _level(traits: Traits, dimension: str) -> float:
    value = getattr(traits, dimension)
    return 0.0 if value is None else float(value)
