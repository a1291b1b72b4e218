"""Presets: saved voices, each a folder with `preset.json`, its reference audio `reference.flac`, and its deliveries'.

A slug names one voice: no preset gets the slug of a starter or of a deleted preset. Where an earlier studio gave one to
a preset, the preset keeps it, and the starter's begins with "starter:".
"""

import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from studio.domain.delivery import (
    MOST_DELIVERIES,
    Delivery,
    check_delivery_name,
    check_similarity,
    delivery_file,
    is_delivery_file,
)
from studio.domain.limits import check_pronunciations
from studio.domain.lineage import Lineage
from studio.domain.take import Take, check_complete
from studio.errors import AlreadyExists, InvalidInput, NotFound, StorageFailed
from studio.interrupt import uninterrupted
from studio.store.files import (
    link_or_copy,
    make_private_folder,
    storage,
    sync_folder,
    write_atomically,
    write_flac,
)
from studio.store.folder_swap import finish, folder_names, is_interrupted, replace_folder
from studio.store.locks import WAIT_SECONDS, locked
from studio.store.preset_bin import BinnedPreset, PresetBin
from studio.store.preset_fields import (
    MAX_NAME,
    check_consent,
    check_licence,
    check_name,
    check_notes,
    check_tags,
    slug_of,
)
from studio.store.preset_folder import Preset, UnreadablePreset, file_fault, read_preset, read_presets
from studio.store.provenance import Provenance
from studio.store.ratings import Rating

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
        wanted = str(slug)
        own = _read_one(self._folder, wanted, starter=False)
        if isinstance(own, Preset):
            return own
        starter = self._starter_by_slug(wanted) if own is None else None
        return starter or self._missing(wanted, f"There is no preset {wanted[:80]!r} any more.")

    def _starter_by_slug(self, slug: str) -> Preset | None:
        """Return a starter; its slug begins with "starter:" where a preset of the user has its own, or the bin."""
        name = slug.removeprefix(_STARTER)
        starter = _read_one(self._gallery, name, starter=True)
        if not isinstance(starter, Preset):
            return None
        if name not in self._bin.slugs() and _read_one(self._folder, name, starter=False) is None:
            return starter
        return replace(starter, slug=slug) if slug != name else None

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
            As in `Preset`.
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
        _check_same_backend(self._own(slug), take)
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
                preset = self._own(slug)
                others = _without(preset, delivery.name)
                if len(others) < len(preset.deliveries) and not overwrite:
                    raise _delivery_exists(preset, delivery.name)
                if len(others) == MOST_DELIVERIES:
                    raise _too_many_deliveries(preset)
                added = replace(delivery, file=_free_file(delivery.name, others))
                (fresh / "delivery.flac").rename(fresh / added.file)
                return self._rebuild(replace(preset, deliveries=_with(preset, added)), fresh)

    def _remove_delivery(self, slug: str, name: str) -> Preset:
        with self._fresh_folder() as fresh, self._locked():
            preset = self._own(slug)
            preset.delivery(name)
            return self._rebuild(replace(preset, deliveries=_without(preset, name)), fresh)

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


def _read_one(parent: Path | None, name: str, *, starter: bool) -> Preset | UnreadablePreset | None:
    """Read the preset in one folder; reading all takes a tenth of a second where there are hundreds."""
    if parent is None or not parent.is_dir():
        return None
    with storage(parent, action="read"):
        return read_preset(parent / name, starter=starter) if name in folder_names(parent) else None


def _has_slug(preset: Preset, slug: str) -> bool:
    return slug == preset.slug or (preset.starter and slug == f"{_STARTER}{preset.slug}")


def _check_own(preset: Preset, action: str, next_step: str) -> None:
    if preset.starter:
        raise InvalidInput(f"{preset.name!r} comes with the studio and cannot be {action}.", next_step)


def _name_taken(name: str, next_step: str) -> AlreadyExists:
    return AlreadyExists(f"A preset named {name!r} already exists.", next_step, details={"field": "name"})


def _check_same_backend(preset: Preset, take: Take) -> None:
    if take.recipe.backend != preset.recipe.backend:
        raise InvalidInput(
            f"{preset.name!r} speaks with {preset.recipe.backend}, and the take was made with {take.recipe.backend}.",
            "Make the delivery with the backend of the voice.",
            code="delivery-backend",
            details={"field": "delivery"},
        )


def _without(preset: Preset, name: str) -> tuple[Delivery, ...]:
    """Return a preset's deliveries without the one of that name."""
    return tuple(each for each in preset.deliveries if each.name.casefold() != name.strip().casefold())


def _with(preset: Preset, added: Delivery) -> tuple[Delivery, ...]:
    """Return a preset's deliveries with this one, at the place of the one of that name."""
    names = [delivery.name.casefold() for delivery in preset.deliveries]
    place = names.index(added.name.casefold()) if added.name.casefold() in names else len(names)
    return (*preset.deliveries[:place], added, *preset.deliveries[place + 1 :])


def _free_file(name: str, others: Iterable[Delivery]) -> str:
    taken = {delivery.file for delivery in others}
    return next(file for number in itertools.count(1) if (file := delivery_file(name, number)) not in taken)


def _delivery_exists(preset: Preset, name: str) -> AlreadyExists:
    return AlreadyExists(
        f"{preset.name!r} has a delivery {name!r} already.",
        "Choose another name, or replace it.",
        code="delivery-exists",
        details={"field": "delivery"},
    )


def _too_many_deliveries(preset: Preset) -> InvalidInput:
    return InvalidInput(
        f"{preset.name!r} has {MOST_DELIVERIES} deliveries, the most that a preset can have.",
        "Remove one of them.",
        code="too-many-deliveries",
        details={"field": "delivery"},
    )


def _write_json(folder: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder / "preset.json", lambda file: file.write(text.encode()))


def _not_importable(label: str, reason: str) -> InvalidInput:
    return InvalidInput(
        f"{label} cannot be imported: {reason}.", "Copy it again, or export it again.", code="sound-damaged"
    )


def _presets(found: Iterable[Preset | UnreadablePreset]) -> list[Preset]:
    return [preset for preset in found if isinstance(preset, Preset)]
