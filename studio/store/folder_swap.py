"""Replacing a folder by another one: whoever looks finds the old one or the new one, whole.

Where the file system cannot swap two names in one step, the old folder is set aside under another name for a moment.
"""

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

_ASIDE = ".old-"
_AT_FDCWD = -100  # of Linux
_EXCHANGE = 2  # Linux's RENAME_EXCHANGE and macOS's RENAME_SWAP
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


def replace_folder(folder: Path, fresh: Path) -> None:
    """Rename `fresh` to `folder`; an existing one is then deleted, or bears the name `fresh`.

    Raises
    ------
    OSError
        If the system refuses; the old folder is left in its place.
    """
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(folder, fresh):
        _replace_in_two_steps(folder, fresh)


def is_interrupted(parent: Path) -> bool:
    """Return whether a folder in this one is set aside: it is being replaced, or a kill interrupted that."""
    return any(parent.glob(f"{_ASIDE}*"))


def finish(parent: Path) -> None:
    """Finish or undo replacements in this folder that a kill or a power cut interrupted; nobody may replace one now."""
    for aside in parent.glob(f"{_ASIDE}*"):
        place = parent / aside.name.removeprefix(_ASIDE)
        if place.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                aside.rename(place)


def folder_names(parent: Path) -> list[str]:
    """Return the names of the folders in this one, sorted, with those that are set aside and without hidden ones."""
    names = {entry.name.removeprefix(_ASIDE) for entry in os.scandir(parent)}
    return sorted(name for name in names if not name.startswith("."))


def places(folder: Path) -> tuple[Path, ...]:
    """Return where to look for a folder, in order, while another program may replace it."""
    return folder, folder.with_name(f"{_ASIDE}{folder.name}"), folder


def _exchange(one: Path, other: Path) -> bool:
    """Swap the names of two folders; return False if the system or its file system cannot do that."""
    rename, directory = _rename_function()
    if rename is None:
        return False
    if rename(*directory, os.fsencode(one), *directory, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(one))


@cache
def _rename_function() -> tuple[Any, tuple[int, ...]]:
    """Return the C library's function, or None, and its argument before each path."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        return getattr(library, "renamex_np", None), ()
    return getattr(library, "renameat2", None), (_AT_FDCWD,)


def _replace_in_two_steps(folder: Path, fresh: Path) -> None:
    aside = folder.with_name(f"{_ASIDE}{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
