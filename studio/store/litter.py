"""What killed programs leave behind: unfinished files and folders, and sockets in the temporary folder."""

import contextlib
import errno
import os
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

UNFINISHED = ".new-*"  # what every atomic write and every import begins with
SOCKET_FOLDER = "studio-engine-"  # prefix of a temporary folder that holds the engine's socket; earlier "studio-"
SOCKET_NAME = "engine"
_LEAST_AGE = 3600.0  # seconds; a younger file may still be written, also by a program that was suspended for a while
_PLACES = (
    "",
    "takes/",
    "presets/",
    "presets/*/",
    "presets/.bin/*/",
    "references/",
    "references/*/",
    "models/",
    "logs/",
    "crashes/",
)


def sweep(home: Path, *, seconds: float = 0.5, least_age: float = _LEAST_AGE) -> int:
    """Delete what programs that were killed left behind, until the time is up; return how many were deleted.

    Parameters
    ----------
    home : pathlib.Path
        The home folder.
    seconds : float
        The longest that this may take; what is left then is deleted the next time.
    least_age : float
        Seconds since a file was last written, from which on nobody is writing it any more.
    """
    end = time.monotonic() + seconds
    count = 0
    for path in chain(litter(home, least_age), _dead_sockets()):
        if time.monotonic() > end:
            break
        count += _delete(path)
    return count


def litter(home: Path, least_age: float = _LEAST_AGE) -> Iterator[Path]:
    """Yield what killed programs left behind in a home folder."""
    for place in _PLACES:
        yield from (path for path in home.glob(f"{place}{UNFINISHED}") if _is_old(path, least_age))


def _dead_sockets() -> Iterator[Path]:
    yield from filter(_holds_dead_socket, Path(tempfile.gettempdir()).glob("studio-*"))


def _is_old(path: Path, least_age: float = _LEAST_AGE) -> bool:
    with contextlib.suppress(OSError):
        return time.time() - path.lstat().st_mtime > least_age
    return False


def _holds_dead_socket(folder: Path) -> bool:
    """Return whether a folder is this user's, and holds nothing but a socket on which no program listens."""
    with contextlib.suppress(OSError):
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and _is_old(folder):
            return os.listdir(folder) == [SOCKET_NAME] and _is_dead_socket(folder / SOCKET_NAME)
    return False


def _is_dead_socket(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(1.0)
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(address.lstat().st_mode):
                return caller.connect_ex(str(address)) == errno.ECONNREFUSED
    return False


def _delete(path: Path) -> bool:
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path)
        else:
            path.unlink()
        return True
    return False
