"""The home folder is private: created so, and made so where an earlier studio created it with wider permissions."""

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from studio.store.files import make_private_folder

_FOLDERS = ("takes", "presets", "references", "models", "logs", "crashes", "cache", "unlisted")
_FILES = ("library.db", "library.db-wal", "library.db-shm", "chosen.json", "api-token.json")
#: What the studio creates in a home folder, and what file managers do.
_OWN = re.compile(rf"(?:{'|'.join(_FOLDERS)}|(?:library|chosen|api|presets|engine|page|worker|\.).*)")


def open_home(home: Path) -> None:
    """Create a home folder that only this user may enter, or take others' permissions away from an existing one.

    Of a folder that also holds other things than the studio's, only the studio's own are changed.

    Raises
    ------
    StorageFailed
        If it does not exist and cannot be created.
    """
    make_private_folder(home)
    for path in _wide(home):
        with contextlib.suppress(OSError):  # somebody else's, or on a read-only disk
            path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o700)


def is_private(folder: Path) -> bool:
    """Return whether only this user may enter a folder."""
    try:
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _wide(home: Path) -> Iterator[Path]:
    """Yield what is this user's and the studio's, and that others have permissions for."""
    try:
        own_only = all(_OWN.fullmatch(name) for name in os.listdir(home))
    except OSError:
        own_only = False
    for path in (*([home] if own_only else []), *(home / name for name in (*_FOLDERS, *_FILES))):
        with contextlib.suppress(OSError):
            found = path.lstat()
            regular = stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)
            if regular and found.st_uid == os.geteuid() and found.st_mode & 0o077:
                yield path
