"""The library: every take that was finished, in SQLite and FLAC files, so that nothing heard is lost."""

import fcntl
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from studio.errors import NotFound, StorageFailed
from studio.voice.files import read_flac, storage, write_flac
from studio.voice.recipe import Recipe
from studio.voice.take import Take

_SCHEMA = """
CREATE TABLE IF NOT EXISTS takes (
    id          TEXT PRIMARY KEY,
    audition    TEXT NOT NULL,
    position    INTEGER NOT NULL,
    created     TEXT NOT NULL,
    recipe      TEXT NOT NULL,
    sample_rate INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS takes_by_audition ON takes (audition, position);
CREATE INDEX IF NOT EXISTS takes_by_time ON takes (created);
"""
_SCHEMA_VERSION = 1


class Library:
    """The takes of one home folder; every method may be called from any thread.

    Parameters
    ----------
    home : pathlib.Path
        Holds `library.db` and `takes/`.

    Raises
    ------
    StorageFailed
        If the folder cannot be made, or the database was written by a newer studio.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / "takes"
        self._lock = threading.Lock()
        with storage(home):
            self._folder.mkdir(parents=True, exist_ok=True)
        with _database(home):
            self._db = sqlite3.connect(home / "library.db", check_same_thread=False, timeout=10)
            with _alone(home):
                self._prepare(home)

    def add(self, take: Take) -> None:
        """Keep a take: its sound first, then the row that names it.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        write_flac(self._file(take.id), take.samples, take.sample_rate)
        row = (
            take.id,
            take.audition,
            take.position,
            take.created.isoformat(),
            json.dumps(take.recipe.to_json(), ensure_ascii=False),
            take.sample_rate,
        )
        with _database(self._folder), self._lock, self._db:
            self._db.execute("INSERT INTO takes VALUES (?, ?, ?, ?, ?, ?)", row)

    def take(self, take_id: str) -> Take:
        """Give a take back, with its samples.

        Raises
        ------
        NotFound
            If no take has that id.
        """
        found = self._select("WHERE id = ?", (str(take_id),))
        if not found:
            raise _no_take(take_id)
        return found[0]

    def path(self, take_id: str) -> Path:
        """Give the FLAC file of a take that is known.

        Raises
        ------
        NotFound
            If no take has that id; so no string from outside becomes a path.
        """
        with _database(self._folder), self._lock:
            row = self._db.execute("SELECT id FROM takes WHERE id = ?", (str(take_id),)).fetchone()
        if row is None:
            raise _no_take(take_id)
        return self._file(row[0])

    def latest(self) -> tuple[Take, ...]:
        """Give the takes of the newest audition, in order; none in an empty library, and none whose file is gone."""
        return tuple(
            self._select(
                "WHERE audition = (SELECT audition FROM takes ORDER BY created DESC, rowid DESC LIMIT 1) "
                "ORDER BY position"
            )
        )

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def _prepare(self, home: Path) -> None:
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found > _SCHEMA_VERSION:
            raise StorageFailed(
                f"{home / 'library.db'} was written by a newer studio.", "Update this one, or use another --home."
            )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA cache_size = -256")  # KiB; rows are small and rarely read
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    def _select(self, clause: str, values: tuple[str, ...] = ()) -> list[Take]:
        query = f"SELECT id, audition, position, created, recipe FROM takes {clause}"
        with _database(self._folder), self._lock:
            rows = self._db.execute(query, values).fetchall()
        return [take for row in rows if (take := self._read(*row))]

    def _read(self, take_id: str, audition: str, position: int, created: str, recipe: str) -> Take | None:
        try:
            samples, sample_rate = read_flac(self._file(take_id))
        except NotFound:
            return None
        return Take(
            id=take_id,
            recipe=Recipe.from_json(json.loads(recipe)),
            samples=samples,
            sample_rate=sample_rate,
            position=position,
            audition=audition,
            created=datetime.fromisoformat(created),
        )

    def _file(self, take_id: str) -> Path:
        return self._folder / f"{take_id}.flac"


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one program at a time set the database up: SQLite does not wait for its turn to switch to WAL."""
    with storage(home), (home / "library.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageFailed(
            f"The library in {folder} cannot be used: {error}.",
            "Free some space, mend the folder's permissions, or use another --home.",
        ) from error


def _no_take(take_id: str) -> NotFound:
    return NotFound(f"There is no take {str(take_id)[:40]!r}.", "It may belong to another home folder.")
