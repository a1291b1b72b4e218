"""Texts in WAV files: two chunks behind the sound.

The list INFO (Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", section 3) holds what
it has a name for; a chunk `id3 ` holds everything as an ID3 tag, which ffmpeg, mutagen and players read.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from studio.audio.tags import id3
from studio.audio.tags.container import Container, Splice, TagsDamaged, take

_FORM = 12  # bytes: "RIFF", size, "WAVE"
_INFO = {"COMMENT": b"ICMT", "ENCODER": b"ISFT", "TITLE": b"INAM"}
_NAMES = {chunk: name for name, chunk in _INFO.items()}
_MOST_CHUNKS = 256


def read(file: BinaryIO) -> dict[str, str]:
    """Return the texts of an open WAV file."""
    tags: dict[str, str] = {}
    for name, size in _chunks(file):
        if name in (b"id3 ", b"ID3 "):
            tags |= id3.parse(data) if (data := take(file, size)).startswith(b"ID3") and size >= 10 else {}
        elif name == b"LIST" and size >= 4:
            tags = _info(take(file, size)) | tags
    return tags


def splice(file: BinaryIO, tags: Mapping[str, str]) -> Splice:
    """Return the change that gives a WAV file of an encoder these texts; the file must have none."""
    before = file.seek(0, 2)
    info = b"".join(_chunk(_INFO[name], text.encode() + b"\0") for name, text in tags.items() if name in _INFO)
    tail = _chunk(b"LIST", b"INFO" + info) + _chunk(b"id3 ", id3.build(tags))
    tail = b"\0" * (before % 2) + tail
    size = before + len(tail) - 8
    if size >= 1 << 32:
        raise TagsDamaged("a WAV file cannot be longer than 4 GiB")
    return Splice(b"RIFF" + struct.pack("<I", size) + b"WAVE", _FORM, tail)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the name and the size of each chunk, with the file at its content."""
    file.seek(_FORM)
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            return
        name, size = struct.unpack("<4sI", header)
        end = file.tell() + size + size % 2
        yield name, size
        file.seek(end)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _info(data: bytes) -> dict[str, str]:
    """Return the texts of a list INFO; {} for another list."""
    tags: dict[str, str] = {}
    place = 4 if data.startswith(b"INFO") else len(data)
    while place + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        text = data[place + 8 : place + 8 + size].partition(b"\0")[0]
        if name in _NAMES:
            tags.setdefault(_NAMES[name], text.decode(errors="replace"))
        place += 8 + size + size % 2
    return tags


CONTAINER = Container(lambda magic: magic.startswith(b"RIFF") and magic[8:] == b"WAVE", read, splice)
