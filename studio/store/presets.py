"""Presets: saved voices, each a folder with `preset.json`, `reference.flac` and the sounds of its deliveries."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.domain.delivery import (
    Delivery,
    check_delivery_name,
    check_similarity,
    is_delivery_file,
)
from studio.domain.limits import check_pronunciations
from studio.domain.lineage import Lineage
from studio.domain.take import Take, check_complete
from studio.errors import AlreadyExists, InvalidInput, NotFound, StorageFailed
from studio.interrupt import uninterrupted
from studio.store.delivery_changes import check_same_backend, with_delivery, without_delivery
from studio.store.files import (
    link_or_copy,
    make_private_folder,
    storage,
    sync_folder,
    write_atomically,
    write_flac,
)
from studio.store.folder_swap import replace_folder
from studio.store.preset_bin import BinnedPreset
from studio.store.preset_fields import (
    check_consent,
    check_licence,
    check_name,
    check_notes,
    check_tags,
    slug_of,
)
from studio.store.preset_folder import Preset, file_fault, read_preset
from studio.store.preset_list import PresetList
from studio.store.provenance import Provenance
from studio.store.ratings import Rating


class PresetShelf(PresetList):
    """The presets by name, as `PresetList`: the user's, newest first, then the starters; the user's can be changed.

    Parameters
    ----------
    folder : pathlib.Path
        The user's presets.
    gallery : pathlib.Path, optional
        The starter presets, read only.
    """

    def save(
        self,
        take: Take,
        name: str,
        *,
        tags: Iterable[str] = (),
        notes: str = "",
        overwrite: bool = False,
        lineage: Lineage | None = None,
        licence: str = "",
        consent: str = "",
        rating: Rating | None = None,
    ) -> Preset:
        """Save a take as a voice: exactly its samples, and what they say.

        Parameters
        ----------
        take : Take
            What was heard.
        name : str
            What the user calls the voice.
        tags, notes, licence, consent
            As in `Preset`.
        overwrite : bool
            Whether a preset of that name may be replaced.
        lineage : Lineage, optional
            Where the voice came from; default: the take.
        rating : Rating, optional
            Of the take.

        Raises
        ------
        InvalidInput
            If the name, a tag, the notes, the licence or the consent note cannot be used.
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
            lineage=lineage or Lineage("take", take.id, take.label),
            licence=check_licence(licence),
            consent=check_consent(consent),
            rating=rating or Rating(),
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

    def __delitem__(self, name: str) -> None:
        """Move one of the user's presets to the bin; raises as `remove`."""
        self.remove(name)

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
        self,
        slug: str,
        *,
        name: str | None = None,
        tags: Iterable[str] | None = None,
        notes: str | None = None,
        licence: str | None = None,
        consent: str | None = None,
        pronunciations: Mapping[str, str] | None = None,
    ) -> Preset:
        """Change what one of the user's presets says about its voice; its slug and its sounds stay as they are.

        What is left out stays, also where another program changes it meanwhile.

        Raises
        ------
        NotFound
            If there is none.
        InvalidInput
            If it is a starter preset, or a value cannot be used.
        AlreadyExists
            If another preset has that name.
        """
        self._own(slug)
        given: dict[str, Any] = {
            "name": None if name is None else check_name(name),
            "tags": None if tags is None else check_tags(tags),
            "notes": None if notes is None else check_notes(notes),
            "licence": None if licence is None else check_licence(licence),
            "consent": None if consent is None else check_consent(consent),
            "pronunciations": None if pronunciations is None else check_pronunciations(pronunciations),
        }
        changes = {field: value for field, value in given.items() if value is not None}
        return uninterrupted(lambda: self._change(slug, changes))

    def describe(
        self,
        preset: Preset,
        *,
        rating: Rating | None = None,
        measurements: Mapping[str, float] | None = None,
        units: Mapping[str, str] | None = None,
        picture: bytes = b"",
    ) -> Preset:
        """Store in one of the user's presets what is known of its reference audio.

        Parameters
        ----------
        preset : Preset
            As it was read; one that was replaced since then is left alone.
        rating : Rating, optional
            Of its take.
        measurements, units : mapping, optional
            As in `Preset`; those of other names stay.
        picture : bytes
            A small WebP picture of the reference audio's spectrogram.

        Returns
        -------
        Preset
            The preset as it is now.

        Raises
        ------
        NotFound
            If there is none.
        InvalidInput
            If it is a starter preset.
        StorageFailed
            If the disk refuses.
        """
        given = {"rating": rating, "measurements": measurements, "units": units}
        facts = {name: value for name, value in given.items() if value is not None}
        return uninterrupted(lambda: self._describe(preset, facts, picture))

    def add_delivery(
        self, slug: str, name: str, take: Take, *, similarity: float | None = None, overwrite: bool = False
    ) -> Preset:
        """Add a named manner of one of the user's voices, with a take as its reference sound.

        Parameters
        ----------
        slug : str
            The preset's.
        name : str
            Of the delivery, such as "calm"; see `studio.domain.delivery.check_delivery_name`.
        take : Take
            What was heard.
        similarity : float, optional
            Speaker similarity of the take to the preset's own reference, if it was measured.
        overwrite : bool
            Whether a delivery of that name may be replaced.

        Returns
        -------
        Preset
            The preset with the delivery.

        Raises
        ------
        NotFound
            If there is no such preset.
        InvalidInput
            If it is a starter preset or has too many deliveries, the name cannot be used, or the take was stopped or is
            of another backend.
        AlreadyExists
            If a delivery of that name exists and `overwrite` is false.
        StorageFailed
            If the disk refuses; the preset is left unchanged.
        """
        check_complete(take)
        check_same_backend(self._own(slug), take)
        delivery = Delivery(check_delivery_name(name), take.recipe, take.duration, "", check_similarity(similarity))
        return uninterrupted(lambda: self._add_delivery(slug, delivery, take, overwrite=overwrite))

    def remove_delivery(self, slug: str, name: str) -> Preset:
        """Remove a delivery, with its reference sound, from one of the user's presets; return the preset without it.

        `add_delivery` with the take that `Preset.take_of` returned before adds it again.

        Raises
        ------
        NotFound
            If there is no such preset, or no such delivery; it lists those there are.
        InvalidInput
            If it is a starter preset.
        StorageFailed
            If the disk refuses; the preset is left unchanged.
        """
        self._own(slug).delivery(name)
        return uninterrupted(lambda: self._remove_delivery(slug, name))

    def duplicate(self, slug: str) -> Preset:
        """Save a copy of a preset, also of a starter, under a name of its own.

        Raises
        ------
        NotFound
            If there is none.
        """
        preset = self.by_slug(slug)
        lineage = Lineage("preset", preset.slug, preset.name)
        copy = replace(preset, created=datetime.now(UTC), starter=False, lineage=lineage)
        return uninterrupted(lambda: self._duplicate(copy))

    def receive(
        self, label: str, write: Callable[[Path], object], *, overwrite: bool = False, rename: bool = False
    ) -> Preset:
        """Add a preset whose files come from elsewhere: completely, or not at all.

        Parameters
        ----------
        label : str
            What a person calls the source.
        write : callable
            Writes `preset.json` and the sounds into the folder that it is given.
        overwrite : bool
            Whether a preset of the same name may be replaced.
        rename : bool
            Whether the name gets a number where it is taken.

        Raises
        ------
        InvalidInput
            If the files are not those of a preset that this studio can read.
        AlreadyExists
            If a preset of that name exists, and neither `overwrite` nor `rename` is true.
        StorageFailed
            If the disk refuses.
        """
        return uninterrupted(lambda: self._receive(label, write, overwrite=overwrite, rename=rename))

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
                _write_json(preset.folder, preset.to_json())
            folder = self._folder / preset.slug  # also where an earlier studio gave it a starter's slug
            if folder.exists():
                folder = self._free_folder(preset.slug)
            preset.folder.rename(folder)
            sync_folder(self._folder)
        return replace(preset, slug=folder.name, folder=folder)

    def _own(self, slug: str) -> Preset:
        """Return one of the user's presets, to change it."""
        preset = self.by_slug(slug)
        _check_own(preset, "changed", "Duplicate it, and change the copy.")
        return preset

    def _change(self, slug: str, changes: dict[str, Any]) -> Preset:
        with self._locked():
            preset = replace(self._own(slug), **changes)  # read again: another program may have changed it
            same = self._named(preset.name)
            if same is not None and same.folder != preset.folder:
                raise _name_taken(preset.name, "Choose another name.")
            _write_json(preset.folder, preset.to_json())
        return preset

    def _describe(self, preset: Preset, facts: dict[str, Any], picture: bytes) -> Preset:
        with self._locked():
            found = self._own(preset.slug)
            if found.created != preset.created:
                return found
            for name in ("measurements", "units"):
                facts[name] = {**getattr(found, name), **facts.get(name, {})}
            described = replace(found, **facts)
            if picture:
                write_atomically(described.picture_path, lambda file: file.write(picture))
            if described != found:
                _write_json(described.folder, described.to_json())
        return described

    def _add_delivery(self, slug: str, delivery: Delivery, take: Take, *, overwrite: bool) -> Preset:
        with self._fresh_folder() as fresh:
            write_flac(fresh / "delivery.flac", take.samples, take.sample_rate, Provenance.of_take(take))
            with self._locked():
                preset = with_delivery(self._own(slug), delivery, overwrite=overwrite)
                (fresh / "delivery.flac").rename(fresh / preset.delivery(delivery.name).file)
                return self._rebuild(preset, fresh)

    def _remove_delivery(self, slug: str, name: str) -> Preset:
        with self._fresh_folder() as fresh, self._locked():
            return self._rebuild(without_delivery(self._own(slug), name), fresh)

    def _rebuild(self, preset: Preset, fresh: Path) -> Preset:
        """Replace a preset's folder by a fresh one, with the files that are not in the fresh one yet.

        Files of other programs stay too; sounds of no delivery, and what a kill left, do not.
        """
        new, own = set(os.listdir(fresh)), preset.files()
        for entry in os.scandir(preset.folder):
            left_out = entry.name.startswith(".") or (is_delivery_file(entry.name) and entry.name not in own)
            if entry.is_file() and not left_out and entry.name not in {*new, "preset.json"}:
                link_or_copy(entry.path, fresh / entry.name)
        _write_json(fresh, preset.to_json())
        replace_folder(preset.folder, fresh)
        sync_folder(self._folder)
        return preset

    def _duplicate(self, preset: Preset) -> Preset:
        with self._fresh_folder() as fresh, self._locked():
            for name in preset.files() - {"preset.json"}:
                with suppress(FileNotFoundError):
                    shutil.copyfile(preset.folder / name, fresh / name)
            copy = replace(preset, name=self._free_name(preset.name, copy=True))
            _write_json(fresh, copy.to_json())
            folder = self._free_folder(slug_of(copy.name))
            fresh.rename(folder)
            sync_folder(self._folder)
        return replace(copy, slug=folder.name, folder=folder)

    def _receive(self, label: str, write: Callable[[Path], object], *, overwrite: bool, rename: bool) -> Preset:
        with self._fresh_folder() as fresh:
            write(fresh)
            preset = read_preset(fresh, starter=False)
            if not isinstance(preset, Preset):
                reason = preset.reason if preset else "It was deleted while it was read."
                raise InvalidInput(f"{label} holds a preset that cannot be read.", reason, code="preset-unreadable")
            if fault := file_fault(preset):
                raise _not_importable(label, fault)
            for name in set(os.listdir(fresh)) - preset.files():
                (fresh / name).unlink()  # the sound of no delivery
            return self._place(fresh, preset, overwrite=overwrite, rename=rename)

    def _write(self, preset: Preset, take: Take, *, overwrite: bool) -> Preset:
        with self._fresh_folder() as fresh:
            write_flac(fresh / "reference.flac", take.samples, take.sample_rate, Provenance.of_take(take))
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

    def _place(self, fresh: Path, preset: Preset, *, overwrite: bool, rename: bool = False) -> Preset:
        """Move a complete folder to the preset's place, and return the preset there."""
        with self._locked():
            same = self._named(preset.name)
            if same is not None and rename:
                preset, same = replace(preset, name=self._free_name(preset.name)), None
                _write_json(fresh, preset.to_json())
            if same is not None and not overwrite:
                raise _name_taken(preset.name, "Choose another name, or replace it.")
            folder = same.folder if same is not None else self._free_folder(slug_of(preset.name))
            if same is not None:
                self._bin.put_copy(same, fresh.with_name(f"{fresh.name}-replaced"))
                self._bin.empty()
            replace_folder(folder, fresh)
            sync_folder(self._folder)
        return replace(preset, slug=folder.name, folder=folder)


def _check_own(preset: Preset, action: str, next_step: str) -> None:
    if preset.starter:
        raise InvalidInput(f"{preset.name!r} comes with the studio and cannot be {action}.", next_step)


def _name_taken(name: str, next_step: str) -> AlreadyExists:
    return AlreadyExists(f"A preset named {name!r} already exists.", next_step, details={"field": "name"})


def _write_json(folder: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder / "preset.json", lambda file: file.write(text.encode()))


def _not_importable(label: str, reason: str) -> InvalidInput:
    return InvalidInput(
        f"{label} cannot be imported: {reason}.", "Copy it again, or export it again.", code="sound-damaged"
    )
