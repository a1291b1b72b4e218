"""Deliveries: named manners of a saved voice, such as calm or whisper, each with a reference sound of its own."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.domain.limits import is_plain
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput

NEUTRAL = "neutral"  # the preset's own reference sound
MOST_DELIVERIES = 16  # of one preset
LONGEST_NAME = 32  # characters
LONGEST_SOUND = 100_000.0  # seconds, more than any reference sound has
PATTERN = r"delivery-[a-z0-9]+(-[a-z0-9]+)*\.flac"  # of the names of their files
LONGEST_FILE = 64  # characters
_FIELDS = ("name", "file", "transcript", "duration", "similarity", "recipe")


@dataclass(frozen=True)
class Delivery:
    """A named manner of a saved voice.

    Parameters
    ----------
    name : str
        As a person typed it; see `check_delivery_name`. Unique in its preset, whatever its case.
    recipe : Recipe
        What made its reference sound.
    duration : float
        Of that sound, in seconds.
    file : str
        The FLAC file of that sound in the preset's folder.
    similarity : float, optional
        Speaker similarity to the preset's own reference when the delivery was kept, -1 to 1; None if not measured.
    extra : mapping of str to object
        Fields of other programs, which are kept.
    """

    name: str
    recipe: Recipe
    duration: float
    file: str
    similarity: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def transcript(self) -> str:
        """What its reference sound says, word for word."""
        return self.recipe.text

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data; `from_json` is the inverse."""
        measured = {} if self.similarity is None else {"similarity": self.similarity}
        return {
            "name": self.name,
            "file": self.file,
            "transcript": self.transcript,
            "duration": self.duration,
            **measured,
            "recipe": self.recipe.to_json(),
            **self.extra,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Delivery":
        """Return the delivery that `to_json` wrote, checked.

        Raises
        ------
        InvalidInput
            If the name, the similarity or the recipe cannot be used.
        ValueError, KeyError, TypeError
            If another field is missing or out of range.
        """
        file, duration = data["file"], data["duration"]
        if not is_delivery_file(file):
            raise ValueError("a delivery's file has another name")
        if not 0 <= duration <= LONGEST_SOUND:
            raise ValueError("a delivery's duration is out of range")
        return cls(
            name=check_delivery_name(data["name"]),
            recipe=Recipe.from_json(data["recipe"]),
            duration=float(duration),
            file=file,
            similarity=check_similarity(data.get("similarity")),
            extra={name: value for name, value in data.items() if name not in _FIELDS},
        )


def check_delivery_name(name: str) -> str:
    """Return the name of a delivery in its normal form.

    "VOICE/NAME" names a voice in one of its deliveries, so a name has no slash.

    Raises
    ------
    InvalidInput
        If it cannot be used.
    """
    tidy = unicodedata.normalize("NFC", name).strip() if isinstance(name, str) else ""
    if reason := _name_fault(tidy):
        raise InvalidInput(
            reason,
            "Use a word or two, such as calm, sad or whisper.",
            code="invalid-delivery-name",
            details={"field": "delivery"},
        )
    return tidy


def _name_fault(name: str) -> str:
    if not name:
        return "The delivery needs a name."
    if len(name) > LONGEST_NAME:
        return f"A delivery's name may have {LONGEST_NAME} characters at most."
    if name.casefold() == NEUTRAL:
        return f"{name!r} names the voice's own reference sound."
    if "/" in name or not is_plain(name, LONGEST_NAME) or not any(character.isalnum() for character in name):
        return f"{name!r} cannot be the name of a delivery."
    return ""


def check_similarity(similarity: float | None) -> float | None:
    """Return a speaker similarity, or None if it was not measured.

    Raises
    ------
    InvalidInput
        If it is no number from -1 to 1.
    """
    if similarity is None:
        return None
    if not math.isfinite(similarity) or not -1.001 <= similarity <= 1.001:  # rounding
        raise InvalidInput(
            f"{similarity:g} is not a speaker similarity.",
            "Use a number from -1 to 1, or none.",
            details={"field": "similarity"},
        )
    return float(similarity)


def is_neutral(name: str) -> bool:
    """Return whether this names a voice's own reference sound rather than a delivery: "" or "neutral"."""
    return name.strip().casefold() in ("", NEUTRAL)


def is_delivery_file(name: object) -> bool:
    """Return whether a file of this name in a preset's folder holds the sound of a delivery.

    Examples
    --------
    >>> is_delivery_file("delivery-very-calm.flac"), is_delivery_file("delivery-../calm.flac")
    (True, False)
    """
    return isinstance(name, str) and len(name) <= LONGEST_FILE and re.fullmatch(PATTERN, name) is not None


def delivery_file(name: str, number: int = 1) -> str:
    """Return the file name for the sound of a delivery; with a number above 1, for another one of a similar name.

    ASCII alone, because file systems write other letters in different ways.

    Examples
    --------
    >>> delivery_file("Très calme"), delivery_file("悲しい", 2)
    ('delivery-tres-calme.flac', 'delivery-other-2.flac')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall("[a-z0-9]+", plain)) or "other"
    return f"delivery-{slug}.flac" if number == 1 else f"delivery-{slug}-{number}.flac"
