"""Conversion of a stored sound into another format, one at a time, without holding a long one in memory."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from studio.audio.sound_file import transcode
from studio.store.encodings import Encoding

_IN_MEMORY = 16 << 20  # bytes; a longer sound is written to a temporary file
_PIECE = 1 << 16  # bytes
_turn = threading.Lock()  # several conversions at once would take the processor from the sound that is being made


@dataclass(frozen=True)
class Converted:
    """A converted sound: a file at its beginning, and its size in bytes."""

    file: IO[bytes]
    size: int


def converted(path: Path, encoding: Encoding) -> Converted:
    """Return a sound file in another format; raises as `transcode`."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by `pieces`
    try:
        with _turn:
            transcode(path, cast(BinaryIO, file), encoding.format, encoding.subtype)
        size = file.seek(0, 2)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Converted(file, size)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what is in a file, and close it."""
    with file:
        while piece := file.read(_PIECE):
            yield piece
