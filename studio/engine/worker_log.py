"""The worker's log: what it and its libraries print, in two files of about 1 MiB at most each.

The worker writes to the files itself, so that nothing is lost when it or its parent dies, and begins a new file itself
when one is full: a redirected descriptor loses no line. Of all logs in a folder, the newest 20 files are kept.
"""

import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from studio.store.files import make_private_folder

LIMIT = 1 << 20  # bytes
_TAIL_BYTES = 1 << 14
_MOST_LOGS = 20  # files
_LEAST_AGE = 24 * 3600.0  # seconds; a younger one may be in use
_NOISE = "Extension modules:"  # faulthandler ends each dump with a page of them


class WorkerLog:
    """The log of one worker, as its parent sees it.

    Parameters
    ----------
    path : pathlib.Path
        The file to which it appends; a full one of an earlier worker is moved aside.

    Raises
    ------
    OSError
        If the file cannot be created.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        make_private_folder(path.parent)
        if path.exists() and path.stat().st_size > LIMIT:
            path.replace(_previous(path))
        path.touch(mode=0o600)
        _delete_oldest(path.parent)
        found = path.stat()
        self._inode, self._start = found.st_ino, found.st_size

    def open(self) -> BinaryIO:
        """Open it for the worker's output."""
        return self._path.open("ab")

    def tail(self, lines: int) -> tuple[str, ...]:
        """Return the last lines that this worker wrote."""
        current, rotated = self._read(self._path)
        written = (self._read(_previous(self._path))[0] if rotated else b"") + current
        decoded = written[-_TAIL_BYTES:].decode(errors="replace").splitlines()
        return tuple(line for line in decoded if not line.startswith(_NOISE))[-lines:]

    def _read(self, path: Path) -> tuple[bytes, bool]:
        """Return the end of what this worker wrote to a file, and whether it began the file."""
        try:
            with path.open("rb") as file:
                found = os.fstat(file.fileno())
                begun = found.st_ino != self._inode or found.st_size < self._start
                file.seek(max(0 if begun else self._start, found.st_size - _TAIL_BYTES))
                return file.read(), begun
        except OSError:
            return b"", True  # the worker is just moving it aside


def rotate(path: Path) -> None:
    """Continue this process's stdout and stderr in a new file where they fill the log at `path`.

    The full file stays beside it, as `worker.old.log`. Where a new one cannot be created, the process goes on with the
    full one.
    """
    with suppress(OSError):
        used = os.fstat(2)
        if used.st_size <= LIMIT or not stat.S_ISREG(used.st_mode):
            return
        if path.exists() and os.path.samestat(path.stat(), used):  # else another worker has begun a new one
            path.replace(_previous(path))
        new = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        for descriptor in (1, 2):
            os.dup2(new, descriptor)
        os.close(new)


def _delete_oldest(folder: Path) -> None:
    """Delete the logs of engines that were used long ago: each model that is asked for by name has its own."""
    with suppress(OSError):  # another program deletes them too
        written = {path: path.stat().st_mtime for path in folder.glob("worker*.log")}
        newest_first = sorted(written, key=lambda path: written[path], reverse=True)
        for path in newest_first[_MOST_LOGS:]:
            if time.time() - written[path] > _LEAST_AGE:
                path.unlink(missing_ok=True)


def _previous(path: Path) -> Path:
    return path.with_suffix(".old.log")
