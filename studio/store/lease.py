"""One at a time: a lock that the system itself gives back when its holder dies, and a note of who holds it."""

import contextlib
import fcntl
import json
import os
import weakref
from pathlib import Path
from typing import Any

from studio.errors import StorageFailed
from studio.store.files import storage, write_atomically

_held: "weakref.WeakSet[Lease]" = weakref.WeakSet()


class Lease:
    """The sole right to something in a home folder; from `acquire`.

    Parameters
    ----------
    path : pathlib.Path
        The lock file.
    descriptor : int
        Of the lock file, locked.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        _held.add(self)

    @classmethod
    def acquire(cls, home: Path, name: str) -> "Lease | None":
        """Take the lease, or give None where another program, or this one, has it.

        Parameters
        ----------
        home : pathlib.Path
            The home folder.
        name : str
            What it is the right to: "engine" or "page".

        Raises
        ------
        StorageFailed
            If the home folder cannot be written.
        """
        path = home / f"{name}.lock"
        with storage(home):
            home.mkdir(parents=True, exist_ok=True)
            descriptor = _locked(path)
            if descriptor is None:
                return None
            lease = cls(path, descriptor)
            try:
                path.with_suffix(".json").unlink(missing_ok=True)  # a note of one that was killed
            except OSError:
                lease.let_go()
                raise
            return lease

    def announce(self, **facts: str | int) -> None:
        """Leave a note for others: how to reach what this lease is for."""
        note = json.dumps({"pid": os.getpid(), **facts}).encode()
        write_atomically(self._path.with_suffix(".json"), lambda file: file.write(note))

    def release(self) -> None:
        """Give the lease back, and leave no file of it."""
        with contextlib.suppress(OSError):  # whatever became of the files, the lease is given back
            self._path.with_suffix(".json").unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)
        self.let_go()

    def let_go(self) -> None:
        """Close the lock file; in a forked child, that leaves the lease to the parent alone."""
        _held.discard(self)
        os.close(self._descriptor)


def forget_killed(home: Path, names: str) -> None:
    """Delete what holders of leases left that were killed, sockets of these names too; `names` may have wildcards."""
    for path in home.glob(f"{names}.lock"):
        with contextlib.suppress(StorageFailed):
            if lease := Lease.acquire(home, path.stem):
                path.with_suffix(".sock").unlink(missing_ok=True)
                lease.release()


def read_note(home: Path, name: str) -> dict[str, Any]:
    """Give what the holder of a lease announced; empty where there is no note. The holder may be gone."""
    try:
        note = json.loads((home / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _locked(path: Path) -> int | None:
    """Open a lock file and lock it; None where another program has."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(path, descriptor):
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether a path still leads to an open file: whoever gives a lease back deletes its file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _leave_leases_to_the_parent() -> None:
    for lease in list(_held):
        lease.let_go()


os.register_at_fork(after_in_child=_leave_leases_to_the_parent)
