"""Check of a home folder: what belongs together and is not together, either way, and what a killed program left."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from studio.errors import StudioError
from studio.store.database import DAMAGED
from studio.store.files import read_flac
from studio.store.library import Library
from studio.store.litter import litter
from studio.store.presets import PresetShelf
from studio.store.repair import fault_of


@dataclass(frozen=True)
class Finding:
    """Something that is not in order.

    Parameters
    ----------
    kind : str
        Of `KINDS`.
    items : tuple of str
        Ids of takes, slugs of presets, or paths.
    """

    kind: str
    items: tuple[str, ...]

    @property
    def what(self) -> str:
        """What it is, in a few words."""
        return KINDS[self.kind][0]

    @property
    def remedy(self) -> str:
        """What puts it in order, in a sentence."""
        return KINDS[self.kind][1]


#: What is looked for, and what is done about it.
KINDS = {
    "damaged-database": ("damaged database", "`studio library repair` saves what can be read of it."),
    "missing-sounds": ("takes without a sound", "`studio library repair` moves them to the bin."),
    "damaged-sounds": ("takes whose sound is damaged", "`studio replay TAKE` makes it again; or delete the take."),
    "damaged-rows": (
        "takes with a damaged row",
        "`studio library repair` lists them again from the files beside them.",
    ),
    "unlisted-sounds": (
        "sounds that are not listed",
        "`studio library repair` lists them, or moves them to the folder unlisted.",
    ),
    "stray-sidecars": ("recipes without a sound", "`studio library repair` deletes them."),
    "missing-sidecars": ("sounds without a recipe beside them", "`studio library repair` writes them."),
    "orphaned-rows": ("ratings, tags and measurements of takes that are gone", "`studio library repair` deletes them."),
    "unreadable-presets": (
        "presets that cannot be read",
        "`studio presets list` says why: a newer studio reads its own; else restore the file from a copy.",
    ),
    "missing-references": (
        "presets without a reference sound",
        "Restore the file from a copy, or delete the preset.",
    ),
    "unfinished-files": ("unfinished files of killed programs", "`studio library repair` deletes them."),
}


def check(home: Path, *, sounds: bool = False) -> tuple[Finding, ...]:
    """Look through a home folder, and change nothing in it.

    Parameters
    ----------
    home : pathlib.Path
        The home folder.
    sounds : bool
        Whether to decode every sound too, which takes longer.

    Raises
    ------
    StorageFailed
        If it cannot be read, or another program is migrating it.
    """
    if not home.exists():
        return ()
    fault = fault_of(home)
    if fault is not None and fault.code != DAMAGED:
        raise fault
    found = _of_presets(home)
    if fault is not None:
        found["damaged-database"] = (str(fault),)
    else:
        found |= _of_library(home, sounds)
    found["unfinished-files"] = tuple(str(path) for path in litter(home))
    return tuple(Finding(kind, tuple(found[kind])) for kind in KINDS if found.get(kind))


def _of_library(home: Path, sounds: bool) -> dict[str, tuple[str, ...]]:
    library = Library(home)
    try:
        recovery = library.recovery
        looks: dict[str, Callable[[], Iterable[str]]] = {
            "missing-sounds": recovery.soundless,
            "damaged-rows": recovery.unreadable,
            "unlisted-sounds": lambda: recovery.unlisted(settled=True),
            "stray-sidecars": recovery.stray_sidecars,
            "missing-sidecars": recovery.without_sidecar,
            "orphaned-rows": recovery.orphaned,
            "damaged-sounds": lambda: _damaged_sounds(library) if sounds else (),
        }
        return {kind: tuple(look()) for kind, look in looks.items()}
    finally:
        library.close()


def _damaged_sounds(library: Library) -> tuple[str, ...]:
    takes = [take_id for (take_id,) in library.database.read("SELECT id FROM takes ORDER BY id")]
    return tuple(take_id for take_id in takes if _is_damaged(library.path(take_id)))


def _is_damaged(sound: Path) -> bool:
    if not sound.exists():
        return False  # it is missing
    try:
        read_flac(sound)
    except StudioError:
        return True
    return False


def _of_presets(home: Path) -> dict[str, tuple[str, ...]]:
    shelf = PresetShelf(home / "presets")
    return {
        "unreadable-presets": tuple(each.slug for each in shelf.unreadable),
        "missing-references": tuple(each.slug for each in shelf.values() if not each.reference_path.is_file()),
    }
