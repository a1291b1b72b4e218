"""Temporary folders: private, and named after their process, so that those of killed processes can be deleted."""

import contextlib
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

import psutil

_NAME = re.compile(r"studio-(?:sketch-)?(\d{1,9})-.+")  # earlier versions wrote studio-sketch-PID-…


def temporary_folder(use: str) -> Path:
    """Create a folder that only this user may enter, in the system's folder for temporary files.

    The caller deletes it; if it is killed, `remove_abandoned_temporary_folders` does.

    Parameters
    ----------
    use : str
        What it is for; a part of its name.
    """
    # Not a TemporaryDirectory: a forked child that exits would delete it.
    return Path(tempfile.mkdtemp(prefix=f"studio-{os.getpid()}-{use}-"))


def remove_abandoned_temporary_folders() -> None:
    """Delete this user's temporary folders whose processes have ended; never raise.

    The system's folder for temporary files is shared: what others put there has no effect.
    """
    with contextlib.suppress(OSError):
        for entry in os.scandir(tempfile.gettempdir()):
            name = _NAME.fullmatch(entry.name)
            if name and not psutil.pid_exists(int(name[1])) and _is_own_folder(entry):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_own_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
