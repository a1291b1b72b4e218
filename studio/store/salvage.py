"""The rows of a damaged database that can still be read, and a new database made of them."""

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
from studio.store.files import make_private_folder, storage, sync_folder
from studio.store.library_entry import is_valid_recipe
from studio.store.migrations import migrate
from studio.store.numbering import folded
from studio.store.ratings import VERDICTS
from studio.store.sqlite_file import Row, read_pages, read_rows
from studio.store.take_files import TakeFiles, is_take_id

_DATABASE_FILES = ("library.db", "library.db-wal", "library.db-shm")
_TEST_KINDS = ("abx", "preference", "tournament")
_FIRST_COLUMNS = 6  # of the table `takes`
_LATER_COLUMNS: Row = (None, 0, None)  # duration, incomplete, binned
_RATING_COLUMNS = 6  # of the table `ratings`, whose last one, the title, is missing in early rows
_AUDITION_COLUMNS = 12  # of the table `auditions`, whose last one, the parent, is missing in early rows


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


def salvage(home: Path) -> Salvage:
    """Read the rows of a damaged database, without takes whose sounds are gone, and what belongs to them."""
    with storage(home / "library.db", action="read"):
        rows = list(read_rows(read_pages(home / "library.db"))) if (home / "library.db").exists() else []
    sounds = TakeFiles(home / "takes").ids()
    found = Salvage()
    for row in sorted(filter(_is_rating, rows), key=lambda row: str(row[4])):  # the newest last
        if row[0] in sounds:
            found.ratings[row[0]] = (*row, "")[:_RATING_COLUMNS]
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
        len(row) in (_RATING_COLUMNS - 1, _RATING_COLUMNS)
        and is_take_id(row[0])
        and row[1] in VERDICTS
        and row[2] in (0, 1)
        and isinstance(row[3], str)
        and all(isinstance(each, str) for each in row[4:])
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


def replace_database(home: Path, found: Salvage) -> Path:
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
            _insert(db, "ratings", _RATING_COLUMNS, found.ratings.values())
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
