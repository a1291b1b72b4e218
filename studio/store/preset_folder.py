"""A preset's folder: what its files hold, and how they are read."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import SoundFileFailed, decode, read_header
from studio.domain.backends import QWEN3, find_backend
from studio.domain.limits import is_plain
from studio.domain.recipe import Recipe
from studio.domain.voice import Voice
from studio.errors import StorageFailed, StudioError
from studio.store.archive import MEMBERS
from studio.store.files import read_flac, read_json
from studio.store.folder_swap import folder_names, places
from studio.store.preset_fields import check_duration, check_name, check_notes, check_tags
from studio.store.reference_audio import voice_of

SCHEMA_VERSION = 3  # the newest; a preset is written as the oldest version that holds it
_LONGEST_IMPORT = 600  # seconds of reference audio


@dataclass(frozen=True)
class Preset:
    """A saved voice.

    Parameters
    ----------
    slug : str
        Names it in `ClipRef`s: the name of its folder, made from its first name; see `studio.store.presets`.
    name : str
        What the user calls it.
    recipe : Recipe
        What generated the reference audio.
    folder : pathlib.Path
        That folder.
    duration : float
        Of the reference audio, in seconds.
    tags : tuple of str
        Words to find it by.
    notes : str
        Anything the user wants to remember.
    created : datetime
        When it was saved, in UTC.
    starter : bool
        True for the presets that come with the studio; they cannot be changed.
    """

    slug: str
    name: str
    recipe: Recipe
    folder: Path
    duration: float
    tags: tuple[str, ...] = ()
    notes: str = ""
    created: datetime = datetime.min
    starter: bool = False

    @property
    def reference_path(self) -> Path:
        """The FLAC file of the reference audio."""
        return self.folder / "reference.flac"

    @property
    def transcript(self) -> str:
        """What the reference audio says, word for word."""
        return self.recipe.text

    def reference(self) -> tuple[NDArray[np.float32], int]:
        """Return the reference audio, float32 of shape (n,), and its sample rate in Hz."""
        return read_flac(self.reference_path)

    def voice(self) -> Voice:
        """Return the voice, as a recipe needs it to speak in it.

        Raises
        ------
        NotFound, StorageFailed
            If the reference audio cannot be read.
        """
        return voice_of(self.name, self.recipe, self.reference()[0])

    def to_json(self) -> dict[str, Any]:
        """Return the content of `preset.json`."""
        return {
            "schema": _schema_version(self.recipe),
            "name": self.name,
            "tags": list(self.tags),
            "notes": self.notes,
            "created": self.created.isoformat(),
            "reference": {"file": "reference.flac", "transcript": self.transcript, "duration": self.duration},
            "recipe": self.recipe.to_json(),
        }


@dataclass(frozen=True)
class UnreadablePreset:
    """A folder that holds a preset which this studio cannot read.

    Parameters
    ----------
    slug : str
        The folder's name.
    folder : pathlib.Path
        That folder; nothing in it is changed.
    reason : str
        Why, and what to do.
    """

    slug: str
    folder: Path
    reason: str


def _schema_version(recipe: Recipe) -> int:
    """Return 3 for a recipe with pauses, also of its variant, or pronunciations, 2 for one with a variant, else 1."""
    if recipe.pauses or recipe.pronunciations or (recipe.variant and recipe.variant.pauses):
        return 3
    return 2 if recipe.variant else 1


def reference_fault(preset: Preset) -> str:
    """Return what is wrong with the reference audio of a preset from somebody else, or "".

    The header is checked before the sound is decoded, because 64 MB of silence decode to gigabytes.
    """
    rate = (find_backend(preset.recipe.backend) or QWEN3).sample_rate
    try:
        header = read_header(preset.reference_path)
        if (header.format, header.channels, header.sample_rate) != ("FLAC", 1, rate):
            return f"it is not FLAC with one channel at {rate:,} Hz"
        if header.duration > _LONGEST_IMPORT or abs(header.duration - preset.duration) >= 0.01:
            return f"it is longer than {_LONGEST_IMPORT} s, or not as long as preset.json states"
        decode(preset.reference_path)
    except (OSError, SoundFileFailed) as error:
        return str(error)
    return ""


def read_presets(folder: Path | None, *, starter: bool) -> list[Preset | UnreadablePreset]:
    """Read all presets of a folder; one that cannot be read is in the list with the reason."""
    if folder is None or not folder.is_dir():
        return []
    found = (read_preset(folder / name, starter=starter) for name in folder_names(folder))
    return [preset for preset in found if preset is not None]


def read_preset(folder: Path, *, starter: bool) -> Preset | UnreadablePreset | None:
    """Read one preset, or return why it cannot be read, so that it does not hide the others; None if there is none."""
    for place in places(folder):
        with suppress(FileNotFoundError, NotADirectoryError):
            return _read_or_reason(folder, place / "preset.json", starter=starter)
    return None


def _read_or_reason(folder: Path, file: Path, *, starter: bool) -> Preset | UnreadablePreset:
    try:
        return _read(folder, file, starter=starter)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except StudioError as error:
        reason = str(error)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        reason = f"Its preset.json is damaged ({type(error).__name__}). Repair it, or move the folder away."
    name = "".join(character if is_plain(character, 1) else "\ufffd" for character in folder.name)
    return UnreadablePreset(name, folder, reason)


def _read(folder: Path, file: Path, *, starter: bool) -> Preset:
    if not is_plain(folder.name, 255):
        raise ValueError("its folder's name is not plain text")
    data = read_json(file, MEMBERS["preset.json"])
    if data["schema"] > SCHEMA_VERSION:
        raise StorageFailed(
            f"It was written by a newer studio (format {data['schema']}; this one reads {SCHEMA_VERSION}).",
            "Update this studio.",
        )
    return Preset(
        slug=folder.name,
        name=check_name(data["name"]),
        recipe=Recipe.from_json(data["recipe"]),
        folder=folder,
        duration=check_duration(data["reference"]["duration"]),
        tags=check_tags(data["tags"]),
        notes=check_notes(data["notes"]),
        created=datetime.fromisoformat(data["created"]).astimezone(UTC),
        starter=starter,
    )
