"""Texts in Ogg Opus files: the second packet (RFC 7845, section 5.2), in pages (RFC 3533).

The encoder marks each file with a random number. Here it becomes 1, so that the same sound is the same file.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from studio.audio.tags import vorbis_comment
from studio.audio.tags.container import MOST_BYTES, Container, Splice, TagsDamaged, take

_PAGE = struct.Struct("<4sBBqIII")  # magic, version, flags, position, serial number, page number, checksum
_CONTINUED = 1
_MOST_SEGMENTS = 255  # of a page
_OPUS_TAGS = b"OpusTags"
_SERIAL = 1
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class _Page:
    flags: int
    position: int
    lacing: bytes
    content: bytes


def read(file: BinaryIO) -> dict[str, str]:
    """Return the texts of an open Ogg Opus file; {} for another Ogg file."""
    pages = _pages(file)
    next(pages, None)  # the first packet is about the sound
    packet = _packet(pages)
    return vorbis_comment.parse(packet[len(_OPUS_TAGS) :])[1] if packet.startswith(_OPUS_TAGS) else {}


def splice(file: BinaryIO, tags: Mapping[str, str]) -> Splice:
    """Return the change that gives an Ogg Opus file these texts: of all of it, as pages have numbers and checksums."""
    pages = _pages(file)
    first = next(pages, None)
    packet = _packet(pages)
    if first is None or not packet.startswith(_OPUS_TAGS):
        raise TagsDamaged("it is no Opus file")
    vendor, _ = vorbis_comment.parse(packet[len(_OPUS_TAGS) :])
    written = [first, *_paged(_OPUS_TAGS + vorbis_comment.build(vendor, tags)), *pages]
    return Splice(b"".join(_written(page, number) for number, page in enumerate(written)), file.tell())


def _packet(pages: Iterator[_Page]) -> bytes:
    """Return the packet that begins with the next page and ends with a page; reads the pages up to there."""
    packet = b""
    for page in pages:
        packet += page.content
        if len(packet) > MOST_BYTES:
            raise TagsDamaged(f"its texts are longer than {MOST_BYTES:,} bytes")
        if page.lacing[-1:] != b"\xff":
            break
    return packet


def _pages(file: BinaryIO) -> Iterator[_Page]:
    file.seek(0)
    while header := file.read(_PAGE.size + 1):
        if len(header) <= _PAGE.size or not header.startswith(b"OggS"):
            raise TagsDamaged("a page of it is damaged")
        _, _, flags, position, _, _, _ = _PAGE.unpack_from(header)
        lacing = take(file, header[-1])
        yield _Page(flags, position, lacing, take(file, sum(lacing)))


def _paged(packet: bytes) -> Iterator[_Page]:
    """Yield a packet in pages of its own."""
    lacing = b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
    for start in range(0, len(lacing), _MOST_SEGMENTS):
        part = lacing[start : start + _MOST_SEGMENTS]
        ends = start + len(part) == len(lacing)
        content = packet[start * 255 : start * 255 + sum(part)]
        page = _Page(0, 0 if ends else -1, part, content)  # -1: no packet ends on the page
        yield replace(page, flags=_CONTINUED) if start else page


def _written(page: _Page, number: int) -> bytes:
    rest = bytes([len(page.lacing)]) + page.lacing + page.content
    header = _PAGE.pack(b"OggS", 0, page.flags, page.position, _SERIAL, number, 0)
    return header[:-4] + struct.pack("<I", _checksum(header + rest)) + rest


def _checksum(data: bytes) -> int:
    """Return the CRC of a page: zlib's polynomial with the bits of each byte in the other order, from 0 on."""
    mirrored = ~zlib.crc32(data.translate(_REVERSED), 0xFFFFFFFF) & 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


CONTAINER = Container(lambda magic: magic.startswith(b"OggS"), read, splice)
