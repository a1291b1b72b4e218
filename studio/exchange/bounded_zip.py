"""Zip files that anybody may have written: read within limits of memory and time, and refused with the cause."""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from studio.errors import InvalidInput
from studio.exchange.refusals import refused

LARGEST_FILE = 256 << 20  # bytes of a zip file
LARGEST_CONTENT = 512 << 20  # bytes that all its files together may state as their sizes
MOST_FILES = 2000
#: What zipfile and its decompressor raise for damaged files and unknown formats.
_DAMAGED = (KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError, zlib.error)
_DAMAGED_ZIP = (*_DAMAGED, struct.error, zipfile.BadZipFile)
#: Methods of which zipfile decompresses no more than is asked for; of bzip2 and LZMA it decompresses whatever comes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 16  # bytes
_LONGEST_READ = 1 << 20  # bytes
_ENCRYPTED = 0x1  # of the general purpose flags (APPNOTE 4.4.4)
_ARCHIVES = {".zip", ".vox", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar"}


class _ShortReads(io.BufferedReader):
    """A file that cannot be read in one long piece, as zipfile reads the list of an archive's files."""

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(_LONGEST_READ + 1 if size is None or size < 0 else min(size, _LONGEST_READ + 1))
        if len(content) > _LONGEST_READ:
            raise zipfile.BadZipFile("its list of files is too long")
        return content


class BoundedZip:
    """The files in a zip file, by names with slashes that lead nowhere outside.

    No name from inside becomes a path, and no more of a file is decompressed than the caller allows. Use it as a
    context manager.

    Parameters
    ----------
    path : pathlib.Path
        The zip file.

    Attributes
    ----------
    label : str
        The zip file's name.
    names : tuple of str
        The files in it, without what macOS and Windows add.

    Raises
    ------
    InvalidInput
        If it is damaged, cut off, encrypted or too large; or holds links, devices, paths that lead outside, two files
        of one name, or other archives.
    OSError
        If it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.label = path.name
        if path.stat().st_size > LARGEST_FILE:
            raise self._too_large(f"it has more than {LARGEST_FILE >> 20} MB")
        self._file = _ShortReads(io.FileIO(path))
        try:
            self._archive = self._opened()
            self._members = self._checked(self._archive.infolist())
        except BaseException:
            self._file.close()
            raise
        self.names = tuple(self._members)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()
        self._file.close()

    def content(self, name: str, most: int) -> bytes:
        """Return the content of a file.

        Parameters
        ----------
        name : str
            One of `names`.
        most : int
            The most bytes that it may have.

        Raises
        ------
        InvalidInput
            If it has more, is damaged, or is compressed by another method than deflate.
        """
        member = self._members[name]
        if member.compress_type not in _METHODS:
            cause = f"{name} is compressed by another method than deflate"
            raise refused(self.label, cause, "Pack its files again as an ordinary zip file.", "archive-method")
        if member.file_size > most:
            raise self._too_large(f"{name} is larger than {_megabytes(most)}")
        try:
            with self._archive.open(member) as opened:
                content = b"".join(iter(partial(opened.read, _CHUNK), b""))  # zipfile ends at the stated size
        except _DAMAGED_ZIP as error:
            raise self._damaged(f"{name} is damaged ({_reason(error)})") from None
        if len(content) < member.file_size:
            raise self._damaged(f"{name} is shorter than the archive states")
        return content

    def _opened(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._file)
        except _DAMAGED_ZIP as error:
            cut_off = str(error) == "File is not a zip file"
            raise self._damaged("it is cut off: its end is missing" if cut_off else _reason(error)) from None

    def _checked(self, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Return the members by name; raises if one of them shows that the archive was not made for this."""
        if len(members) > MOST_FILES:
            raise self._too_large(f"it lists too many files: {len(members):,}")
        if sum(member.file_size for member in members) > LARGEST_CONTENT:
            raise self._too_large(f"it would unpack to more than {LARGEST_CONTENT >> 20} MB")
        for member in members:
            if fault := _fault(member):
                raise refused(self.label, *fault)
        found = {_name(member): member for member in members if not is_clutter(_name(member))}
        self._check_names(members)
        return found

    def _check_names(self, members: list[zipfile.ZipInfo]) -> None:
        seen: set[str] = set()
        for name in map(_name, members):
            folded = unicodedata.normalize("NFC", name).casefold()
            if folded in seen:
                cause = f"it holds two files named {name}"
                raise refused(self.label, cause, "Pack it again with each file once.", "archive-duplicate")
            seen.add(folded)

    def _too_large(self, cause: str) -> InvalidInput:
        return refused(self.label, cause, "Pack only the files of the voice.", "archive-too-large")

    def _damaged(self, cause: str) -> InvalidInput:
        return refused(self.label, cause, "Copy or download it again, or export it again.", "archive-damaged")


def is_clutter(name: str) -> bool:
    """Return whether a path names a folder, or what macOS and Windows add to folders and zip files."""
    path = PurePosixPath(name)
    return name.endswith("/") or "__MACOSX" in path.parts or path.name.startswith(("._", ".DS_Store", "Thumbs.db"))


def _fault(member: zipfile.ZipInfo) -> tuple[str, str, str] | None:
    """Return cause, next step and code of what no archive of a voice has, or None."""
    name = _name(member)
    if member.flag_bits & _ENCRYPTED:
        return f"{name} is encrypted", "Pack it again without a password.", "archive-encrypted"
    if "\0" in member.orig_filename or name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return (
            f"it names a file outside of itself ({name})",
            "It may be an attack; ask whoever sent it for a file that the studio exported.",
            "archive-path",
        )
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return f"{name} is a link", "Pack the file itself instead of the link.", "archive-link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return f"{name} is a device or a pipe, not a file", "Pack files only.", "archive-device"
    if PurePosixPath(name).suffix.lower() in _ARCHIVES and not name.endswith("/"):
        return f"it holds another archive ({name})", "Unpack it, and import what is in it.", "archive-nested"
    return None


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/")


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error).rstrip(".") or type(error).__name__


def _megabytes(count: int) -> str:
    return f"{count >> 20} MB" if count >= 1 << 20 else f"{count >> 10} KB"
