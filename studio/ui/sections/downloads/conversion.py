"""Stored sounds as they are downloaded: in any format, saying where they come from.

No long one is held in memory. One is converted at a time: several at once would take the processor from the sound that
is being made.
"""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from studio.audio.sound_file import transcode
from studio.audio.tags import Splice, splice_tags
from studio.store.encodings import Encoding
from studio.store.provenance import Provenance

_IN_MEMORY = 16 << 20  # bytes; a longer sound is written to a temporary file
_PIECE = 1 << 16  # bytes
_AS_IT_IS = Splice(b"", 0)
_turn = threading.Lock()


@dataclass(frozen=True)
class Converted:
    """A sound that is ready to be sent: an open file, how it is changed on the way, and its size in bytes then."""

    file: BinaryIO
    splice: Splice
    size: int


def converted(path: Path, encoding: Encoding, provenance: Provenance | None) -> Converted:
    """Return a stored FLAC file in a format; raises as `transcode`."""
    if encoding.name == "flac":
        return _with_provenance(path.open("rb"), provenance)
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - closed by `pieces`
    try:
        with _turn:
            transcode(path, file, encoding.format, encoding.subtype)
    except BaseException:
        file.close()
        raise
    return _with_provenance(file, provenance)


def pieces(sound: Converted) -> Iterator[bytes]:
    """Yield the bytes of a sound, and close its file."""
    with cast(AbstractContextManager[BinaryIO], sound.file) as file:
        yield from _parts(sound.splice.head)
        file.seek(sound.splice.start)
        while piece := file.read(_PIECE):
            yield piece
        yield from _parts(sound.splice.tail)


def _with_provenance(file: BinaryIO, provenance: Provenance | None) -> Converted:
    try:
        size = file.seek(0, 2)
        splice = splice_tags(file, provenance.tags()) if provenance else _AS_IT_IS
    except BaseException:
        file.close()
        raise
    return Converted(file, splice, splice.size(size))


def _parts(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]
