"""Export and import of a preset as one zip file."""

import lzma
import zipfile
import zlib
from functools import partial
from pathlib import Path
from typing import BinaryIO

from studio.errors import InvalidInput, NotFound
from studio.store.files import write_atomically

#: What zipfile and its decompressors raise for damaged files and unknown formats.
_DAMAGED = (KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)
MEMBERS = {"preset.json": 1 << 20, "reference.flac": 64 << 20}  # each with its largest size in bytes


def pack(folder: Path, path: Path) -> None:
    """Write a preset's folder as a zip file.

    Parameters
    ----------
    folder : pathlib.Path
        Of the preset.
    path : pathlib.Path
        The zip file; an existing one is replaced.

    Raises
    ------
    StorageFailed
        If it cannot be written.
    """

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w", strict_timestamps=False) as archive:  # installed packages may be dated 1970
            for name in MEMBERS:
                archive.write(folder / name, name)  # uncompressed: FLAC does not get smaller

    write_atomically(path, write, private=False)


def unpack(path: Path, folder: Path) -> None:
    """Extract a preset's two files from a zip file, and nothing else.

    No name from inside the archive becomes a path, and nothing larger than a preset can be is extracted.

    Parameters
    ----------
    path : pathlib.Path
        The zip file.
    folder : pathlib.Path
        Existing folder for the two files.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it cannot be read, is not a zip file, or does not hold a preset.
    """
    if path.is_dir():
        raise InvalidInput(f"{path} is a folder.", "Use the zip file that `studio presets export` writes.")
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Check the path.")
    try:
        with zipfile.ZipFile(path) as archive:
            contents = {name: _read(archive, name, limit) for name, limit in MEMBERS.items()}
    except (zipfile.BadZipFile, *_DAMAGED) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidInput(
            f"{path.name} is not an exported preset: {reason}.", "Use a zip file that `studio presets export` wrote."
        ) from None
    for name, content in contents.items():
        write_atomically(folder / name, partial(_write, content))


def _write(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise zipfile.BadZipFile(f"{name} is larger than {limit >> 20} MB")
    return content
