"""Presets: saved voices, each a folder with `preset.json` and its reference audio, `reference.flac`."""

import itertools
import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import SoundFileFailed, decode, read_header
from studio.domain.backends import QWEN3, find_backend
from studio.domain.limits import is_plain
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.domain.voice import Voice
from studio.errors import AlreadyExists, InvalidInput, NotFound, StorageFailed, StudioError
from studio.interrupt import uninterrupted
from studio.store.archive import MEMBERS, pack, unpack
from studio.store.files import (
    make_private_folder,
    read_flac,
    read_json,
    storage,
    sync_folder,
    write_atomically,
    write_flac,
)
from studio.store.folder_swap import finish, folder_names, is_interrupted, places, replace_folder
from studio.store.locks import WAIT_SECONDS, locked
from studio.store.reference_audio import voice_of

SCHEMA_VERSION = 2  # of presets whose recipe has a variant; others are written as version 1
MAX_NAME = 64
MAX_TAGS = 20
MAX_NOTES = 5000
_LONGEST_IMPORT = 600  # seconds of reference audio
_MOST_SECONDS = 100_000.0  # more than any clip has
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")  # except tab and line feed
_LONGEST_SLUG = 120  # bytes; a folder's name may have 255
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789")}


@dataclass(frozen=True)
class Preset:
    """A saved voice.

    Parameters
    ----------
    slug : str
        The name of its folder, made from its name.
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
            "schema": SCHEMA_VERSION if self.recipe.variant else 1,
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


class PresetShelf:
    """The user's presets, newest first, then the starter gallery; the folders are read at each access.

    Parameters
    ----------
    folder : pathlib.Path
        The user's presets.
    gallery : pathlib.Path, optional
        The starter presets, read only.
    """

    def __init__(self, folder: Path, gallery: Path | None = None) -> None:
        self._folder = folder
        self._gallery = gallery

    def __iter__(self) -> Iterator[Preset]:
        own, starters = _presets(self._read_own()), _presets(_read_all(self._gallery, starter=True))
        yield from sorted(own, key=lambda preset: preset.created, reverse=True)
        yield from sorted(starters, key=lambda preset: preset.name)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> Preset:
        """Find a preset by its name or slug; the user's own before a starter.

        Raises
        ------
        NotFound
            If there is none.
        StorageFailed
            If a folder of that name holds one that cannot be read.
        """
        wanted = str(name).strip().casefold()
        for preset in self:
            if wanted in (preset.slug, preset.name.casefold()):
                return preset
        for unreadable in self.unreadable:
            if wanted == unreadable.slug:
                raise StorageFailed(f"The preset {unreadable.slug!r} cannot be read.", unreadable.reason)
        raise NotFound(f"There is no preset named {str(name)[:80]!r}.", "`studio presets list` shows all presets.")

    @property
    def unreadable(self) -> list[UnreadablePreset]:
        """The user's presets that are damaged or were written by a newer studio, by folder name."""
        return [preset for preset in self._read_own() if isinstance(preset, UnreadablePreset)]

    def save(
        self, take: Take, name: str, *, tags: Iterable[str] = (), notes: str = "", overwrite: bool = False
    ) -> Preset:
        """Save a take as a voice: exactly its samples, and what they say.

        Raises
        ------
        InvalidInput
            If the name, a tag or the notes cannot be used.
        AlreadyExists
            If a preset of that name exists and `overwrite` is false.
        StorageFailed
            If the disk refuses, or another program changes the presets for long; an existing preset is left unchanged.
        """
        preset = Preset(
            slug="",  # found when it is moved to its place
            name=check_name(name),
            recipe=take.recipe,
            folder=self._folder,
            duration=take.duration,
            tags=check_tags(tags),
            notes=_check_notes(notes),
            created=datetime.now(UTC),
        )
        return uninterrupted(lambda: self._write(preset, take, overwrite=overwrite))

    def remove(self, name: str) -> None:
        """Delete one of the user's presets.

        Raises
        ------
        NotFound
            If there is none.
        InvalidInput
            If it is a starter preset.
        """
        preset = self[name]
        if preset.starter:
            raise InvalidInput(
                f"{preset.name!r} comes with the studio and cannot be deleted.", "Only your own presets can be deleted."
            )
        uninterrupted(lambda: self._delete(preset))

    def export(self, name: str, path: Path) -> Preset:
        """Write a preset as one zip file, for another machine or another program.

        Raises
        ------
        NotFound
            If there is no such preset.
        StorageFailed
            If the file cannot be written.
        """
        preset = self[name]
        pack(preset.folder, path)
        return preset

    def add(self, path: Path, *, overwrite: bool = False) -> Preset:
        """Import a preset that `export` wrote.

        Raises
        ------
        NotFound
            If there is no such file.
        InvalidInput
            If it is not an exported preset, or was written by a newer studio.
        AlreadyExists
            If a preset of that name exists and `overwrite` is false.
        """
        return uninterrupted(lambda: self._add(path, overwrite=overwrite))

    def _delete(self, preset: Preset) -> None:
        """Move a preset out of everybody's sight before its files are deleted one by one."""
        with self._fresh_folder() as fresh, self._locked():
            try:
                preset.folder.rename(fresh / preset.slug)
            except FileNotFoundError:
                raise NotFound(f"The preset {preset.name!r} is gone.", "Another program deleted it.") from None
            sync_folder(self._folder)

    def _add(self, path: Path, *, overwrite: bool) -> Preset:
        with self._fresh_folder() as fresh:
            unpack(path, fresh)
            preset = _try_read(fresh, starter=False)
            if not isinstance(preset, Preset):
                raise _not_importable(path, "its preset.json is damaged, or of a newer studio")
            if fault := _reference_fault(preset):
                raise _not_importable(path, f"its reference.flac cannot be used, because {fault}")
            return self._place(fresh, preset, overwrite=overwrite)

    def _folder_for(self, name: str) -> Path:
        """Return the folder of the preset of that name, or a free one: "C" and "C++" get different folders."""
        slug = _slug(name)
        for number in itertools.count(1):
            folder = self._folder / (slug if number == 1 else f"{slug}-{number}")
            there = _try_read(folder, starter=False)
            if not folder.exists() or (isinstance(there, Preset) and there.name.casefold() == name.casefold()):
                return folder
        raise AssertionError  # count does not end

    def _write(self, preset: Preset, take: Take, *, overwrite: bool) -> Preset:
        with self._fresh_folder() as fresh:
            write_flac(fresh / "reference.flac", take.samples, take.sample_rate)
            text = json.dumps(preset.to_json(), ensure_ascii=False, indent=2) + "\n"
            write_atomically(fresh / "preset.json", lambda file: file.write(text.encode()))
            return self._place(fresh, preset, overwrite=overwrite)

    @contextmanager
    def _fresh_folder(self) -> Iterator[Path]:
        """Yield a temporary folder beside the presets; it is deleted afterwards if it still exists."""
        make_private_folder(self._folder)
        with storage(self._folder):
            fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=self._folder))
            try:
                yield fresh
            finally:
                shutil.rmtree(fresh, ignore_errors=True)

    def _place(self, fresh: Path, preset: Preset, *, overwrite: bool) -> Preset:
        """Move a complete folder to the preset's place, and return the preset there."""
        with self._locked():
            folder = self._folder_for(preset.name)
            if folder.exists() and not overwrite:
                raise AlreadyExists(
                    f"A preset named {preset.name!r} already exists.",
                    "Choose another name, or replace it.",
                    details={"field": "name"},
                )
            replace_folder(folder, fresh)
            sync_folder(self._folder)
        return replace(preset, slug=folder.name, folder=folder)

    @contextmanager
    def _locked(self, seconds: float | None = None) -> Iterator[None]:
        """Hold the exclusive right to change the presets of this folder."""
        folder = self._folder.resolve()  # two home folders may share it through a link
        wait = WAIT_SECONDS if seconds is None else seconds
        with locked(folder.with_name(f"{folder.name}.lock"), wait), storage(folder):
            finish(folder)
            yield

    def _read_own(self) -> list[Preset | UnreadablePreset]:
        """Read the user's presets; what a kill left is repaired first, unless another program changes the presets."""
        if is_interrupted(self._folder):
            with suppress(StorageFailed), self._locked(seconds=0):
                pass
        return _read_all(self._folder, starter=False)


def check_name(name: str) -> str:
    """Return a preset's name in its normal form.

    It must also be valid as a folder name on Linux, macOS and Windows: separators, control characters, leading and
    trailing dots and Windows device names are refused.

    Raises
    ------
    InvalidInput
        If it cannot be used.
    """
    tidy = unicodedata.normalize("NFC", name).strip() if isinstance(name, str) else ""
    reason = _name_fault(tidy)
    if reason:
        raise InvalidInput(
            reason, "Use letters, digits, spaces and hyphens.", code="invalid-name", details={"field": "name"}
        )
    return tidy


def check_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags without surrounding space, empty ones and duplicates.

    Raises
    ------
    InvalidInput
        If there are too many, or one is too long or holds control characters.
    """
    tidy = tuple(dict.fromkeys(filter(None, (str(tag).strip() for tag in tags))))
    if len(tidy) > MAX_TAGS or any(len(tag) > 40 or not tag.isprintable() for tag in tidy):
        raise InvalidInput(
            "These tags cannot be used.",
            f"Use at most {MAX_TAGS}, each of at most 40 characters.",
            code="invalid-tags",
            details={"field": "tags"},
        )
    return tidy


def _check_notes(notes: str) -> str:
    tidy = re.sub("\r\n?", "\n", str(notes)).strip()
    if len(tidy) > MAX_NOTES or re.search("[\0\ud800-\udfff]", tidy):
        raise InvalidInput(
            "The notes cannot be used.",
            f"Use at most {MAX_NOTES:,} characters of plain text.",
            code="invalid-notes",
            details={"field": "notes"},
        )
    return _CONTROL.sub("", tidy)


def _check_duration(seconds: float) -> float:
    if not 0 <= seconds <= _MOST_SECONDS:
        raise ValueError("a duration out of range")
    return float(seconds)


def _name_fault(name: str) -> str:
    shown = repr(name[:80])
    if not name:
        return "The preset needs a name."
    if len(name) > MAX_NAME:
        return f"A preset's name may have {MAX_NAME} characters at most."
    if re.search(r'[/\\:*?"<>|]', name) or not name.isprintable() or name.startswith(".") or name.endswith("."):
        return f"{shown} cannot be the name of a folder."
    if name.casefold().split(".")[0].strip() in _RESERVED:
        return f"{shown} is the name of a device on Windows."
    if not any(character.isalnum() for character in name):
        return f"{shown} has neither a letter nor a digit."
    return ""


def _slug(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = re.sub(r"[^\w]+", "-", folded).strip("-_") or "preset"
    return words.encode()[:_LONGEST_SLUG].decode(errors="ignore")


def _reference_fault(preset: Preset) -> str:
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


def _not_importable(path: Path, reason: str) -> InvalidInput:
    return InvalidInput(
        f"{path.name} does not hold a preset that this studio can read: {reason}.",
        "Export it again, or update the studio if it comes from a newer one.",
    )


def _presets(found: Iterable[Preset | UnreadablePreset]) -> list[Preset]:
    return [preset for preset in found if isinstance(preset, Preset)]


def _read_all(folder: Path | None, *, starter: bool) -> list[Preset | UnreadablePreset]:
    if folder is None or not folder.is_dir():
        return []
    found = (_try_read(folder / name, starter=starter) for name in folder_names(folder))
    return [preset for preset in found if preset is not None]


def _try_read(folder: Path, *, starter: bool) -> Preset | UnreadablePreset | None:
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
        duration=_check_duration(data["reference"]["duration"]),
        tags=check_tags(data["tags"]),
        notes=_check_notes(data["notes"]),
        created=datetime.fromisoformat(data["created"]).astimezone(UTC),
        starter=starter,
    )
