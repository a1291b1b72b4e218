"""Whether two takes differ by more than two seeds of one recipe do.

Two takes of the same words never have the same numbers. A difference means something when it is larger than what
chance alone makes of one recipe: larger than 95 of 100 differences between two of its seeds.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from studio.audio.metric_catalogue import METHODS, Method
from studio.audio.metrics import Measurements

FEWEST = 3  # takes of one recipe, from which their own spread is known
_RATIOS = ("%", "semitones")
_QUANTILE = 0.975  # both sides together: 95 of 100


@dataclass(frozen=True)
class Spread:
    """How far two takes of one recipe are apart by chance.

    Parameters
    ----------
    limits : mapping of str to float
        By name of the measurement, in the unit of its scale: 95 of 100 differences are smaller.
    basis : str
        Where that is known from, in plain words.
    """

    limits: Mapping[str, float]
    basis: str


@dataclass(frozen=True)
class Difference:
    """How far one number of a take is from another take's.

    Parameters
    ----------
    by : float
        Signed; positive where the second take has more.
    unit : str
        Of `by` and `limit`.
    limit : float
        What two seeds of one recipe differ by.
    beyond : bool
        Whether it is more than that.
    digits : int
        After the point, where it is shown.
    direction : str
        What the second take is: "higher", "slower" …
    """

    by: float
    unit: str
    limit: float
    beyond: bool
    digits: int
    direction: str

    @property
    def shown(self) -> str:
        """With sign and unit: "+3.2 semitones"; empty where it is nothing at this many digits."""
        number = f"{abs(self.by):,.{self.digits}f}"
        if not any(digit in number for digit in "123456789"):
            return ""
        return f"{'+' if self.by > 0.0 else '−'}{number} {self.unit}"

    @property
    def words(self) -> str:
        """In words: "higher by 3.2 semitones"."""
        return f"{self.direction} by {abs(self.by):,.{self.digits}f} {self.unit}"


_AUDIBLE = (
    "pitch",
    "pitch_range",
    "letter_rate",
    "syllable_rate",
    "pauses",
    "centroid",
    "flatness",
    "harmonicity",
    "loudness",
    "noise_floor",
    "duration",
)

#: The 95th percentile of the differences between two seeds of the sketch voice, as `python bench/seed_spread.py`
#: prints it. A neural model varies more: where there are three takes of a recipe, their own spread counts instead.
SKETCH_SPREAD = Spread(
    MappingProxyType(
        {
            "duration": 15,  # %
            "loudness": 1.3,  # LU
            "true_peak": 1.4,  # dB
            "pitch": 2.8,  # semitones
            "pitch_range": 2.4,  # semitones
            "syllable_rate": 31,  # %
            "letter_rate": 15,  # %
            "pauses": 1.0,  # points
            "centroid": 21,  # %
            "tilt": 1.5,  # dB an octave
            "flatness": 3.6,  # dB
            "harmonicity": 2.2,  # dB
            "noise_floor": 8.5,  # dB
        }
    ),
    "seeds of the sketch voice",
)


def compare_measurements(
    here: Measurements, there: Measurements, spread: Spread = SKETCH_SPREAD
) -> dict[str, Difference]:
    """Compare the numbers of two takes.

    Parameters
    ----------
    here, there : Measurements
        Of the two takes.
    spread : Spread
        What chance makes of one recipe.

    Returns
    -------
    dict of str to Difference
        By name of the measurement, for those that both takes have.
    """
    differences = {}
    for name, by in _differences(here, there).items():
        limit = spread.limits.get(name, SKETCH_SPREAD.limits[name])
        method = METHODS[name]
        unit, digits = _shown(method)
        direction = method.more if by > 0.0 else method.less
        differences[name] = Difference(by, unit, limit, abs(by) > limit, digits, direction)
    return differences


def in_words(differences: Mapping[str, Difference]) -> str:
    """Say in what one hears a take differ by more than chance: "higher by 3.2 semitones, slower by 20 %".

    What one hears first comes first; what only a table needs (peak, tilt) is left out. Empty if it differs in nothing.

    Parameters
    ----------
    differences : mapping of str to Difference
        As `compare_measurements` gives them.
    """
    beyond = {name for name, difference in differences.items() if difference.beyond}
    if beyond & {"letter_rate"}:
        beyond -= {"syllable_rate", "duration"}  # which say the same, less surely
    return ", ".join(differences[name].words for name in _AUDIBLE if name in beyond)


def pooled_spread(recipes: Iterable[Sequence[Measurements]]) -> Spread:
    """Find the spread of takes that are there: at least three of one recipe, any number of recipes.

    The standard deviation within the recipes, pooled, times √2 for a difference of two, times Student's t for so few
    takes: the repeatability limit of ISO 5725-6. It is never less than the last digit that is shown.

    Parameters
    ----------
    recipes : iterable of sequences of Measurements
        The takes of each recipe, which differ in their seeds only.

    Returns
    -------
    Spread
        The sketch voice's, for what cannot be known from these.
    """
    groups = [list(takes) for takes in recipes]
    found = {name: limit for name in METHODS if (limit := _limit(name, groups)) is not None}
    return Spread(found, "takes of the same recipe") if found else SKETCH_SPREAD


def pair_differences(takes: Sequence[Measurements]) -> Iterable[dict[str, float]]:
    """Give the differences between each two takes, by name of the measurement."""
    for at, here in enumerate(takes):
        for there in takes[at + 1 :]:
            yield _differences(here, there)


def _shown(method: Method) -> tuple[str, int]:
    """Give the unit of a difference, and its digits after the point."""
    digits = {"%": 0, "semitones": 1}.get(method.scale, method.digits)
    return method.scale or method.unit, digits


def _differences(here: Measurements, there: Measurements) -> dict[str, float]:
    return {name: by for name in METHODS if (by := _difference(name, here, there)) is not None}


def _difference(name: str, here: Measurements, there: Measurements) -> float | None:
    one, other = getattr(here, name), getattr(there, name)
    if one is None or other is None or not _comparable(name, min(one, other)):
        return None
    return METHODS[name].difference(one, other)


def _comparable(name: str, value: float) -> bool:
    """Tell whether a value can be compared: nothing has a ratio to zero."""
    return METHODS[name].scale not in _RATIOS or value > 0.0


def _limit(name: str, groups: Sequence[Sequence[Measurements]]) -> float | None:
    """Give the repeatability limit of one measurement; None where no recipe has three takes with it."""
    squares, freedom = 0.0, 0
    for takes in groups:
        values = [value for take in takes if (value := getattr(take, name)) is not None and _comparable(name, value)]
        if len(values) >= FEWEST:
            middle = float(np.mean(values))
            squares += float(np.var([METHODS[name].difference(middle, value) for value in values])) * len(values)
            freedom += len(values) - 1
    if not freedom:
        return None
    from scipy.special import stdtrit

    deviation = math.sqrt(squares / freedom)
    return max(10.0 ** -_shown(METHODS[name])[1], float(stdtrit(freedom, _QUANTILE)) * math.sqrt(2.0) * deviation)
