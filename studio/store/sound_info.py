"""What a sound file is, and what it says about itself; of any program."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.audio.sound_file import MOST_SAMPLES, SoundFileFailed, SoundHeader, read_blocks, read_header
from studio.audio.tags import TagsDamaged, read_tags
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput, NotFound
from studio.store.provenance import Provenance, md5_of_blocks, says_ai_generated

_BLOCK = 1 << 20  # samples


@dataclass(frozen=True)
class SoundInfo:
    """A sound file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    header : SoundHeader
        Its format, sample rate and length.
    tags : mapping of str to str
        The texts in it, such as COMMENT, whatever program wrote them.
    provenance : Provenance or None
        Where it comes from, if the studio made it; None where it does not say.
    fault : InvalidInput or None
        Why what it says cannot be used.
    exact : bool or None
        Whether its samples are, bit for bit, those that the recipe made; None where that is not known.
    """

    path: Path
    header: SoundHeader
    tags: Mapping[str, str] = field(default_factory=dict, repr=False)
    provenance: Provenance | None = None
    fault: InvalidInput | None = None
    exact: bool | None = None

    @property
    def ai_generated(self) -> bool | None:
        """True if the file says that it is AI-generated; None if it says nothing, which proves nothing."""
        return True if self.provenance or says_ai_generated(self.tags) else None

    @property
    def form(self) -> str:
        """In words, how its samples compare with those that were generated; "" where that is not known."""
        if self.exact is None or self.provenance is None:
            return ""
        if self.exact:
            return "its samples are those that were generated, bit for bit"
        if self.provenance.speed != 1:
            return f"it is {self.provenance.speed:g} times as fast as what was generated"
        if self.header.subtype != "PCM_24":
            return "its format rounds the samples that were generated"
        return "it was changed after the studio wrote it"

    def required(self) -> Provenance:
        """Return where the sound comes from.

        Raises
        ------
        InvalidInput
            If what the file says cannot be used.
        NotFound
            If it says nothing.
        """
        if self.fault is not None:
            raise self.fault
        if self.provenance is None:
            raise NotFound(
                f"{self.path} holds no recipe: the studio did not make it, or another program removed it.",
                "Use a file as the studio wrote it.",
                code="no-recipe",
                details={"path": str(self.path)},
            )
        return self.provenance

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        made = self.provenance
        return {
            "file": str(self.path),
            "format": self.header.format,
            "encoding": self.header.subtype,
            "channels": self.header.channels,
            "sample_rate": self.header.sample_rate,
            "duration": round(self.header.duration, 3),
            "ai_generated": self.ai_generated,
            "recipe": made.recipe.to_json() if made else None,
            "exact": self.exact,
            "speed": made.speed if made else 1.0,
            "incomplete": made.incomplete if made else False,
            "fault": str(self.fault) if self.fault else "",
        }


def sound_info(path: str | Path) -> SoundInfo:
    """Return what a sound file is, and what it says about itself.

    Parameters
    ----------
    path : str or pathlib.Path
        A sound file of any program.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it is no sound file.

    Examples
    --------
    >>> from studio import sound_info
    >>> sound_info("evening.flac").ai_generated  # doctest: +SKIP
    True
    """
    path = Path(path)
    header = _header(path)
    tags: dict[str, str] = {}
    try:
        tags = read_tags(path)
        provenance = Provenance.from_tags(tags)
    except (InvalidInput, TagsDamaged, OSError) as error:
        return SoundInfo(path, header, tags, fault=_fault(error))
    return SoundInfo(path, header, tags, provenance, exact=_is_exact(path, header, provenance))


def recipe_of(path: str | Path) -> Recipe:
    """Return the recipe in a sound file that the studio wrote.

    Raises
    ------
    NotFound
        If there is no such file, or no recipe in it.
    InvalidInput
        If it is no sound file, or its recipe was damaged.

    Examples
    --------
    >>> from studio import recipe_of
    >>> recipe_of("evening.flac").seed  # doctest: +SKIP
    7
    """
    return sound_info(path).required().recipe


def _header(path: Path) -> SoundHeader:
    if not os.path.exists(path):  # False also for what no system accepts as a path
        raise NotFound(f"There is no file {path}.", "Check the path.")
    if not os.path.isfile(path):  # a pipe would be waited for
        raise _unreadable(path, "it is not a file")
    try:
        return read_header(path)
    except (OSError, SoundFileFailed) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or error) from None


def _unreadable(path: Path, why: object) -> InvalidInput:
    return InvalidInput(f"{path} cannot be read: {why}.", "Name a sound file, such as WAV, FLAC or MP3.")


def _fault(error: Exception) -> InvalidInput:
    if isinstance(error, InvalidInput):
        return error
    return InvalidInput(
        f"The texts in this file cannot be read: {error}.",
        "Use a copy that no other program has changed.",
        code="damaged-recipe",
    )


def _is_exact(path: Path, header: SoundHeader, provenance: Provenance | None) -> bool | None:
    if provenance is None or not provenance.md5 or header.frames * header.channels > MOST_SAMPLES:
        return None
    try:
        return md5_of_blocks(read_blocks(path, _BLOCK)) == provenance.md5
    except (OSError, SoundFileFailed):
        return False
