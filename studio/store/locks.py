"""Short exclusive locks between programs that use the same home folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from studio.errors import StorageFailed
from studio.store.files import storage

WAIT_SECONDS = 5.0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive file lock, which the operating system releases if this program dies.

    Parameters
    ----------
    path : pathlib.Path
        The lock file, in an existing folder.

    Raises
    ------
    StorageFailed
        If another program holds the lock for longer than 5 s (code "locked"), or the file cannot be written.
    """
    lock = FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)
    with storage(path):
        try:
            lock.acquire(timeout=WAIT_SECONDS)
        except Timeout:
            raise StorageFailed(
                f"Another program has held {path} for {WAIT_SECONDS:g} s.",
                "Continue that program if it is suspended, or end it; then try again.",
                code="locked",
                details={"path": str(path)},
            ) from None
    try:
        yield
    finally:
        lock.release()
