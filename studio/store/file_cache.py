"""What was read of files, until they change: parsing hundreds of presets takes a tenth of a second at each access."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

_SETTLED = 2.0  # seconds; a file that changed more recently may change again within one step of its time stamp
_MOST = 10_000

_Read = TypeVar("_Read")


class FileCache(Generic[_Read]):
    """What was read of files; one is read again when its inode, its size or its time changes. Safe on many threads."""

    def __init__(self) -> None:
        self._found: dict[tuple[Path, object], tuple[tuple[int, int, int], _Read]] = {}

    def get(self, file: Path, read: Callable[[], _Read], *, key: object = None) -> _Read:
        """Return what `read` returned of a file, or what it returns now; `key` tells different readings apart.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        """
        status = file.stat()
        stamp = status.st_ino, status.st_size, status.st_mtime_ns
        known = self._found.get((file, key))
        if known is not None and known[0] == stamp:
            return known[1]
        found = read()
        if time.time() - status.st_mtime > _SETTLED:
            if len(self._found) >= _MOST:
                self._found.clear()
            self._found[file, key] = stamp, found
        return found
