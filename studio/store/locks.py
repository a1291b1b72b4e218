"""Locks between programs that use the same home folder; the operating system releases those of a dead program."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from studio.errors import StorageFailed
from studio.store.files import storage

WAIT_SECONDS = 5.0


@contextmanager
def locked(path: Path, seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold an exclusive file lock, which the operating system releases if this program dies.

    Parameters
    ----------
    path : pathlib.Path
        The lock file, in an existing folder.
    seconds : float
        The longest that another program's lock is waited for.

    Raises
    ------
    StorageFailed
        If another program holds the lock for longer (code "locked"), or the file cannot be written.
    """
    lock = FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)
    with storage(path):
        try:
            lock.acquire(timeout=seconds, poll_interval=0.01)
        except Timeout:
            raise StorageFailed(
                f"Another program has held {path} for {seconds:g} s.",
                "Continue that program if it is suspended, or end it; then try again.",
                code="locked",
                details={"path": str(path)},
            ) from None
    try:
        yield
    finally:
        lock.release()


class SharedLock:
    """Marks something as in use, until `release` or the end of this process; any number of programs may.

    Parameters
    ----------
    path : pathlib.Path
        The lock file, in an existing folder.

    Raises
    ------
    OSError
        If the file cannot be written, or is held by `unused`.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = _open(path)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # filelock has no shared locks on files
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Release the lock; safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextmanager
def unused(path: Path) -> Iterator[None]:
    """Hold a lock exclusively, which no program has as a `SharedLock` meanwhile.

    Raises
    ------
    StorageFailed
        If a program has it (code "locked"), or the file cannot be written.
    """
    with storage(path):
        descriptor = _open(path)
    try:
        with storage(path):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StorageFailed(
                    f"Another program uses the library in {path.parent}.",
                    "Close the page and every other program with this home folder, then try again.",
                    code="locked",
                ) from None
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
