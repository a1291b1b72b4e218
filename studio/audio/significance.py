"""Tests whether two takes differ by more than two seeds of one recipe do.

Two takes of one text never have the same measurements. A difference is significant if it is larger than 95 % of the
differences between two seeds of one recipe.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from studio.audio.measurements import MEASUREMENTS
from studio.audio.metrics import Measurements

FEWEST = 3  # takes of one recipe for an estimate of their own spread
_QUANTILE = 0.975  # two-sided 95 %


@dataclass(frozen=True)
class Spread:
    """The chance differences between takes of one recipe.

    Parameters
    ----------
    limits : mapping of str to float
        By name of the measurement, in the unit of its scale: 95 % of the differences are smaller.
    basis : str
        What the limits were estimated from, as shown to users.
    """

    limits: Mapping[str, float]
    basis: str


@dataclass(frozen=True)
class Difference:
    """The difference between two takes in one measurement.

    Parameters
    ----------
    by : float
        Signed; positive if the second take has the higher value.
    unit : str
        Unit of `by` and `limit`.
    limit : float
        The chance difference between two seeds of one recipe.
    beyond : bool
        Whether the difference is larger than `limit`.
    digits : int
        Decimals shown.
    direction : str
        How the second take differs: "higher", "slower" …
    """

    by: float
    unit: str
    limit: float
    beyond: bool
    digits: int
    direction: str

    @property
    def shown(self) -> str:
        """The difference with sign and unit: "+3.2 semitones"; empty if it rounds to zero."""
        number = f"{abs(self.by):,.{self.digits}f}"
        if not any(digit in number for digit in "123456789"):
            return ""
        return f"{'+' if self.by > 0.0 else '−'}{number} {self.unit}"

    @property
    def words(self) -> str:
        """The difference in words: "higher by 3.2 semitones"."""
        return f"{self.direction} by {abs(self.by):,.{self.digits}f} {self.unit}"


#: The differences between two seeds of the sketch voice. A neural model varies more: with three takes of a recipe,
#: their own spread is used.
SKETCH_SPREAD = Spread(
    MappingProxyType({name: each.chance for name, each in MEASUREMENTS.items()}), "seeds of the sketch voice"
)


def compare_measurements(
    here: Measurements, there: Measurements, spread: Spread = SKETCH_SPREAD
) -> dict[str, Difference]:
    """Compare the measurements of two takes.

    Parameters
    ----------
    here, there : Measurements
        Of the first and the second take.
    spread : Spread
        The chance differences between takes of one recipe.

    Returns
    -------
    dict of str to Difference
        Second minus first by name of the measurement, for those that both takes have.
    """
    differences = {}
    for name, by in _differences(here, there).items():
        limit = spread.limits.get(name, SKETCH_SPREAD.limits[name])
        measurement = MEASUREMENTS[name]
        differences[name] = Difference(
            by=by,
            unit=measurement.difference_unit,
            limit=limit,
            beyond=abs(by) > limit,
            digits=measurement.difference_digits,
            direction=measurement.more if by > 0.0 else measurement.less,
        )
    return differences


def told(differences: Mapping[str, Difference]) -> tuple[str, ...]:
    """Return the names of the measurements whose differences are audible and significant, the most audible first.

    True peak and tilt are left out, and what another difference implies.

    Parameters
    ----------
    differences : mapping of str to Difference
        As returned by `compare_measurements`.
    """
    beyond = [MEASUREMENTS[name] for name, difference in differences.items() if difference.beyond]
    names = {measurement.name for measurement in beyond}
    heard = [measurement for measurement in beyond if measurement.order and measurement.implied_by not in names]
    return tuple(each.name for each in sorted(heard, key=lambda each: each.order))


def in_words(differences: Mapping[str, Difference]) -> str:
    """Return the differences of `told` in words: "higher by 3.2 semitones, slower by 20 %"; empty if there are none."""
    return ", ".join(differences[name].words for name in told(differences))


def pooled_spread(recipes: Iterable[Sequence[Measurements]]) -> Spread:
    """Estimate the spread from takes: at least three of one recipe, of any number of recipes.

    The limit is the repeatability limit of ISO 5725-6: the pooled standard deviation within recipes, times √2 for a
    difference of two takes, times Student's t for the number of takes. It is at least one step of the
    last decimal shown.

    Parameters
    ----------
    recipes : iterable of sequences of Measurements
        The takes of each recipe, which differ only in their seeds.

    Returns
    -------
    Spread
        `SKETCH_SPREAD` if no measurement can be estimated.
    """
    groups = [list(takes) for takes in recipes]
    found = {name: limit for name in MEASUREMENTS if (limit := _limit(name, groups)) is not None}
    return Spread(found, "takes of the same recipe") if found else SKETCH_SPREAD


def pair_differences(takes: Sequence[Measurements]) -> Iterable[dict[str, float]]:
    """Yield the differences of each pair of takes, by name of the measurement."""
    for at, here in enumerate(takes):
        for there in takes[at + 1 :]:
            yield _differences(here, there)


def _differences(here: Measurements, there: Measurements) -> dict[str, float]:
    return {name: by for name in MEASUREMENTS if (by := _difference(name, here, there)) is not None}


def _difference(name: str, here: Measurements, there: Measurements) -> float | None:
    one, other = here.values.get(name), there.values.get(name)
    if one is None or other is None or not MEASUREMENTS[name].is_comparable(min(one, other)):
        return None
    return MEASUREMENTS[name].difference(one, other)


def _limit(name: str, groups: Sequence[Sequence[Measurements]]) -> float | None:
    """Return the repeatability limit of one measurement; None if no recipe has three takes with it."""
    measurement, squares, freedom = MEASUREMENTS[name], 0.0, 0
    for takes in groups:
        found = [take.values.get(name) for take in takes]
        values = [value for value in found if value is not None and measurement.is_comparable(value)]
        if len(values) >= FEWEST:
            middle = float(np.mean(values))
            squares += float(np.var([measurement.difference(middle, value) for value in values])) * len(values)
            freedom += len(values) - 1
    if not freedom:
        return None
    from scipy.special import stdtrit

    deviation = math.sqrt(squares / freedom)
    return max(10.0**-measurement.difference_digits, float(stdtrit(freedom, _QUANTILE)) * math.sqrt(2.0) * deviation)
