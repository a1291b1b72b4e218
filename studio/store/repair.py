"""Repair of a library: recovers the rows of a damaged database, and lists takes again from the files beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studio.errors import StorageFailed
from studio.store.database import DAMAGED, Database
from studio.store.files import make_private_folder, storage
from studio.store.library import Library
from studio.store.litter import sweep
from studio.store.locks import locked, unused
from studio.store.salvage import Salvage, replace_database, salvage
from studio.store.take_files import TakeFiles

_SWEEP_SECONDS = 60.0
_SIDECARS_SECONDS = 3600.0
_LEAST_AGE = 60.0  # seconds, of an unfinished file: no other program is to run meanwhile


@dataclass(frozen=True)
class Diagnosis:
    """The state of a library.

    Parameters
    ----------
    fault : str
        Why it cannot be used; empty if it can.
    damaged : bool
        Whether `repair` is what helps.
    takes, ratings, tests : int
        How many there are, or can be saved if it is damaged.
    unlisted : int
        Sounds in `takes/` that the library does not list.
    unreadable : int
        Takes that lists leave out, because their rows are damaged.
    """

    fault: str
    damaged: bool
    takes: int = 0
    ratings: int = 0
    tests: int = 0
    unlisted: int = 0
    unreadable: int = 0


@dataclass(frozen=True)
class Repair:
    """What `repair` did.

    Parameters
    ----------
    aside : pathlib.Path or None
        The folder with the damaged database; None if it was not damaged.
    takes, ratings, tests : int
        How many rows were recovered from it.
    restored : int
        Takes that were listed again from the files beside their sounds.
    unlisted : pathlib.Path or None
        The folder with sounds of which nothing else is known; None without such sounds.
    swept : int
        Unfinished files and folders that were deleted.
    soundless : int
        Takes that were moved to the bin because their sounds are missing: they come back with `studio takes restore`.
    """

    aside: Path | None
    takes: int
    ratings: int
    tests: int
    restored: int
    unlisted: Path | None
    swept: int
    soundless: int = 0


def diagnose(home: Path) -> Diagnosis:
    """Check the library of a home folder, and count what it holds or what can be saved."""
    try:
        with storage(home, action="read"):
            if not (home / "library.db").exists() and not TakeFiles(home / "takes").ids():
                return Diagnosis("", damaged=False)
    except StorageFailed as error:
        return Diagnosis(str(error), damaged=False)
    fault = fault_of(home)
    if fault is None:
        return _counted(home)
    if fault.code != DAMAGED:
        return Diagnosis(str(fault), damaged=False)
    found, files = salvage(home), TakeFiles(home / "takes")
    sounds = files.ids()
    restorable = {take_id for take_id in sounds if files.read_sidecar(take_id)}
    saved = restorable | set(found.takes)
    return Diagnosis(str(fault), True, len(saved), len(found.ratings), len(found.listening_tests), len(sounds - saved))


def repair(home: Path) -> Repair:
    """Repair the library of a home folder that no other program uses.

    A damaged database is moved aside, and a new one is made of the rows that can be read. Takes without a readable row
    are listed again from the sidecar files of their sounds; sounds without either are moved to the folder `unlisted`.
    Takes without a sound go to the bin. What is left of takes that are gone, and of killed programs, is deleted.

    Raises
    ------
    StorageFailed
        If another program uses the library (code "locked"), or the disk refuses.
    """
    fault = fault_of(home)
    if fault is not None and fault.code != DAMAGED:
        raise fault
    found, aside = Salvage(), None
    with locked(home / "library.lock"), unused(home / "library.use"):
        if fault is not None:
            found = salvage(home)
            aside = replace_database(home, found)
    library = Library(home)
    try:
        restored = library.recovery.restore((*library.recovery.unlisted(), *library.recovery.unreadable()))
        unlisted = _move_aside(home, library.recovery.unlisted(settled=True))
        library.recovery.write_missing_sidecars(seconds=_SIDECARS_SECONDS)
        soundless = library.recovery.soundless()
        library.bin.put(soundless)
        library.recovery.delete_stray_sidecars()
        library.recovery.delete_orphaned()
    finally:
        library.close()
    counts = len(found.takes), len(found.ratings), len(found.listening_tests)
    swept = sweep(home, seconds=_SWEEP_SECONDS, least_age=_LEAST_AGE)
    return Repair(aside, *counts, len(restored), unlisted, swept, len(soundless))


def fault_of(home: Path) -> StorageFailed | None:
    """Return why the database cannot be used, after reading all of it."""
    try:
        database = Database(home)
    except StorageFailed as error:
        return error
    try:
        database.check()
    except StorageFailed as error:
        return error
    finally:
        database.close()
    return None


def _counted(home: Path) -> Diagnosis:
    library = Library(home)
    try:
        count = "SELECT (SELECT count(*) FROM takes), (SELECT count(*) FROM ratings), count(*) FROM listening_tests"
        ((takes, ratings, tests),) = library.database.read(count)
        unlisted, unreadable = library.recovery.unlisted(settled=True), library.recovery.unreadable()
        return Diagnosis("", False, takes, ratings, tests, len(unlisted), len(unreadable))
    finally:
        library.close()


def _move_aside(home: Path, take_ids: Iterable[str]) -> Path | None:
    """Move sounds of which nothing else is known to a folder of their own."""
    files, folder = TakeFiles(home / "takes"), home / "unlisted"
    moved = None
    for take_id in take_ids:
        make_private_folder(folder)
        with storage(folder):
            files.sound(take_id).rename(folder / f"{take_id}.flac")
        moved = folder
    return moved
