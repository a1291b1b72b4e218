"""The formats of `preset.json`: a preset of an older one is brought to the newest, in memory, step by step.

A step returns the data with the fields that its format added. Fields that every studio leaves alone, such as a licence,
may be in a preset of any format.
"""

from collections.abc import Callable
from typing import Any

from studio.errors import StorageFailed

Data = dict[str, Any]


def _to_2(data: Data) -> Data:
    """Format 2 can hold a sketch's voice in numbers; without them, description and seed choose the voice."""
    return data | {"recipe": {"variant": None} | data["recipe"]}


def _to_3(data: Data) -> Data:
    """Format 3 can hold the pauses and pronunciations of the recipe's text, and how long the sketch's voice pauses."""
    return data | {"recipe": {"pauses": [], "pronunciations": {}} | data["recipe"]}


def _to_4(data: Data) -> Data:
    """Format 4 can hold deliveries, and pronunciations of the voice."""
    return {"deliveries": [], "pronunciations": {}} | data


_STEPS: tuple[Callable[[Data], Data], ...] = (_to_2, _to_3, _to_4)
NEWEST = len(_STEPS) + 1
#: Fields that a preset of any format may leave out.
_LEFT_OUT: Data = {
    "licence": "",
    "consent": "",
    "lineage": None,
    "rating": None,
    "measurements": {},
    "pronunciations": {},
    "deliveries": [],
}


def migrated(data: Data) -> Data:
    """Return the content of a `preset.json` in the newest format, with every field that it may leave out.

    Raises
    ------
    StorageFailed
        If it was written by a newer studio.
    ValueError, KeyError, TypeError
        If it states no format, or is damaged.
    """
    version = data["schema"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError("its format is not a number")
    if version > NEWEST:
        raise StorageFailed(
            f"It was written by a newer studio (format {version}; this one reads {NEWEST}).", "Update this studio."
        )
    for step in _STEPS[version - 1 :]:
        data = step(data)
    return _LEFT_OUT | data | {"schema": NEWEST}
