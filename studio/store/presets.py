"""Presets: saved voices, each a folder with `preset.json` and its reference audio, `reference.flac`."""

import itertools
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.take import Take
from studio.errors import AlreadyExists, InvalidInput, NotFound, StorageFailed
from studio.interrupt import uninterrupted
from studio.store.archive import pack, unpack
from studio.store.files import (
    make_private_folder,
    storage,
    sync_folder,
    write_atomically,
    write_flac,
)
from studio.store.folder_swap import finish, is_interrupted, replace_folder
from studio.store.locks import WAIT_SECONDS, locked
from studio.store.preset_fields import check_name, check_notes, check_tags, slug_of
from studio.store.preset_folder import Preset, UnreadablePreset, read_preset, read_presets, reference_fault


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
        own, starters = _presets(self._read_own()), _presets(read_presets(self._gallery, starter=True))
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
            notes=check_notes(notes),
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
            preset = read_preset(fresh, starter=False)
            if not isinstance(preset, Preset):
                raise _not_importable(path, "its preset.json is damaged, or of a newer studio")
            if fault := reference_fault(preset):
                raise _not_importable(path, f"its reference.flac cannot be used, because {fault}")
            return self._place(fresh, preset, overwrite=overwrite)

    def _folder_for(self, name: str) -> Path:
        """Return the folder of the preset of that name, or a free one: "C" and "C++" get different folders."""
        slug = slug_of(name)
        for number in itertools.count(1):
            folder = self._folder / (slug if number == 1 else f"{slug}-{number}")
            there = read_preset(folder, starter=False)
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
        with storage(self._folder, action="read"):
            if is_interrupted(self._folder):
                with suppress(StorageFailed), self._locked(seconds=0):
                    pass
            return read_presets(self._folder, starter=False)


def _not_importable(path: Path, reason: str) -> InvalidInput:
    return InvalidInput(
        f"{path.name} does not hold a preset that this studio can read: {reason}.",
        "Export it again, or update the studio if it comes from a newer one.",
    )


def _presets(found: Iterable[Preset | UnreadablePreset]) -> list[Preset]:
    return [preset for preset in found if isinstance(preset, Preset)]
