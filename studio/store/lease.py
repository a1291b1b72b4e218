"""Exclusive rights in a home folder: a file lock, and a note in which its holder says how to reach it."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from studio.errors import StorageFailed
from studio.store.files import read_json, storage, write_atomically
from studio.store.privacy import open_home


class Lease:
    """An exclusive right in a home folder, such as to run its engine; made by `acquire`.

    The operating system releases the lock when its holder dies. A forked child does not inherit it.

    Parameters
    ----------
    path : pathlib.Path
        The lock file.
    lock : FileLock
        Acquired; not thread-local, because a lease is released by whichever thread closes the studio.
    """

    def __init__(self, path: Path, lock: FileLock) -> None:
        self._path = path
        self._lock = lock
        self._inode = _inode(path)

    @classmethod
    def acquire(cls, home: Path, name: str) -> "Lease | None":
        """Acquire a lease, or return None while another program, or this one, holds it.

        Parameters
        ----------
        home : pathlib.Path
            The home folder; created if missing.
        name : str
            What the lease is for, such as "engine" or "page"; names its files.

        Raises
        ------
        StorageFailed
            If the home folder cannot be written.
        """
        path = home / f"{name}.lock"
        # Without flock there is no lock that a killed holder loses, so a fallback is an error.
        lock = FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)
        open_home(home)
        with storage(home):
            if not _acquired(lock, path):
                return None
            try:
                path.with_suffix(".json").unlink(missing_ok=True)  # the note of a holder that was killed
            except OSError:
                lock.release()
                raise
        return cls(path, lock)

    def announce(self, **facts: str | int) -> None:
        """Write a note for other programs: this process's id and `facts`, such as an address."""
        note = json.dumps({"pid": os.getpid(), **facts}).encode()
        write_atomically(self._path.with_suffix(".json"), lambda file: file.write(note))

    def release(self) -> None:
        """Delete the note and the lock file, and release the lock; safe to call twice, and in a forked child."""
        if not self._lock.is_locked:
            return
        with contextlib.suppress(OSError):  # the lock is released whatever becomes of its files
            if _inode(self._path) == self._inode:  # else they are those of a new home folder in the place of this one's
                self._path.with_suffix(".json").unlink(missing_ok=True)
                self._path.unlink(missing_ok=True)
        self._lock.release()


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
        return found.st_dev, found.st_ino
    except FileNotFoundError:
        return None


def _acquired(lock: FileLock, path: Path) -> bool:
    """Try to acquire a lock at once; whether it succeeded."""
    while True:
        try:
            lock.acquire(blocking=False)
            return True
        except Timeout:
            if path.exists():  # else the holder deleted it between opening and locking: nobody holds the path
                return False


def remove_abandoned(home: Path, names: str) -> None:
    """Delete the files of leases whose holders were killed, and sockets of the same names.

    Parameters
    ----------
    home : pathlib.Path
        The home folder.
    names : str
        Names of leases; may contain wildcards.
    """
    for path in home.glob(f"{names}.lock"):
        with contextlib.suppress(StorageFailed):
            if lease := Lease.acquire(home, path.stem):
                path.with_suffix(".sock").unlink(missing_ok=True)
                lease.release()


def read_note(home: Path, name: str) -> dict[str, Any]:
    """Return what the holder of a lease announced, or an empty dict without a note. The holder may be gone."""
    try:
        note = read_json(home / f"{name}.json")
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
