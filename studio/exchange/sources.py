"""Where voices are imported from: a zip file, a folder, or files that a person named; each lists and reads files."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from studio.errors import InvalidInput
from studio.exchange.bounded_zip import MOST_FILES, is_clutter
from studio.exchange.refusals import refused

_DEEPEST = 8  # folders inside each other


class Source(Protocol):
    """Files that may hold voices.

    Attributes
    ----------
    label : str
        What a person calls the whole.
    names : sequence of str
        Paths of the files in it, with slashes.
    """

    @property
    def label(self) -> str:
        """What a person calls the whole."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """Paths of the files in it, with slashes."""
        ...

    def content(self, name: str, most: int) -> bytes:
        """Return the content of a file, of at most `most` bytes; raises `InvalidInput`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Files:
    """Files on disk.

    Parameters
    ----------
    label : str
        What a person calls them together.
    paths : mapping of str to pathlib.Path
        Name → the file.
    follow : bool
        Whether a link may be followed: only where a person named it.
    """

    def __init__(self, label: str, paths: Mapping[str, Path], *, follow: bool) -> None:
        self.label = label
        self.names: Sequence[str] = tuple(paths)
        self._paths = paths
        self._follow = follow

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing: each file is closed once it is read."""

    def content(self, name: str, most: int) -> bytes:
        """Return the content of a file.

        Raises
        ------
        InvalidInput
            If it is no regular file, a link, has more than `most` bytes, or cannot be read.
        """
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if self._follow else os.O_NOFOLLOW)
        try:
            with open(os.open(self._paths[name], flags), "rb") as file:
                self._check(name, os.fstat(file.fileno()))
                content = file.read(most + 1)
        except OSError as error:
            raise self._unreadable(name, error) from None
        if len(content) > most:
            raise refused(self.label, f"{name} is larger than {most / (1 << 20):.3g} MB", _ONLY_VOICE, "file-too-large")
        return content

    def _check(self, name: str, found: os.stat_result) -> None:
        if not stat.S_ISREG(found.st_mode):
            raise refused(self.label, f"{name} is a device or a pipe, not a file", _ONLY_VOICE, "file-device")
        if not self._follow and found.st_nlink > 1:
            cause = f"{name} is a hard link: the same file has another name elsewhere"
            raise refused(self.label, cause, _COPY, "file-link")

    def _unreadable(self, name: str, error: OSError) -> InvalidInput:
        if error.errno == errno.ELOOP:
            return refused(self.label, f"{name} is a link", _COPY, "file-link")
        cause = f"{name} cannot be read ({error.strerror or error})"
        return refused(self.label, cause, "Correct its permissions, or copy it.", "file-unreadable")


_COPY = "Copy the folder so that it holds the files themselves."
_ONLY_VOICE = "Import the files of a voice only."


def folder_source(folder: Path) -> Files:
    """Return the files of a folder and of those inside it; no link is followed.

    Raises
    ------
    InvalidInput
        If there are too many.
    OSError
        If it cannot be listed.
    """
    paths: dict[str, Path] = {}
    for count, path in enumerate(_walk(folder, _DEEPEST)):
        name = path.relative_to(folder).as_posix()
        if not is_clutter(name):
            paths[name] = path
        if count == MOST_FILES:
            cause = f"it holds more than {MOST_FILES:,} files"
            raise refused(folder.name, cause, "Choose the folder of the voice itself.", "folder-too-large")
    return Files(folder.name, dict(sorted(paths.items())), follow=False)


def _walk(folder: Path, deep: int) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)
            elif deep > 0:
                yield from _walk(Path(entry.path), deep - 1)
