"""The SQLite database of one home folder, `library.db`: one connection for all threads.

Where nothing can be written (a full disk, a read-only folder), it is read from a copy in memory. Where the file is
damaged, every access says so and what to do, so that what needs no database still works.
"""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from studio.errors import Advice, StorageFailed, studio_closed
from studio.store.files import DISK_FULL, NOT_WRITABLE, storage
from studio.store.locks import SharedLock, locked
from studio.store.migrations import TABLES, migrate
from studio.store.numbering import folded, has_unnumbered, number_auditions
from studio.store.sqlite_file import read_image

Row = tuple[Any, ...]

DAMAGED = "library-damaged"
_REFUSED_BY_DISK = ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMOPEN")  # a quota, for example
_OTHER_HOME = Advice(
    "Correct the folder's permissions, or use another home folder.",
    shell="Correct the folder's permissions, or use another --home.",
)
_NEEDED_BYTES = 256 * 1024  # less free space counts as a full disk: SQLite creates an index of 32 KiB and a log


class Database:
    """Reads and writes rows; every method may be called from any thread.

    Parameters
    ----------
    home : pathlib.Path
        Existing folder of `library.db`.

    Attributes
    ----------
    fault : StorageFailed or None
        Why nothing can be read or written: the file is damaged.

    Raises
    ------
    StorageFailed
        If another program holds the lock, or a newer studio wrote the file.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.RLock()  # a signal handler may call again what it interrupts
        self._use: SharedLock | None = None
        self._closed = False
        self._refusal: StorageFailed | None = None  # why nothing can be written
        self.fault: StorageFailed | None = None
        try:
            self._db = self._open()
        except StorageFailed as error:
            self._db = sqlite3.connect(":memory:", check_same_thread=False)
            if error.code == DAMAGED:
                self.fault = error
            elif error.code in (DISK_FULL, NOT_WRITABLE):
                self._refusal = error
                self._read_from_memory()
            else:
                self.close()
                raise

    @property
    def writable(self) -> bool:
        """Whether rows could be written when the file was opened."""
        return self.fault is None and self._refusal is None

    def read(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return the rows that a SELECT finds.

        Raises
        ------
        EngineClosed
            After `close`.
        StorageFailed
            If the file cannot be read; with the code "library-damaged" if it is damaged.
        """
        with self._translated_errors(), self._lock:
            self._check_open()
            if self.fault is not None:
                self._reopen()
            try:
                return self._db.execute(query, values).fetchall()
            except UnicodeEncodeError:
                return []  # a lone surrogate, which no row holds

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection for one transaction: all of its statements take effect, or none.

        In a signal handler that interrupts another transaction, the statements are a part of that one.

        Raises
        ------
        EngineClosed
            After `close`.
        StorageFailed
            If the file cannot be written; with the code "disk-full" or "not-writable" if that is the reason.
        """
        with self._translated_errors(), self._lock:
            self._check_open()
            if self._db.in_transaction:  # of what this call interrupts, in a signal handler
                yield self._db
                return
            if not self.writable:
                self._reopen()
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db

    def check(self) -> None:
        """Read the whole file.

        Raises
        ------
        StorageFailed
            With the code "library-damaged" if a part of it is damaged.
        """
        found = [str(row[0]) for row in self.read("PRAGMA integrity_check(1)")]
        if found != ["ok"]:
            raise _damaged(self._home, " ".join(found).replace("\n", " "))

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self._lock:
            self._closed = True
            self._db.close()
            if self._use is not None:
                self._use.release()

    def _check_open(self) -> None:
        if self._closed:
            raise studio_closed()

    def _open(self) -> sqlite3.Connection:
        """Open the file for writing, and migrate it."""
        path = self._home / "library.db"
        # One program at a time: SQLite does not wait for the lock that switching to WAL needs.
        with locked(self._home / "library.lock"), storage(self._home):
            if not path.exists():
                path.touch(mode=0o600)  # SQLite's other files get the same permissions
            elif path.stat().st_size == 0 and any((self._home / "takes").glob("*.flac")):
                raise _damaged(self._home, "the file is empty")
            return self._prepared(lambda: sqlite3.connect(path, check_same_thread=False, timeout=10))

    def _prepared(self, connect: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
        with self._translated_errors():
            db = connect()
            try:
                db.text_factory = _decoded
                db.create_function("folded", 1, folded, deterministic=True)
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = FULL")
                db.execute("PRAGMA fullfsync = ON")  # on macOS, F_FULLFSYNC; see `studio.store.files.sync`
                db.execute("PRAGMA checkpoint_fullfsync = ON")
                db.execute("PRAGMA cache_size = -256")  # KiB; rows are small and rarely read
                migrate(db)
                missing = set(TABLES) - {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
                if missing:
                    raise _damaged(self._home, f"it has no table {', '.join(sorted(missing))}")
                if has_unnumbered(db):
                    with db:
                        db.execute("BEGIN IMMEDIATE")
                        number_auditions(db)
            except BaseException:
                db.close()
                raise
        with suppress(OSError):  # a folder where this cannot be written cannot be repaired either
            self._use = self._use or SharedLock(self._home / "library.use")
        return db

    def _read_from_memory(self) -> None:
        """Read the file without the files beside it that SQLite would have to write."""
        path = self._home / "library.db"
        try:
            with storage(path, action="read"):
                image = read_image(path) if path.exists() else b""
            self._db = self._prepared(lambda: _in_memory(image))
        except StorageFailed as error:
            if error.code != DAMAGED:
                raise
            self.fault = error

    def _reopen(self) -> None:
        """Open the file again, in case that it was repaired, or that there is space again; raises if not."""
        opened = self._open()
        self._db.close()
        self._db, self.fault, self._refusal = opened, None, None

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _translated(error, self._home) from error


def _in_memory(image: bytes) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", check_same_thread=False)
    if image:
        db.deserialize(image)
    return db


def _decoded(text: bytes) -> str:
    return text.decode(errors="replace")  # one damaged text must not hide other rows


def _translated(error: sqlite3.Error, home: Path) -> StorageFailed:
    """Return what went wrong and what to do, for an error of SQLite."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return _damaged(home, str(error))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StorageFailed(
            f"Another program has been writing to the library in {home} for 10 s.",
            "Continue that program if it is suspended, or end it; then try again.",
            code="locked",
        )
    full = name == "SQLITE_FULL" or (name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) and _is_full(home))
    if full or name in _REFUSED_BY_DISK:
        return StorageFailed(
            f"The library in {home} cannot be written: {'the disk is full' if full else error}.",
            Advice(
                "Free some space: st.library.pruning.prune(timedelta(0)) deletes rejected takes.",
                shell="Free some space: `studio takes prune` deletes rejected takes, and with --unjudged those without "
                "a rating.",
            ),
            code=DISK_FULL,
        )
    refused = name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR"))
    return StorageFailed(
        f"The library in {home} cannot be {'written' if refused else 'used'}: {error}.",
        _OTHER_HOME if refused else "Try again.",
        code=NOT_WRITABLE if refused else None,
    )


def _is_full(home: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(home).free < _NEEDED_BYTES
    return False


def _damaged(home: Path, reason: str) -> StorageFailed:
    return StorageFailed(
        f"The library {home / 'library.db'} is damaged ({reason}).",
        Advice(
            "In a shell, the studio's library repair saves what can be read. Presets are not affected.",
            shell="`studio doctor` shows what can be saved, and `studio library repair` saves it. "
            "Presets are not affected.",
        ),
        code=DAMAGED,
        details={"reason": reason},
    )
