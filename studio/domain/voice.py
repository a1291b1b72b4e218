"""A saved voice, as the recipes of the lines that it speaks contain it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.domain.backends import find_backend
from studio.domain.limits import check_seed, check_text, is_plain
from studio.errors import InvalidInput

LONGEST_VOICE_NAME = 97  # of a preset's name, a slash and a delivery's name
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Voice:
    """A saved voice.

    Its description and, for the sketch, its parameters are in the recipe (`Recipe.description`, `Recipe.variant`).

    Parameters
    ----------
    name : str
        The name that the user gave it; with a delivery, "NAME/DELIVERY".
    backend : str
        What speaks in it, a name of `studio.domain.backends`.
    reference : str
        SHA-256 of the reference audio, 64 hexadecimal digits; see `studio.store.reference_audio.content_hash`.
    transcript : str
        The words of the reference audio.
    seed : int
        Seed of the reference audio's take.
    """

    name: str
    backend: str
    reference: str
    transcript: str
    seed: int

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Voice":
        """Return the voice of plain JSON data, checked.

        Raises
        ------
        InvalidInput
            If a field is missing, unknown or invalid.
        """
        try:
            voice = cls(**data)
        except TypeError as error:
            raise _invalid_voice(str(error)) from None
        return voice.checked()

    def checked(self) -> "Voice":
        """Return the voice with its fields normalised.

        Raises
        ------
        InvalidInput
            If a field is invalid.
        """
        if not is_plain(self.name, LONGEST_VOICE_NAME):
            raise _invalid_voice("its name is too long, not a string, or has control characters")
        if not isinstance(self.backend, str) or find_backend(self.backend) is None:
            raise _invalid_voice("its backend is not known")
        if not isinstance(self.reference, str) or not _HASH.fullmatch(self.reference):
            raise _invalid_voice("its reference is not a SHA-256")
        return Voice(self.name, self.backend, self.reference, check_text(self.transcript), check_seed(self.seed))


def _invalid_voice(why: str) -> InvalidInput:
    return InvalidInput(f"This is not a valid voice: {why[:200]}.", "Use one from a preset.", code="invalid-voice")
