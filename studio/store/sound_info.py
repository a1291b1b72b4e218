"""What a sound file is, and what it says about itself; of any program."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.audio.sound_file import MOST_SAMPLES, SoundFileFailed, SoundHeader, read_blocks, read_header
from studio.audio.tags import TagsDamaged, read_tags
from studio.domain.recipe import Recipe
from studio.errors import Advice, InvalidInput, NotFound
from studio.store.provenance import Provenance, md5_of_blocks, says_ai_generated

_BLOCK = 1 << 20  # samples
_LOSSY = ("MPEG_LAYER_III", "VORBIS", "OPUS")  # not decoded: libsndfile complains on stderr between blocks of an MP3


@dataclass(frozen=True)
class SoundInfo:
    """A sound file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    header : SoundHeader or None
        Its format, sample rate and length; None for AAC, which the studio does not decode.
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
    header: SoundHeader | None
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
        if self.header is None or self.header.subtype != "PCM_24":
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
        made, header = self.provenance, self.header
        return {
            "file": str(self.path),
            "format": header.format if header else "",
            "encoding": header.subtype if header else "",
            "channels": header.channels if header else None,
            "sample_rate": header.sample_rate if header else None,
            "duration": round(header.duration, 3) if header else None,
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
    _check_file(path)
    tags, provenance, fault = _said(path)
    try:
        header = read_header(path)
    except (OSError, SoundFileFailed) as error:
        if provenance is None:
            raise _unreadable(path, getattr(error, "strerror", None) or error) from None
        header = None
    return SoundInfo(path, header, tags, provenance, fault, _is_exact(path, header, provenance))


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


def _check_file(path: Path) -> None:
    if not os.path.exists(path):  # False also for what no system accepts as a path
        raise NotFound(f"There is no file {path}.", "Check the path.")
    if not os.path.isfile(path):  # a pipe would be waited for
        raise _unreadable(path, "it is not a file")


def _said(path: Path) -> tuple[dict[str, str], Provenance | None, InvalidInput | None]:
    """Return the texts in a file, where it says that it comes from, and why that cannot be used."""
    tags: dict[str, str] = {}
    try:
        tags = read_tags(path)
        return tags, Provenance.from_tags(tags), None
    except InvalidInput as fault:
        return tags, None, fault
    except (OSError, TagsDamaged) as error:
        what = f"The texts in this file cannot be read: {error}."
        next_step = "Use a copy that no other program has changed."
        return tags, None, InvalidInput(what, next_step, code="damaged-recipe")


def _unreadable(path: Path, why: object) -> InvalidInput:
    next_step: str = "Name a sound file, such as WAV, FLAC or MP3."
    if path.suffix.lower() in (".zip", ".vox"):
        next_step = Advice(
            "If it is an exported voice, st.presets.add(path) imports it.",
            shell="If it is an exported voice, `studio presets import FILE` imports it.",
        )
    return InvalidInput(f"{path} cannot be read: {why}.", next_step)


def _is_exact(path: Path, header: SoundHeader | None, provenance: Provenance | None) -> bool | None:
    if provenance is None or not provenance.md5:
        return None
    if header is None or header.subtype in _LOSSY:
        return False
    if header.frames * header.channels > MOST_SAMPLES:
        return None
    try:
        return md5_of_blocks(read_blocks(path, _BLOCK)) == provenance.md5
    except (OSError, SoundFileFailed):
        return False
