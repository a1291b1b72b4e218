"""Texts inside sound files, by name, such as a comment: in FLAC, WAV, Ogg Opus, MP3 and AAC.

The names are those of Vorbis comments, in capitals. `COMMENT` and `ENCODER` are where other programs look for them. To
add a container, write a file for it and register it in `CONTAINERS`.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from studio.audio.tags import flac, id3, ogg, wav
from studio.audio.tags.container import Container, Splice, TagsDamaged

__all__ = ["CONTAINERS", "Splice", "TagsDamaged", "read_tags", "splice_tags", "tags_in", "with_tags"]

CONTAINERS: tuple[Container, ...] = (flac.CONTAINER, wav.CONTAINER, ogg.CONTAINER, id3.CONTAINER)
_MAGIC = 12  # bytes at the beginning of a file that tell its container


def read_tags(path: Path) -> dict[str, str]:
    """Return the texts in a sound file; none for a file of another kind. Reads no sound.

    Raises
    ------
    OSError
        If the file cannot be opened.
    TagsDamaged
        If they cannot be read, or are longer than a mebibyte.
    """
    with path.open("rb") as file:
        container = _container_of(file)
        return container.read(file) if container else {}


def tags_in(encoded: bytes) -> dict[str, str]:
    """Return the texts in the bytes of a sound file; as `read_tags`."""
    file = io.BytesIO(encoded)
    container = _container_of(file)
    return container.read(file) if container else {}


def splice_tags(file: BinaryIO, tags: Mapping[str, str]) -> Splice:
    """Return how a sound file becomes one with these texts in place of those that it has; its sound stays as it is.

    Parameters
    ----------
    file : binary file
        A sound file, as an encoder or the studio wrote it; it must be seekable.
    tags : mapping of str to str
        Name → text.

    Raises
    ------
    TagsDamaged
        If it is of no container that holds texts, or is damaged.
    """
    container = _container_of(file)
    if container is None:
        raise TagsDamaged("a file of this kind holds no texts")
    return container.splice(file, tags)


def with_tags(encoded: bytes, tags: Mapping[str, str]) -> bytes:
    """Return the bytes of a sound file with these texts; raises as `splice_tags`."""
    splice = splice_tags(io.BytesIO(encoded), tags)
    return b"".join((splice.head, encoded[splice.start :], splice.tail))


def _container_of(file: BinaryIO) -> Container | None:
    file.seek(0)
    magic = file.read(_MAGIC)
    file.seek(0)
    return next((container for container in CONTAINERS if container.begins(magic)), None)
