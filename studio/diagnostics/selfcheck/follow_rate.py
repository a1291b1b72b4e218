"""How often takes sound as their descriptions say, by measurement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from studio.text.description import Traits, read_traits

#: Each states a gender and a pitch, and differs from others of that gender in one or two further traits.
DESCRIPTIONS = (
    "An adult man, low pitch, slow pace.",
    "An adult man, high pitch, fast pace.",
    "An adult man, medium pitch, dark timbre.",
    "An adult man, medium pitch, bright timbre.",
    "An adult man, medium pitch, rough and hoarse.",
    "An adult woman, low pitch, fast pace.",
    "An adult woman, high pitch, slow pace.",
    "An adult woman, medium pitch, monotone.",
    "An adult woman, medium pitch, very lively intonation.",
    "An adult woman, medium pitch, very breathy.",
)
TEXT = "The lamps came on one by one, and the house was quiet again."

_LEAST_DIFFERENCE = 0.5  # of two traits that are compared; "very" and "slightly" are finer


@dataclass(frozen=True)
class _Dimension:
    """What a trait changes: a measurement, upwards (1) or downwards (-1)."""

    measurement: str
    direction: int
    value: Callable[[Traits], float | None]
    within_gender: bool = True


_DIMENSIONS: Mapping[str, _Dimension] = {
    "gender": _Dimension(
        "pitch", 1, lambda traits: {"male": 0.0, "female": 1.0}.get(traits.gender or ""), within_gender=False
    ),
    "pitch": _Dimension("pitch", 1, lambda traits: traits.pitch),
    "pitch range": _Dimension("pitch_range", 1, lambda traits: traits.pitch_range or 0.0),
    "pace": _Dimension("syllable_rate", 1, lambda traits: traits.pace or 0.0),
    "brightness": _Dimension("centroid", 1, lambda traits: traits.brightness or 0.0),
    "breathiness": _Dimension("flatness", 1, lambda traits: traits.breathiness or 0.0),
    "roughness": _Dimension("harmonicity", -1, lambda traits: traits.roughness or 0.0),
}


@dataclass
class FollowRate:
    """How many pairs of takes differ in the measured direction that their descriptions state.

    Parameters
    ----------
    followed, pairs : dict of str to int
        By dimension: the pairs that do, and all pairs.
    """

    followed: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """The part of all pairs that follow, 0 to 1; a guess gives 0.5. None without pairs."""
        return sum(self.followed.values()) / sum(self.pairs.values()) if any(self.pairs.values()) else None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        dimensions = [
            {"dimension": name, "followed": self.followed[name], "pairs": count} for name, count in self.pairs.items()
        ]
        return {"rate": None if self.rate is None else round(self.rate, 3), "dimensions": dimensions}


def follow_rate(takes: Sequence[tuple[str, Mapping[str, float]]]) -> FollowRate:
    """Compare takes in pairs whose descriptions differ in a dimension.

    All but the gender are compared within a gender, because women's voices are also brighter and higher. A dimension
    that a description does not state counts as ordinary.

    Parameters
    ----------
    takes : sequence of (str, mapping of str to float)
        The description and the measurements of each.
    """
    read = [(read_traits(description), measured) for description, measured in takes]
    result = FollowRate()
    for name, dimension in _DIMENSIONS.items():
        signs = [sign for one, other in combinations(read, 2) if (sign := _sign(dimension, one, other)) is not None]
        result.followed[name], result.pairs[name] = sum(sign > 0 for sign in signs), len(signs)
    return result


def _sign(
    dimension: _Dimension, one: tuple[Traits, Mapping[str, float]], other: tuple[Traits, Mapping[str, float]]
) -> float | None:
    """Return a positive number if two takes differ as their descriptions do; None if they cannot be compared."""
    (traits, measured), (others_traits, others_measured) = one, other
    value, others_value = dimension.value(traits), dimension.value(others_traits)
    if value is None or others_value is None or abs(value - others_value) < _LEAST_DIFFERENCE:
        return None
    if dimension.within_gender != (traits.gender == others_traits.gender):
        return None
    if not dimension.within_gender and traits.pitch != others_traits.pitch:
        return None
    here, there = measured.get(dimension.measurement), others_measured.get(dimension.measurement)
    if here is None or there is None:
        return None
    return (here - there) * (value - others_value) * dimension.direction
