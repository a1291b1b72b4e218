"""The files of a preset's folder: their names, largest sizes, and how they are read while others may change them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from studio.domain.delivery import MOST_DELIVERIES, is_delivery_file
from studio.store.files import storage

MEMBERS = {"preset.json": 1 << 20, "reference.flac": 64 << 20}  # each with its largest size in bytes
PICTURE = "picture.webp"
_LARGEST_PICTURE = 64 << 10  # bytes; the studio's have 4 KB
_LARGEST_DELIVERY = 64 << 20  # bytes
_MOST_TRIES = 10  # to read a preset that other programs replace


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


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a preset by name, all of the same one while another program may replace it.

    Raises
    ------
    StorageFailed
        If one cannot be read.
    """
    with storage(folder, action="read"):
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
