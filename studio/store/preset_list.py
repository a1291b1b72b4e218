"""The user's presets and the starter gallery as one list, and how one of them is found by its name or its slug.

A slug names one voice: no preset gets the slug of a starter or of a deleted preset. Where an earlier studio gave one to
a preset, the preset keeps it, and the starter's begins with "starter:".
"""

import itertools
import unicodedata
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager, suppress
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from studio.domain.clip_ref import ClipRef
from studio.domain.rich_display import RichDisplay
from studio.errors import Advice, NotFound, StorageFailed, StudioError
from studio.store.files import storage
from studio.store.folder_swap import finish, folder_names, is_interrupted
from studio.store.locks import WAIT_SECONDS, locked
from studio.store.preset_bin import BinnedPreset, PresetBin
from studio.store.preset_fields import MAX_NAME
from studio.store.preset_folder import Preset, UnreadablePreset, read_preset, read_presets
from studio.store.preset_frame import preset_frame

if TYPE_CHECKING:
    import pandas

_REF = "preset:"
_STARTER = "starter:"  # no folder name: check_name refuses a colon
_MOST_LISTED = 8  # names in a repr
_NEAR = 0.75  # the similarity of difflib from which a name is suggested; one wrong letter in four


class PresetList(Mapping[str, Preset], RichDisplay):
    """The presets by name: the user's, newest first, then the starter gallery.

    The folders are read at each access, so that it shows what other programs change. A preset whose name another one
    before it has, such as the starter of which the user has a copy of the same name, has the key "preset:SLUG".

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

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key())

    def __len__(self) -> int:
        return sum(1 for _ in self._read())

    def __repr__(self) -> str:
        names = list(self)
        listed = ", ".join(names[:_MOST_LISTED]) + (", …" if len(names) > _MOST_LISTED else "")
        return f"<{len(names)} voices{': ' if names else ''}{listed}>"

    def __getitem__(self, name: str) -> Preset:
        """Find a preset by what a person types: its name or slug, names before slugs, own presets before starters.

        Neither case nor how accents are composed makes a difference. "preset:SLUG" is the preset of exactly that slug.

        Raises
        ------
        NotFound
            If there is none, or it is in the bin.
        StorageFailed
            If a folder of that name holds one that cannot be read.
        """
        typed = str(name).strip()
        if typed.startswith(_REF):
            return self.by_slug(typed.removeprefix(_REF))
        wanted = unicodedata.normalize("NFC", typed).casefold()
        presets = list(self._read())
        for starter in (False, True):
            among = [preset for preset in presets if preset.starter == starter]
            for preset in among:
                if preset.name.casefold() == wanted:
                    return preset
            for preset in among:
                if _has_slug(preset, wanted):
                    return preset
        return self._missing(wanted, f"There is no preset named {str(name)[:80]!r}.")

    def __contains__(self, name: object) -> bool:
        """Return whether `[]` returns a preset for this name; False for what is no text or cannot be read."""
        with suppress(StudioError):
            return isinstance(name, str) and self[name] is not None
        return False

    def values(self) -> ValuesView[Preset]:
        """Return the presets, in the order of the names, as they are now; the folders are read once."""
        return self._by_key().values()

    def items(self) -> ItemsView[str, Preset]:
        """Return names and presets, as they are now; the folders are read once."""
        return self._by_key().items()

    def to_frame(self) -> "pandas.DataFrame":
        """Return a table of the presets: one row each, indexed by name.

        Returns
        -------
        pandas.DataFrame
            Its columns are slug, starter, description, text, language, seed, backend, model, duration (in seconds),
            created, tags, deliveries, notes and verdict, and each measurement with its unit: "pitch (Hz)".

        Raises
        ------
        StudioError
            If pandas is not installed.
        """
        return preset_frame(self._by_key())

    def _ipython_key_completions_(self) -> list[str]:
        """Return what Tab offers after `presets["` in IPython and Jupyter."""
        return list(self)

    def _read(self) -> Iterator[Preset]:
        """Yield the user's presets, newest first, then the starters by name."""
        own = self._read_own()
        yield from sorted(_presets(own), key=lambda preset: preset.created, reverse=True)
        taken = {preset.slug for preset in own} | self._bin.slugs()
        for starter in sorted(self._starters(), key=lambda preset: preset.name):
            yield replace(starter, slug=f"{_STARTER}{starter.slug}") if starter.slug in taken else starter

    def _by_key(self) -> dict[str, Preset]:
        presets: dict[str, Preset] = {}
        names: set[str] = set()
        for preset in self._read():
            known = preset.name.casefold() in names
            presets[str(ClipRef("preset", preset.slug)) if known else preset.name] = preset
            names.add(preset.name.casefold())
        return presets

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
            raise NotFound(what, self._other_names(wanted)) from None
        raise NotFound(
            f"The preset {name!r} is in the bin.",
            Advice(
                f"Restore it: st.presets.restore({name!r}).",
                shell="Restore it: on the page in Voices, Bin, or with `studio presets restore`.",
            ),
            code="in-bin",
        )

    def _other_names(self, wanted: str) -> Advice:
        """Return where the names are, after the one that a person may have meant."""
        names = {known.casefold(): preset.name for preset in self._read() for known in (preset.slug, preset.name)}
        nearest = get_close_matches(wanted, names, 1, _NEAR)
        if not nearest:
            return Advice("list(st.presets) has all names.", shell="`studio presets list` shows all presets.")
        name = names[nearest[0]]
        return Advice(
            f"Did you mean {name!r}? list(st.presets) has all names.",
            shell=f"Did you mean {name!r}? `studio presets list` shows all presets.",
        )

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


def _presets(found: Iterable[Preset | UnreadablePreset]) -> list[Preset]:
    return [preset for preset in found if isinstance(preset, Preset)]
