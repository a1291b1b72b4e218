"""Vorbis comments, which FLAC and Ogg Opus contain (Xiph.Org, "Ogg Vorbis I format specification: comment field").

A vendor, the number of comments, and the comments, each `NAME=text` in UTF-8 behind its length in 32 bits.
"""

import struct
from collections.abc import Mapping

from studio.audio.tags.container import TagsDamaged

_MOST_COMMENTS = 1024


def build(vendor: bytes, tags: Mapping[str, str]) -> bytes:
    """Return the comments in bytes."""
    comments = [f"{name}={text}".encode() for name, text in tags.items()]
    return b"".join((_sized(vendor), struct.pack("<I", len(comments)), *map(_sized, comments)))


def parse(data: bytes) -> tuple[bytes, dict[str, str]]:
    """Return the vendor and the comments; of several with one name, the first.

    Raises
    ------
    TagsDamaged
        If a length points beyond the end.
    """
    vendor, place = _part(data, 0)
    count, place = _number(data, place), place + 4
    tags: dict[str, str] = {}
    for _ in range(min(count, _MOST_COMMENTS)):
        comment, place = _part(data, place)
        name, _, text = comment.decode(errors="replace").partition("=")
        tags.setdefault(name.upper(), text)
    return vendor, tags


def _sized(part: bytes) -> bytes:
    return struct.pack("<I", len(part)) + part


def _part(data: bytes, place: int) -> tuple[bytes, int]:
    end = place + 4 + _number(data, place)
    if end > len(data):
        raise TagsDamaged("the length of a comment points beyond its end")
    return data[place + 4 : end], end


def _number(data: bytes, place: int) -> int:
    if place + 4 > len(data):
        raise TagsDamaged("its comments are cut off")
    return int(struct.unpack_from("<I", data, place)[0])
