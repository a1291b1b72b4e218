"""What a sound file of the studio says about itself: that it is AI-generated, and the recipe that makes it again.

It stands in the file's texts (`studio.audio.tags`), for people in `COMMENT`, for programs that know the vocabulary of
IPTC in `DIGITALSOURCETYPE`, and for the studio as JSON in `VOICE_STUDIO`.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.tags import TagsDamaged, read_tags
from studio.audio.tags.flac import md5_of_samples
from studio.domain.backends import is_neural
from studio.domain.clip import Clip
from studio.domain.recipe import Recipe
from studio.domain.strict_json import parse_json
from studio.domain.take import Take
from studio.errors import InvalidInput

SCHEMA_VERSION = 1
#: https://cv.iptc.org/newscodes/digitalsourcetype/: made by a model that was trained on samples, and by rules alone.
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
ALGORITHMIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
_DATA, _SOURCE_TYPE = "VOICE_STUDIO", "DIGITALSOURCETYPE"
_WORDS = "AI-generated speech: no person said this."
_BLOCK = 1 << 16  # samples
_FULL_SCALE = np.float32(2**23)
_MD5 = re.compile("[0-9a-f]{32}|")
_SPEEDS = (0.25, 4.0)


@dataclass(frozen=True)
class Provenance:
    """Where the sound in a file comes from.

    Parameters
    ----------
    recipe : Recipe
        What makes it again. A model that is a folder is named without the folders that it is in.
    md5 : str
        Of the samples that the recipe made (`md5_of`); "" where that is not known.
    speed : float
        How many times faster than those the sound in the file is, 0.25 to 4.
    incomplete : bool
        Whether it is the beginning of what the recipe makes.
    """

    recipe: Recipe
    md5: str = ""
    speed: float = 1.0
    incomplete: bool = False

    @classmethod
    def of_take(cls, take: Take, *, speed: float = 1.0) -> "Provenance":
        """Return where a take comes from."""
        return cls(take.recipe, md5_of(take.samples), speed, take.incomplete)

    @classmethod
    def of_clip(cls, clip: Clip) -> "Provenance | None":
        """Return where a clip comes from; None if the studio did not make it. A part of a take has no checksum."""
        if clip.recipe is None or not clip.recipe.backend:
            return None
        is_whole = clip.ref.startswith(("take:", "preset:", "delivery:"))
        return cls(clip.recipe, md5_of(clip.samples) if is_whole else "", incomplete=clip.incomplete)

    @classmethod
    def of_file(cls, recipe: Recipe, path: Path, *, incomplete: bool = False) -> "Provenance":
        """Return where the sound in a FLAC file comes from, without decoding it.

        Raises
        ------
        OSError
            If it cannot be opened.
        TagsDamaged
            If it is no FLAC file.
        """
        with path.open("rb") as file:
            return cls(recipe, md5_of_samples(file), incomplete=incomplete)

    def tags(self) -> dict[str, str]:
        """Return the texts for a file, none for a recording of a person; `from_tags` is the inverse."""
        if self.recipe.is_recording:
            return {}
        made_by = self.recipe.versions.get("studio", "")
        return {
            "COMMENT": _WORDS,
            "ENCODER": f"voice studio {made_by}".strip(),
            _SOURCE_TYPE: TRAINED if is_neural(self.recipe.backend) else ALGORITHMIC,
            _DATA: json.dumps(self._to_json(), ensure_ascii=False, separators=(",", ":")),
        }

    def _to_json(self) -> dict[str, Any]:
        data = {"schema": SCHEMA_VERSION, "ai_generated": True, "recipe": without_paths(self.recipe).to_json()}
        if self.md5:
            data["md5"] = self.md5
        if self.speed != 1:
            data["speed"] = self.speed
        if self.incomplete:
            data["incomplete"] = True
        return data

    @classmethod
    def from_tags(cls, tags: Mapping[str, str]) -> "Provenance | None":
        """Return what the texts of a file say, checked; None if they are not the studio's.

        Raises
        ------
        InvalidInput
            If they are, but were damaged or written by a newer studio.
        """
        if _DATA not in tags:
            return None
        try:
            return cls._from_json(parse_json(tags[_DATA]))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:  # InvalidInput is one
            if isinstance(error, InvalidInput) and error.code == "newer-format":
                raise
            raise _damaged(str(error) or type(error).__name__) from None

    @classmethod
    def _from_json(cls, data: Any) -> "Provenance":
        if not isinstance(data, dict) or type(data.get("schema")) is not int:
            raise ValueError("it is not an object with a schema")
        if data["schema"] > SCHEMA_VERSION:
            raise InvalidInput(
                f"This file was written by a newer studio (format {str(data['schema'])[:20]}; this one reads "
                f"{SCHEMA_VERSION}).",
                "Update this studio.",
                code="newer-format",
            )
        recipe, md5, speed = Recipe.from_json(data["recipe"]), data.get("md5", ""), data.get("speed", 1.0)
        if not isinstance(md5, str) or not _MD5.fullmatch(md5):
            raise ValueError("its MD5 is none")
        if isinstance(speed, bool) or not isinstance(speed, int | float) or not _SPEEDS[0] <= speed <= _SPEEDS[1]:
            raise ValueError("its speed is out of range")
        return cls(recipe, md5, float(speed), data.get("incomplete") is True)


def read_provenance(path: Path) -> Provenance | None:
    """Return what a sound file says about itself; None if it is not the studio's.

    Raises
    ------
    OSError
        If it cannot be opened.
    InvalidInput
        If what it says was damaged, or written by a newer studio.
    """
    try:
        return Provenance.from_tags(read_tags(path))
    except TagsDamaged as error:
        raise _damaged(str(error)) from None


def says_ai_generated(tags: Mapping[str, str]) -> bool:
    """Whether the texts of a file, of any program, say in IPTC's vocabulary that a trained model made the sound."""
    return "trainedalgorithmicmedia" in tags.get(_SOURCE_TYPE, "").casefold()


def without_paths(recipe: Recipe) -> Recipe:
    """Return a recipe that names no folder of this machine: of a model that is a folder only its own name is left."""
    model = recipe.model
    if PurePosixPath(model).is_absolute() or PureWindowsPath(model).is_absolute() or model.startswith(("~", ".")):
        return replace(recipe, model=PureWindowsPath(model).name)
    return recipe


def md5_of(samples: NDArray[np.float32]) -> str:
    """Return the MD5 of samples as signed 24-bit little-endian numbers, as a FLAC file of them states it.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Mono, on the 24-bit grid.

    Examples
    --------
    >>> md5_of(np.zeros(2, np.float32))[:8]
    '73194688'
    """
    return md5_of_blocks(samples[start : start + _BLOCK] for start in range(0, len(samples), _BLOCK))


def md5_of_blocks(blocks: Iterable[NDArray[np.float32]]) -> str:
    """Return the same of samples that come in blocks."""
    digest = hashlib.md5(usedforsecurity=False)
    for block in blocks:
        steps = np.rint(np.asarray(block, np.float32) * _FULL_SCALE)
        integers = np.clip(steps, -_FULL_SCALE, _FULL_SCALE - 1).astype("<i4")
        digest.update(integers.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
    return digest.hexdigest()


def _damaged(why: str) -> InvalidInput:
    return InvalidInput(
        f"What this file says about itself cannot be read: {why[:200].rstrip('.')}.",
        "Use a copy that no other program has changed.",
        code="damaged-recipe",
        details={"field": "file"},
    )
