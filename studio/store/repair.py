"""Repair of a library: recovers the rows of a damaged database, and lists takes again from the files beside it."""

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from studio.errors import StorageFailed
from studio.store.database import DAMAGED, Database
from studio.store.files import make_private_folder, storage, sync_folder
from studio.store.library import Library
from studio.store.library_entry import is_valid_recipe
from studio.store.litter import sweep
from studio.store.locks import locked, unused
from studio.store.migrations import migrate
from studio.store.numbering import folded
from studio.store.ratings import VERDICTS
from studio.store.sqlite_file import Row, read_pages, read_rows
from studio.store.take_files import TakeFiles, is_take_id

_DATABASE_FILES = ("library.db", "library.db-wal", "library.db-shm")
_TEST_KINDS = ("abx", "preference", "tournament")
_FIRST_COLUMNS = 6  # of the table `takes`
_LATER_COLUMNS: Row = (None, 0, None)  # duration, incomplete, binned
_AUDITION_COLUMNS = 12  # of the table `auditions`, whose last one, the parent, is missing in early rows
_SWEEP_SECONDS = 60.0
_SIDECARS_SECONDS = 3600.0


@dataclass
class Salvage:
    """The rows that can be read from a damaged database, by table and primary key; the newest of each."""

    takes: dict[object, Row] = field(default_factory=dict)
    auditions: dict[object, Row] = field(default_factory=dict)
    ratings: dict[object, Row] = field(default_factory=dict)
    listening_tests: dict[object, Row] = field(default_factory=dict)
    listening_clips: dict[object, Row] = field(default_factory=dict)
    trials: dict[object, Row] = field(default_factory=dict)
    tags: dict[object, Row] = field(default_factory=dict)


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
    """

    aside: Path | None
    takes: int
    ratings: int
    tests: int
    restored: int
    unlisted: Path | None
    swept: int


def diagnose(home: Path) -> Diagnosis:
    """Check the library of a home folder, and count what it holds or what can be saved."""
    try:
        with storage(home, action="read"):
            if not (home / "library.db").exists() and not TakeFiles(home / "takes").ids():
                return Diagnosis("", damaged=False)
    except StorageFailed as error:
        return Diagnosis(str(error), damaged=False)
    fault = _fault(home)
    if fault is None:
        return _counted(home)
    if fault.code != DAMAGED:
        return Diagnosis(str(fault), damaged=False)
    found, files = _salvage(home), TakeFiles(home / "takes")
    sounds = files.ids()
    restorable = {take_id for take_id in sounds if files.read_sidecar(take_id)}
    saved = restorable | set(found.takes)
    return Diagnosis(str(fault), True, len(saved), len(found.ratings), len(found.listening_tests), len(sounds - saved))


def repair(home: Path) -> Repair:
    """Repair the library of a home folder that no other program uses.

    A damaged database is moved aside, and a new one is made of the rows that can be read. Takes without a readable row
    are listed again from the sidecar files of their sounds; sounds without either are moved to the folder `unlisted`.

    Raises
    ------
    StorageFailed
        If another program uses the library (code "locked"), or the disk refuses.
    """
    fault = _fault(home)
    if fault is not None and fault.code != DAMAGED:
        raise fault
    found, aside = Salvage(), None
    with locked(home / "library.lock"), unused(home / "library.use"):
        if fault is not None:
            found = _salvage(home)
            aside = _replace(home, found)
    library = Library(home)
    try:
        restored = library.recovery.restore((*library.recovery.unlisted(), *library.recovery.unreadable()))
        unlisted = _move_aside(home, library.recovery.unlisted(settled=True))
        library.recovery.write_missing_sidecars(seconds=_SIDECARS_SECONDS)
    finally:
        library.close()
    counts = len(found.takes), len(found.ratings), len(found.listening_tests)
    return Repair(aside, *counts, len(restored), unlisted, sweep(home, seconds=_SWEEP_SECONDS))


def _fault(home: Path) -> StorageFailed | None:
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


def _salvage(home: Path) -> Salvage:
    """Read the rows of a damaged database, without takes whose sounds are gone, and what belongs to them."""
    with storage(home / "library.db", action="read"):
        rows = list(read_rows(read_pages(home / "library.db"))) if (home / "library.db").exists() else []
    sounds = TakeFiles(home / "takes").ids()
    found = Salvage()
    for row in sorted(filter(_is_rating, rows), key=lambda row: str(row[4])):  # the newest last
        if row[0] in sounds:
            found.ratings[row[0]] = row
    for row in rows:
        if _is_take(row) and row[0] in sounds:
            found.takes[row[0]] = row + _LATER_COLUMNS[len(row) - _FIRST_COLUMNS :]
        elif _is_tag(row) and row[0] in sounds:
            found.tags[row[::2]] = row
        elif _is_audition(row):
            found.auditions[row[0]] = (*row, None)[:_AUDITION_COLUMNS]
        elif _is_test(row):
            found.listening_tests[row[0]] = row
        elif _is_clip(row):
            found.listening_clips[row[:2]] = row
        elif _is_trial(row):
            found.trials[row[:2]] = row
    _drop_incomplete_tests(found)
    return found


def _is_take(row: Row) -> bool:
    """Return whether a row has the form of the table `takes`, whose last columns are missing in early rows."""
    return (
        len(row) in (6, 7, 9)
        and is_take_id(row[0])
        and [type(value) for value in row[1:6]] == [str, int, str, str, int]
        and isinstance((*row, None)[6], int | float | None)
        and is_valid_recipe(str(row[4]))
    )


def _is_audition(row: Row) -> bool:
    return (
        len(row) in (11, 12)
        and is_take_id(row[0])
        and isinstance(row[1], int)
        and row[2] in ("designed", "spoken")
        and [type(value) for value in row[3:10]] == [str, str, int, str, str, str, str]
        and isinstance(row[10], str | None)
        and isinstance((*row, None)[11], str | None)
    )


def _is_rating(row: Row) -> bool:
    return (
        len(row) == 5
        and is_take_id(row[0])
        and row[1] in VERDICTS
        and row[2] in (0, 1)
        and isinstance(row[3], str)
        and isinstance(row[4], str)
    )


def _is_tag(row: Row) -> bool:
    return len(row) == 3 and is_take_id(row[0]) and isinstance(row[1], str) and row[2] == folded(row[1])


def _is_test(row: Row) -> bool:
    return len(row) == 6 and is_take_id(row[0]) and row[1] in _TEST_KINDS and isinstance(row[3], int)


def _is_clip(row: Row) -> bool:
    return len(row) == 4 and is_take_id(row[0]) and isinstance(row[1], int) and isinstance(row[2], str)


def _is_trial(row: Row) -> bool:
    return len(row) == 8 and is_take_id(row[0]) and isinstance(row[1], int) and isinstance(row[2], str)


def _drop_incomplete_tests(found: Salvage) -> None:
    """Drop tests of which a clip or an answer is lost: their results would be wrong."""
    for test in list(found.listening_tests):
        clips = sorted(place for of, place in _keys(found.listening_clips) if of == test)
        trials = sorted(number for of, number in _keys(found.trials) if of == test)
        if len(clips) < 2 or clips != list(range(len(clips))) or trials != list(range(1, len(trials) + 1)):
            del found.listening_tests[test]
    for parts in (found.listening_clips, found.trials):
        for key in [key for key in parts if isinstance(key, tuple) and key[0] not in found.listening_tests]:
            del parts[key]


def _keys(rows: dict[object, Row]) -> Iterator[tuple[object, int]]:
    return ((row[0], row[1]) for row in rows.values() if isinstance(row[1], int))


def _replace(home: Path, found: Salvage) -> Path:
    """Write a new database and put it in the place of the damaged one, which is kept; return the folder with it.

    If this program is killed at any moment, the damaged database is in its place or in that folder.
    """
    fresh = home / f".new-{secrets.token_hex(8)}"
    aside = home / f"library-damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with storage(home):
        try:
            _write(fresh, found)
            make_private_folder(aside)
            for name in _DATABASE_FILES:
                with contextlib.suppress(FileNotFoundError):
                    _link_or_copy(home / name, aside / name)
            for name in _DATABASE_FILES[1:]:  # SQLite would apply them to the new database
                (home / name).unlink(missing_ok=True)
            fresh.replace(home / "library.db")
        finally:
            fresh.unlink(missing_ok=True)
        sync_folder(home)
    return aside


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)  # takes no space
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _write(path: Path, found: Salvage) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA fullfsync = ON")
        migrate(db)
        with db:
            _insert(db, "takes", 9, found.takes.values())
            _insert(db, "auditions", _AUDITION_COLUMNS, found.auditions.values())
            _insert(db, "ratings", 5, found.ratings.values())
            _insert(db, "listening_tests", 6, found.listening_tests.values())
            _insert(db, "listening_clips", 4, found.listening_clips.values())
            _insert(db, "trials", 8, found.trials.values())
            _insert(db, "tags", 3, found.tags.values())
    except sqlite3.Error as error:
        raise StorageFailed(f"{path} cannot be written: {error}.", "Free some space, then try again.") from error
    finally:
        db.close()


def _insert(db: sqlite3.Connection, table: str, columns: int, rows: Iterable[Row]) -> None:
    db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})", rows)


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
