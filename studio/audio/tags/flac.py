"""Texts in FLAC files: the metadata block VORBIS_COMMENT (RFC 9639, section 8.6)."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from studio.audio.tags import vorbis_comment
from studio.audio.tags.container import MOST_BYTES, Container, Splice, TagsDamaged, take

_MAGIC = b"fLaC"
_STREAMINFO, _PADDING, _COMMENTS = 0, 1, 4  # kinds of blocks
_MD5 = slice(18, 34)  # in STREAMINFO
_MOST_BLOCKS = 256
_LAST = 0x80


def read(file: BinaryIO) -> dict[str, str]:
    """Return the texts of an open FLAC file."""
    for kind, size in _blocks(file):
        if kind == _COMMENTS:
            return vorbis_comment.parse(take(file, size))[1]
    return {}


def splice(file: BinaryIO, tags: Mapping[str, str]) -> Splice:
    """Return the change that gives a FLAC file these texts; its empty space is left out."""
    vendor, kept = b"", []
    for kind, size in _blocks(file):
        if kind == _COMMENTS:
            vendor = vorbis_comment.parse(take(file, size))[0]
        elif kind != _PADDING:
            kept.append((kind, take(file, size)))
    if not kept or kept[0][0] != _STREAMINFO:
        raise TagsDamaged("its first block is not about the sound")
    blocks = [*kept, (_COMMENTS, vorbis_comment.build(vendor, tags))]
    head = b"".join(_block(*block, last=number == len(blocks)) for number, block in enumerate(blocks, 1))
    return Splice(_MAGIC + head, file.tell())


def md5_of_samples(file: BinaryIO) -> str:
    """Return the MD5 of a FLAC file's samples that its header states, 32 hexadecimal digits; "" if it states none.

    Raises
    ------
    TagsDamaged
        If it is no FLAC file.
    """
    file.seek(0)
    if file.read(len(_MAGIC)) != _MAGIC:
        raise TagsDamaged("it is no FLAC file")
    for kind, size in _blocks(file):
        if kind == _STREAMINFO:
            stated = take(file, size)[_MD5]
            return stated.hex() if any(stated) else ""
    return ""


def _blocks(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield the kind and the size of each metadata block, with the file at its content; end behind the last one."""
    file.seek(len(_MAGIC))
    for _ in range(_MOST_BLOCKS):
        header = take(file, 4)
        size = int.from_bytes(header[1:], "big")
        end = file.tell() + size
        yield header[0] & ~_LAST, size
        file.seek(end)
        if header[0] & _LAST:
            return
    raise TagsDamaged(f"it has more than {_MOST_BLOCKS} blocks of metadata")


def _block(kind: int, content: bytes, *, last: bool) -> bytes:
    if len(content) >= 1 << 24:
        raise TagsDamaged(f"its texts are longer than {MOST_BYTES:,} bytes")
    return bytes([kind | (_LAST if last else 0)]) + len(content).to_bytes(3, "big") + content


CONTAINER = Container(lambda magic: magic.startswith(_MAGIC), read, splice)
