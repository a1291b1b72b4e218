"""What a change of the description moved in the sound of the takes, and whether chance alone does that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.audio.measurements import MEASUREMENTS
from studio.audio.measurements.measurement import Measurement
from studio.audio.metrics import Measurements
from studio.audio.permutation import ALPHA, least_p_of_groups, least_p_of_pairs, p_of_groups, p_of_pairs
from studio.domain.rich_display import RichDisplay

Method = Literal["groups", "pairs"]

#: What is compared, the most audible first: without what another measurement expresses more reliably.
COMPARED: tuple[Measurement, ...] = tuple(
    sorted((each for each in MEASUREMENTS.values() if each.order and not each.implied_by), key=lambda each: each.order)
)


@dataclass(frozen=True)
class Spread:
    """The values of a version's takes in one measurement, in its unit."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of values; at least one."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Movement:
    """How one measurement differs between the takes of two versions.

    Parameters
    ----------
    name : str
        Of the measurement (`studio.audio.measurements`).
    before, after : Spread
        Of the earlier and the later version, over their seeds.
    by : float
        Difference of the medians, in the measurement's unit of a difference; positive if the later one is higher.
    p : float
        How often chance alone moves any of the measurements as far.
    """

    name: str
    before: Spread
    after: Spread
    by: float
    p: float

    @property
    def beyond_chance(self) -> bool:
        """Whether chance alone moves the measurements as far less than once in twenty times."""
        return self.p <= ALPHA

    @property
    def shown(self) -> str:
        """The difference with sign and unit: "+2.5 semitones"; one that rounds to zero has no sign.

        Examples
        --------
        >>> flat = Spread(-23.0, -23.5, -22.5)
        >>> Movement("loudness", flat, flat, -0.04, 1.0).shown, Movement("loudness", flat, flat, -1.5, 0.01).shown
        ('0.0 LU', '−1.5 LU')
        """
        measurement = MEASUREMENTS[self.name]
        by = round(self.by, measurement.difference_digits)
        sign = "+" if by > 0.0 else "−" if by < 0.0 else ""
        return f"{sign}{abs(by):,.{measurement.difference_digits}f} {measurement.difference_unit}"

    @property
    def words(self) -> str:
        """The difference in words: "higher by 2.5 semitones"."""
        measurement = MEASUREMENTS[self.name]
        return f"{measurement.more if self.by >= 0.0 else measurement.less} by {self.shown.lstrip('+−')}"

    def __repr__(self) -> str:
        return f"<{self.name} {self.shown}, p = {self.p:.3f}>"


@dataclass(frozen=True)
class Moved(RichDisplay):
    """What moved between the takes of two versions.

    Parameters
    ----------
    measurements : tuple of Movement
        Every measurement that all the takes have, the most audible first.
    method : str
        "groups": all takes of one version against all of the other; "pairs": takes that share a seed, of which there
        are at least `PAIRS`.
    takes : (int, int)
        How many takes of each version were compared; of "pairs", twice their number.
    least : float
        The smallest p-value that so many takes can reach.
    """

    measurements: tuple[Movement, ...]
    method: Method
    takes: tuple[int, int]
    least: float

    @property
    def beyond_chance(self) -> tuple[Movement, ...]:
        """The measurements that moved by more than chance."""
        return tuple(each for each in self.measurements if each.beyond_chance)

    @property
    def can_tell(self) -> bool:
        """Whether there are enough takes to tell a change from chance."""
        return self.least <= ALPHA and bool(self.measurements)

    @property
    def words(self) -> str:
        """What moved, in words: "higher by 2.5 semitones, faster by 20 %", or why nothing did."""
        if not min(self.takes):
            return "nothing to compare"
        if not self.can_tell:
            return f"too few takes to tell ({self.takes[0]} against {self.takes[1]})"
        return ", ".join(each.words for each in self.beyond_chance) or "no more than chance"

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return f"<{self.words}>"


#: With fewer pairs, pairing cannot reach 5 %, but comparing all takes can: 4 pairs 12.5 %, 4 against 4 takes 2.9 %.
PAIRS = 6


def moved(before: Mapping[int, Measurements], after: Mapping[int, Measurements]) -> Moved:
    """Compare the takes of two versions.

    Parameters
    ----------
    before, after : mapping of int to Measurements
        The takes of the earlier and the later version by their seeds.

    Returns
    -------
    Moved
    """
    shared = [seed for seed in before if seed in after]
    paired = len(shared) >= PAIRS
    old = [before[seed] for seed in shared] if paired else list(before.values())
    new = [after[seed] for seed in shared] if paired else list(after.values())
    takes = len(old), len(new)
    least = least_p_of_pairs(len(shared)) if paired else least_p_of_groups(*takes)
    compared = [each for each in COMPARED if min(takes) and _is_measured(each, [*old, *new])]
    finest = np.array([10.0**-each.difference_digits for each in compared])
    first, second = _on_scale(compared, old, new)
    p = p_of_pairs(second - first, finest) if paired else p_of_groups(first, second, finest)
    found = tuple(_movement(each, old, new, float(p[column])) for column, each in enumerate(compared))
    return Moved(found, "pairs" if paired else "groups", takes, least)


def _movement(measurement: Measurement, old: Sequence[Measurements], new: Sequence[Measurements], p: float) -> Movement:
    before = Spread.of([take.values[measurement.name] for take in old])
    after = Spread.of([take.values[measurement.name] for take in new])
    return Movement(measurement.name, before, after, measurement.difference(before.median, after.median), p)


def _is_measured(measurement: Measurement, takes: Sequence[Measurements]) -> bool:
    values = [take.values.get(measurement.name) for take in takes]
    return all(value is not None and measurement.is_comparable(value) for value in values)


def _on_scale(
    compared: Sequence[Measurement], old: Sequence[Measurements], new: Sequence[Measurements]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the values of both groups in the unit of a difference, relative to the median of all."""
    columns = []
    for measurement in compared:
        values = [take.values[measurement.name] for take in (*old, *new)]
        middle = median(values)
        columns.append([measurement.difference(middle, value) for value in values])
    table = np.array(columns, dtype=np.float64).reshape(len(compared), len(old) + len(new)).T
    return table[: len(old)], table[len(old) :]
