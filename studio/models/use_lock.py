"""The lock on a model in use: shared by all programs that have it loaded, exclusive for the one that removes it.

`filelock` offers exclusive locks on files only: its reader-writer lock is an SQLite database, and a model's folder may
be read-only. So the shared side is `flock` itself. Like the exclusive side, it is released by the operating system when
its holder dies, and is not inherited by programs that the holder starts.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import lock_descriptor

from studio.models.hub_cache import is_folder, lock_folder


class InUse(Exception):
    """Another program holds the lock."""


class UseLock:
    """Marks a model as loaded, until `release` or the end of this process.

    Parameters
    ----------
    model : str
        A hub id, or a folder.
    """

    def __init__(self, model: str) -> None:
        self._descriptor = -1
        with contextlib.suppress(OSError):  # from a cache that cannot be written nothing can be removed either
            self._descriptor = _open(model)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)  # waits while `is_in_use` probes or the model is removed

    def release(self) -> None:
        """Mark the model as no longer loaded; safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextlib.contextmanager
def unused(model: str) -> Iterator[None]:
    """Keep all programs from loading a model.

    Parameters
    ----------
    model : str
        A hub id, or a folder.

    Raises
    ------
    InUse
        If a program has it loaded.
    OSError
        If the hub's cache cannot be written, or the folder is not a model's.
    """
    descriptor = _open(model)
    try:
        if not lock_descriptor(descriptor, blocking=False):
            raise InUse(model)
        yield
    finally:
        os.close(descriptor)


def is_in_use(model: str) -> bool:
    """Return whether a program has a model loaded."""
    try:
        with unused(model):
            return False
    except InUse:
        return True
    except OSError:
        return False


def _open(model: str) -> int:
    """Open the file that stands for a loaded model: one among the cache's locks, or the folder's configuration."""
    if is_folder(model):
        return os.open(Path(model) / "config.json", os.O_RDONLY | os.O_CLOEXEC)
    folder = lock_folder(model)
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / "studio.use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
