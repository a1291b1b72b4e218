"""Export of a preset as one zip file, and import from such a file or from a folder."""

import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from studio.domain.delivery import MOST_DELIVERIES, is_delivery_file
from studio.errors import InvalidInput, NotFound, StudioError
from studio.store.files import storage, write_atomically

#: What zipfile and its decompressor raise for damaged files and unknown formats.
_DAMAGED = (KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error, zipfile.BadZipFile)
MEMBERS = {"preset.json": 1 << 20, "reference.flac": 64 << 20}  # each with its largest size in bytes
PICTURE = "picture.webp"
_LARGEST_PICTURE = 256 << 10  # bytes
_LARGEST_DELIVERY = 64 << 20  # bytes
_LARGEST_PRESET = 256 << 20  # bytes, of all its files together
#: Methods of which zipfile decompresses no more than is asked for; of bzip2 and LZMA it decompresses whatever comes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 16  # bytes
_MOST_TRIES = 10  # to read a preset that other programs replace
_LONGEST_READ = 1 << 20  # bytes


class _ShortReads(io.BufferedReader):
    """A file that cannot be read in one long piece, as zipfile reads the list of an archive's files."""

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(_LONGEST_READ + 1 if size is None or size < 0 else min(size, _LONGEST_READ + 1))
        if len(content) > _LONGEST_READ:
            raise zipfile.BadZipFile("it lists too many files")
        return content


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
    with storage(folder, action="read"):
        contents = _read_folder(folder)

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in contents.items():
                member = zipfile.ZipInfo(name)  # uncompressed: FLAC does not get smaller
                member.external_attr = 0o644 << 16
                archive.writestr(member, content)

    write_atomically(path, write, private=False)


def unpack(path: Path, folder: Path) -> None:
    """Extract the files of a preset from a zip file or a folder, and nothing else: see `members_among`.

    The files may lie in one folder inside, and beside others, as when a file manager has unpacked and packed them
    again. No name from inside the archive becomes a path, and nothing larger than a preset can be is read into memory.

    Parameters
    ----------
    path : pathlib.Path
        The zip file or folder.
    folder : pathlib.Path
        Existing folder for the files.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it cannot be read, or does not hold one preset.
    """
    if not path.is_file() and not path.is_dir():
        raise NotFound(f"There is no file {path}.", "Check the path.")
    try:
        for name, content in _unzipped(path) if path.is_file() else _copied(path):
            write_atomically(folder / name, partial(_write, content))
    except StudioError:
        raise
    except _DAMAGED as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidInput(
            f"{path.name} is not an exported preset: {reason}.",
            "Use a zip file that `studio presets export` wrote, or its unpacked folder.",
        ) from None


def members_among(names: Iterable[str]) -> dict[str, int]:
    """Return the names of a preset's files, each with its largest size in bytes.

    They are `preset.json` and `reference.flac`, and of the names given: the picture, and the sounds of deliveries.

    Raises
    ------
    ValueError
        If there are more deliveries than a preset can have.
    """
    found = set(names)
    deliveries = sorted(filter(is_delivery_file, found))
    if len(deliveries) > MOST_DELIVERIES:
        raise ValueError(f"it holds more than {MOST_DELIVERIES} deliveries")
    picture = {PICTURE: _LARGEST_PICTURE} if PICTURE in found else {}
    return MEMBERS | picture | dict.fromkeys(deliveries, _LARGEST_DELIVERY)


def _unzipped(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file of a preset, one after the other: only one is in memory."""
    with _ShortReads(io.FileIO(path)) as file, zipfile.ZipFile(file) as archive:
        place = _place_of_preset(archive.NameToInfo)
        inside = (name.removeprefix(place) for name in archive.NameToInfo if name.startswith(place))
        total = 0
        for name, limit in members_among(inside).items():
            content = _read(archive, f"{place}{name}", limit)
            total += len(content)
            _check_total(total)
            yield name, content


def _copied(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file of a preset in a folder, as `_unzipped`."""
    place = folder / _place_of_preset(each.relative_to(folder).as_posix() for each in folder.glob("**/preset.json"))
    total = 0
    for name, limit in members_among(os.listdir(place)).items():
        if not (place / name).is_file():
            raise ValueError(f"it holds no {name}")
        size = (place / name).stat().st_size
        if size > limit:
            raise ValueError(f"{name} is larger than {_size(limit)}")
        total += size
        _check_total(total)
        yield name, (place / name).read_bytes()


def _check_total(total: int) -> None:
    if total > _LARGEST_PRESET:
        raise ValueError(f"its files are larger than {_LARGEST_PRESET >> 20} MB together")


def _size(limit: int) -> str:
    return f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit >> 10} KB"


def _place_of_preset(names: Iterable[str]) -> str:
    """Return the path of the folder in which the only `preset.json` lies, with a slash at its end; "" for the top.

    `__MACOSX` holds what macOS knows about the files that it packs.
    """
    places = [name.removesuffix("preset.json") for name in names if PurePosixPath(name).name == "preset.json"]
    places = [place for place in places if not place.startswith("__MACOSX/")]
    if "" in places:
        return ""
    if len(places) > 1:
        raise ValueError("it holds several presets; import each of them")
    return places[0] if places else ""


def _read_folder(folder: Path) -> dict[str, bytes]:
    """Read the files of a preset, all of the same one while another program may replace it."""
    for _ in range(_MOST_TRIES - 1):
        with suppress(FileNotFoundError):
            return _read_at_once(folder)
    return _read_at_once(folder)


def _read_at_once(folder: Path) -> dict[str, bytes]:
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)  # the same folder, whatever is renamed
    try:
        contents = {}
        for name in members_among(os.listdir(directory)):
            with open(name, "rb", opener=partial(os.open, dir_fd=directory)) as file:
                contents[name] = file.read()
        return contents
    finally:
        os.close(directory)


def _write(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    member = archive.NameToInfo.get(name)
    if member is None:
        raise zipfile.BadZipFile(f"it holds no {name}")
    if member.compress_type not in _METHODS:
        raise zipfile.BadZipFile(f"{name} is compressed by another method than deflate")
    if member.file_size > limit:
        raise zipfile.BadZipFile(f"{name} is larger than {_size(limit)}")
    with archive.open(member) as opened:
        return b"".join(iter(partial(opened.read, _CHUNK), b""))  # zipfile ends at the declared size
