"""Presets: saved voices, each a folder with `preset.json` and its reference audio, `reference.flac`.

A slug names one voice: no preset gets the slug of a starter or of a deleted preset. Where an earlier studio gave one to
a preset, the preset keeps it, and the starter's begins with "starter:".
"""

import itertools
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from studio.domain.take import Take
from studio.errors import AlreadyExists, InvalidInput, NotFound, StorageFailed
from studio.interrupt import uninterrupted
from studio.store.archive import pack, unpack
from studio.store.files import (
    make_private_folder,
    read_json,
    storage,
    sync_folder,
    write_atomically,
    write_flac,
)
from studio.store.folder_swap import finish, is_interrupted, replace_folder
from studio.store.locks import WAIT_SECONDS, locked
from studio.store.preset_bin import BinnedPreset, PresetBin
from studio.store.preset_fields import MAX_NAME, check_name, check_notes, check_tags, slug_of
from studio.store.preset_folder import Preset, UnreadablePreset, read_preset, read_presets, reference_fault

_STARTER = "starter:"  # no folder name: check_name refuses a colon


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
        self._bin = PresetBin(folder)

    def __iter__(self) -> Iterator[Preset]:
        own = self._read_own()
        yield from sorted(_presets(own), key=lambda preset: preset.created, reverse=True)
        taken = {preset.slug for preset in own} | self._bin.slugs()
        for starter in sorted(self._starters(), key=lambda preset: preset.name):
            yield replace(starter, slug=f"{_STARTER}{starter.slug}") if starter.slug in taken else starter

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> Preset:
        """Find a preset by what a person types: its name or slug, names before slugs, own presets before starters.

        Raises
        ------
        NotFound
            If there is none, or it is in the bin.
        StorageFailed
            If a folder of that name holds one that cannot be read.
        """
        wanted = str(name).strip().casefold()
        presets = list(self)
        for starter in (False, True):
            among = [preset for preset in presets if preset.starter == starter]
            for preset in among:
                if preset.name.casefold() == wanted:
                    return preset
            for preset in among:
                if _has_slug(preset, wanted):
                    return preset
        return self._missing(wanted, f"There is no preset named {str(name)[:80]!r}.")

    def by_slug(self, slug: str) -> Preset:
        """Return the preset with exactly this slug, as a `ClipRef` names it.

        Raises
        ------
        NotFound
            If there is none, or it is in the bin.
        StorageFailed
            If it cannot be read.
        """
        for preset in self:
            if _has_slug(preset, slug):
                return preset
        return self._missing(str(slug), f"There is no preset {str(slug)[:80]!r} any more.")

    @property
    def unreadable(self) -> list[UnreadablePreset]:
        """The user's presets that are damaged or were written by a newer studio, by folder name."""
        return [preset for preset in self._read_own() if isinstance(preset, UnreadablePreset)]

    @property
    def bin(self) -> list[BinnedPreset]:
        """The deleted and replaced presets that `restore` returns, the last one first."""
        with storage(self._folder, action="read"):
            return self._bin.entries()

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

    def remove(self, preset: Preset | str) -> BinnedPreset:
        """Delete one of the user's presets: it goes to the bin, where it is kept for 30 days.

        Parameters
        ----------
        preset : Preset or str
            A preset, or its name or slug.

        Returns
        -------
        BinnedPreset
            `restore` accepts its id.

        Raises
        ------
        NotFound
            If there is none.
        InvalidInput
            If it is a starter preset.
        """
        found = self[preset] if isinstance(preset, str) else preset
        _check_own(found, "deleted", "Only your own presets can be deleted.")
        return uninterrupted(lambda: self._delete(found))

    def restore(self, name: str) -> Preset:
        """Move a preset from the bin back to its place; where its name is taken, a number is added to it.

        Parameters
        ----------
        name : str
            Its id in the bin, its slug or its name; the last deleted of several.

        Raises
        ------
        NotFound
            If it is not in the bin.
        """
        self._bin.find(name)
        return uninterrupted(lambda: self._restore(name))

    def tidy(self) -> None:
        """Delete for good what has been in the bin for 30 days; ignores all errors."""
        if self._bin.slugs():
            with suppress(StorageFailed), self._locked(seconds=0):
                self._bin.empty()

    def change(
        self, slug: str, *, name: str | None = None, tags: Iterable[str] | None = None, notes: str | None = None
    ) -> Preset:
        """Change the name, tags or notes of one of the user's presets; its slug and its sound stay as they are.

        Raises
        ------
        NotFound
            If there is none.
        InvalidInput
            If it is a starter preset, or the name, a tag or the notes cannot be used.
        AlreadyExists
            If another preset has that name.
        """
        preset = self.by_slug(slug)
        _check_own(preset, "changed", "Duplicate it, and change the copy.")
        changed = replace(
            preset,
            name=preset.name if name is None else check_name(name),
            tags=preset.tags if tags is None else check_tags(tags),
            notes=preset.notes if notes is None else check_notes(notes),
        )
        return uninterrupted(lambda: self._change(changed))

    def duplicate(self, slug: str) -> Preset:
        """Save a copy of a preset, also of a starter, under a name of its own.

        Raises
        ------
        NotFound
            If there is none.
        """
        preset = self.by_slug(slug)
        copy = replace(preset, created=datetime.now(UTC), starter=False)
        return uninterrupted(lambda: self._duplicate(copy))

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

    def _delete(self, preset: Preset) -> BinnedPreset:
        with self._locked():
            try:
                binned = self._bin.put(preset)
            except FileNotFoundError:
                raise NotFound(f"The preset {preset.name!r} is gone.", "Another program deleted it.") from None
            sync_folder(self._folder)
            self._bin.empty()
        return binned

    def _restore(self, name: str) -> Preset:
        with self._locked():
            binned = self._bin.find(name)
            preset = replace(binned.preset, name=self._free_name(binned.preset.name))
            if preset.name != binned.preset.name:
                _write_fields(preset)
            folder = self._folder / preset.slug  # also where an earlier studio gave it a starter's slug
            if folder.exists():
                folder = self._free_folder(preset.slug)
            preset.folder.rename(folder)
            sync_folder(self._folder)
        return replace(preset, slug=folder.name, folder=folder)

    def _change(self, preset: Preset) -> Preset:
        with self._locked():
            same = self._named(preset.name)
            if same is not None and same.folder != preset.folder:
                raise _name_taken(preset.name, "Choose another name.")
            if not preset.folder.is_dir():
                raise NotFound(f"The preset {preset.name!r} is gone.", "Another program deleted it.")
            _write_fields(preset)
        return preset

    def _duplicate(self, preset: Preset) -> Preset:
        with self._fresh_folder() as fresh, self._locked():
            shutil.copyfile(preset.reference_path, fresh / "reference.flac")
            copy = replace(preset, name=self._free_name(preset.name, copy=True))
            _write_json(fresh, copy.to_json())
            folder = self._free_folder(slug_of(copy.name))
            fresh.rename(folder)
            sync_folder(self._folder)
        return replace(copy, slug=folder.name, folder=folder)

    def _add(self, path: Path, *, overwrite: bool) -> Preset:
        with self._fresh_folder() as fresh:
            unpack(path, fresh)
            preset = read_preset(fresh, starter=False)
            if not isinstance(preset, Preset):
                raise _not_importable(path, "its preset.json is damaged, or of a newer studio")
            if fault := reference_fault(preset):
                raise _not_importable(path, f"its reference.flac cannot be used, because {fault}")
            return self._place(fresh, preset, overwrite=overwrite)

    def _named(self, name: str) -> Preset | None:
        """Return the user's preset of that name, or None."""
        own = _presets(read_presets(self._folder, starter=False))
        return next((preset for preset in own if preset.name.casefold() == name.casefold()), None)

    def _free_name(self, name: str, *, copy: bool = False) -> str:
        """Return a name that none of the user's presets has: the name itself unless `copy`, else with a number."""
        names = {preset.name.casefold() for preset in _presets(read_presets(self._folder, starter=False))}
        endings = (" (copy)" if copy else "", *(f" ({number})" for number in range(2, len(names) + 3)))
        candidates = (f"{name[: MAX_NAME - len(ending)].rstrip()}{ending}" for ending in endings)
        return next(candidate for candidate in candidates if candidate.casefold() not in names)

    def _free_folder(self, slug: str) -> Path:
        """Return a free folder for a slug: "C" and "C++" get different ones, and none that of a starter."""
        taken = self._bin.slugs() | {starter.slug for starter in self._starters()}
        for number in itertools.count(1):
            folder = self._folder / (slug if number == 1 else f"{slug}-{number}")
            if folder.name not in taken and not folder.exists():
                return folder
        raise AssertionError  # count does not end

    def _starters(self) -> list[Preset]:
        return _presets(read_presets(self._gallery, starter=True))

    def _missing(self, wanted: str, what: str) -> NoReturn:
        for unreadable in self.unreadable:
            if wanted == unreadable.slug:
                raise StorageFailed(f"The preset {unreadable.slug!r} cannot be read.", unreadable.reason)
        try:
            name = self._bin.find(wanted).preset.name
        except NotFound:
            raise NotFound(what, "`studio presets list` shows all presets.") from None
        raise NotFound(
            f"The preset {name!r} is in the bin.",
            "Restore it: on the page in Voices, Bin, or with `studio presets restore`.",
            code="in-bin",
        )

    def _write(self, preset: Preset, take: Take, *, overwrite: bool) -> Preset:
        with self._fresh_folder() as fresh:
            write_flac(fresh / "reference.flac", take.samples, take.sample_rate)
            _write_json(fresh, preset.to_json())
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
            same = self._named(preset.name)
            if same is not None and not overwrite:
                raise _name_taken(preset.name, "Choose another name, or replace it.")
            folder = same.folder if same is not None else self._free_folder(slug_of(preset.name))
            if same is not None:
                self._bin.put_copy(same, fresh.with_name(f"{fresh.name}-replaced"))
                self._bin.empty()
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


def _has_slug(preset: Preset, slug: str) -> bool:
    return slug == preset.slug or (preset.starter and slug == f"{_STARTER}{preset.slug}")


def _check_own(preset: Preset, action: str, next_step: str) -> None:
    if preset.starter:
        raise InvalidInput(f"{preset.name!r} comes with the studio and cannot be {action}.", next_step)


def _name_taken(name: str, next_step: str) -> AlreadyExists:
    return AlreadyExists(f"A preset named {name!r} already exists.", next_step, details={"field": "name"})


def _write_fields(preset: Preset) -> None:
    """Write the name, tags and notes into its `preset.json`; what else is in it stays."""
    try:
        data = read_json(preset.folder / "preset.json")
    except ValueError as error:
        raise StorageFailed(
            f"The preset {preset.name!r} is damaged.", "Restore its preset.json from a copy."
        ) from error
    _write_json(preset.folder, data | {"name": preset.name, "tags": list(preset.tags), "notes": preset.notes})


def _write_json(folder: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder / "preset.json", lambda file: file.write(text.encode()))


def _not_importable(path: Path, reason: str) -> InvalidInput:
    return InvalidInput(
        f"{path.name} does not hold a preset that this studio can read: {reason}.",
        "Export it again, or update the studio if it comes from a newer one.",
    )


def _presets(found: Iterable[Preset | UnreadablePreset]) -> list[Preset]:
    return [preset for preset in found if isinstance(preset, Preset)]
