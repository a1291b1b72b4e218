"""Texts in MP3 and AAC files: a tag in front of the sound (ID3v2.4.0, main structure and native frames).

WAV files may hold the same tag in a chunk. Tags of version 2.3 are read too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from studio.audio.tags.container import Container, Splice, TagsDamaged, take

_MAGIC = b"ID3"
_HEADER = 10  # bytes, of the tag and of each frame
_UNSYNCHRONISED, _EXTENDED = 0x80, 0x40
_ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_UTF8 = b"\x03"
_TERMINATORS = {0: b"\0", 1: b"\0\0", 2: b"\0\0", 3: b"\0"}
#: Frames for texts of which other programs know what they are; all others are in frames TXXX.
_FRAMES = {"ENCODER": "TSSE", "TITLE": "TIT2"}
_NAMES = {frame: name for name, frame in _FRAMES.items()}
_FRAME_ID = re.compile(rb"[A-Z][A-Z0-9]{3}")


def build(tags: Mapping[str, str]) -> bytes:
    """Return a tag with these texts."""
    frames = b"".join(_frame(name, text.encode()) for name, text in tags.items())
    return _MAGIC + b"\4\0\0" + _synchsafe(len(frames)) + frames


def parse(tag: bytes) -> dict[str, str]:
    """Return the texts of a tag by name; of several with one name, the first. Other frames are left out.

    Raises
    ------
    TagsDamaged
        If it is cut off.
    """
    version, flags = tag[3], tag[5]
    if version not in (3, 4) or flags & _EXTENDED:
        return {}
    frames = tag[_HEADER:].replace(b"\xff\0", b"\xff") if flags & _UNSYNCHRONISED else tag[_HEADER:]
    tags: dict[str, str] = {}
    for frame_id, content in _frames(frames, version):
        if text := _text(frame_id, content):
            tags.setdefault(*text)
    return tags


def read(file: BinaryIO) -> dict[str, str]:
    """Return the texts of an open MP3 or AAC file."""
    size = _size_of_tag(file)
    return parse(take(file, size)) if size else {}


def splice(file: BinaryIO, tags: Mapping[str, str]) -> Splice:
    """Return the change that gives an MP3 or AAC file these texts."""
    return Splice(build(tags), _size_of_tag(file))


def _size_of_tag(file: BinaryIO) -> int:
    """Return the size of the tag at the beginning of a file, 0 without one; the file is then at its beginning."""
    file.seek(0)
    header = file.read(_HEADER)
    file.seek(0)
    if not header.startswith(_MAGIC):
        return 0
    if len(header) < _HEADER:
        raise TagsDamaged("the file is cut off")
    return _HEADER + _from_synchsafe(header[6:])


def _frame(name: str, text: bytes) -> bytes:
    if name == "COMMENT":
        frame_id, content = "COMM", b"eng\0" + text
    elif name in _FRAMES:
        frame_id, content = _FRAMES[name], text
    else:
        frame_id, content = "TXXX", name.encode() + b"\0" + text
    return frame_id.encode() + _synchsafe(len(content) + 1) + b"\0\0" + _UTF8 + content


def _frames(data: bytes, version: int) -> Iterator[tuple[str, bytes]]:
    place = 0
    while place + _HEADER <= len(data) and _FRAME_ID.fullmatch(data, place, place + 4):  # else it is padding
        stated = data[place + 4 : place + 8]
        size = _from_synchsafe(stated) if version == 4 else int.from_bytes(stated, "big")
        start, place = place + _HEADER, place + _HEADER + size
        if place > len(data):
            raise TagsDamaged("the length of a text points beyond its end")
        yield data[start - _HEADER : start - _HEADER + 4].decode(), data[start:place]


def _text(frame_id: str, content: bytes) -> tuple[str, str] | None:
    """Return the name and the text of a frame; None for a frame of another kind."""
    if frame_id not in ("COMM", "TXXX", *_NAMES) or not content or content[0] >= len(_ENCODINGS):
        return None
    encoding, rest = content[0], content[1:]
    if frame_id in _NAMES:
        return _NAMES[frame_id], _decoded(rest, encoding)
    described, text = _parted(rest[3:] if frame_id == "COMM" else rest, encoding)
    if frame_id == "COMM":
        return ("COMMENT", text) if not described else None
    return described.upper(), text


def _parted(data: bytes, encoding: int) -> tuple[str, str]:
    """Return the name in front of a text, and the text."""
    end = _TERMINATORS[encoding]
    place = data.find(end)
    while place > 0 and place % len(end):  # of two bytes: on a boundary of characters
        place = data.find(end, place + 1)
    if place < 0:
        return "", _decoded(data, encoding)
    return _decoded(data[:place], encoding), _decoded(data[place + len(end) :], encoding)


def _decoded(data: bytes, encoding: int) -> str:
    return data.decode(_ENCODINGS[encoding], errors="replace").rstrip("\0")


def _synchsafe(number: int) -> bytes:
    """Return a number below 2²⁸ as four bytes of seven bits."""
    if number >= 1 << 28:
        raise TagsDamaged("its texts are too long")
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _from_synchsafe(data: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=True))


def _begins(magic: bytes) -> bool:
    """Whether a file begins with a tag, or with a frame of MP3 or AAC: 11 bits that are set."""
    return magic.startswith(_MAGIC) or (len(magic) > 1 and magic[0] == 0xFF and magic[1] >= 0xE0)


CONTAINER = Container(_begins, read, splice)
