"""The saved voice that a text is spoken in, as its recipe carries it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.domain.backends import find_backend
from studio.domain.limits import check_seed, check_text
from studio.errors import InvalidInput

_LONGEST_NAME = 64
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Voice:
    """A saved voice: what it takes to speak in it again.

    The words that describe it are the recipe's description, the numbers of a sketch's voice the recipe's variant.

    Parameters
    ----------
    name : str
        What the user calls it.
    backend : str
        What speaks in it, a name of `studio.domain.backends`.
    reference : str
        SHA-256 of the reference's samples, 64 hexadecimal digits; see `studio.store.reference_audio.content_hash`.
    transcript : str
        What the reference says, word for word.
    seed : int
        That the reference was made with.
    """

    name: str
    backend: str
    reference: str
    transcript: str
    seed: int

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Voice":
        """Read and check plain JSON data.

        Raises
        ------
        InvalidInput
            If a field is missing, unknown, or cannot be.
        """
        try:
            voice = cls(**data)
        except TypeError as error:
            raise _no_voice(str(error)) from None
        if not isinstance(voice.name, str) or len(voice.name) > _LONGEST_NAME:
            raise _no_voice("its name is too long, or no text")
        if not isinstance(voice.backend, str) or find_backend(voice.backend) is None:
            raise _no_voice("its backend is not known")
        if not isinstance(voice.reference, str) or not _HASH.fullmatch(voice.reference):
            raise _no_voice("its reference is no SHA-256")
        return cls(voice.name, voice.backend, voice.reference, check_text(voice.transcript), check_seed(voice.seed))


def _no_voice(why: str) -> InvalidInput:
    return InvalidInput(f"This is not a voice: {why[:200]}.", "Use one that the studio wrote.", code="invalid-voice")
