"""The SQLite database of one home folder, `library.db`: one connection for all threads."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.errors import StorageFailed
from studio.store.files import storage
from studio.store.locks import locked
from studio.store.migrations import migrate

Row = tuple[Any, ...]


class Database:
    """Reads and writes rows; every method may be called from any thread.

    Parameters
    ----------
    home : pathlib.Path
        Existing folder of `library.db`.

    Raises
    ------
    StorageFailed
        If the file cannot be used, or was written by a newer studio.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        # One program at a time: SQLite does not wait for the lock that switching to WAL needs.
        with self._translated_errors(), locked(home / "library.lock"), storage(home):
            (home / "library.db").touch(mode=0o600)  # SQLite's other files get the same permissions
            self._db = sqlite3.connect(home / "library.db", check_same_thread=False, timeout=10)
            self._prepare()

    def read(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows that a SELECT finds.

        Raises
        ------
        StorageFailed
            If the file cannot be read.
        """
        with self._translated_errors(), self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except UnicodeEncodeError:
                return []  # a lone surrogate, which no row holds

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection for one transaction: all of its statements take effect, or none.

        Raises
        ------
        StorageFailed
            If the file cannot be written.
        """
        with self._translated_errors(), self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self._lock:
            self._db.close()

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA cache_size = -256")  # KiB; rows are small and rarely read
        migrate(self._db)

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageFailed(
                f"The library in {self._home} cannot be used: {error}.",
                "Free some space, correct the folder's permissions, or use another --home.",
            ) from error
