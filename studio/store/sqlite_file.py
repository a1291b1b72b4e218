"""The pages and rows of an SQLite file, read without SQLite.

For a file that SQLite rejects as damaged, and for a folder in which it cannot create the files that it needs to read.
Python's `sqlite3` lacks SQLite's own recovery extension. The format: https://www.sqlite.org/fileformat2.html
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

Value = None | int | float | str | bytes
Row = tuple[Value, ...]

_MAGIC = b"SQLite format 3\0"
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_DEFAULT_PAGE_SIZE = 4096
_HEADER_BYTES = 100  # of the database, on its first page
_TABLE_LEAF = 0x0D
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # by serial type


def read_pages(path: Path) -> list[bytes]:
    """Return the pages of a database in order, with the committed changes that its WAL file holds.

    Parameters
    ----------
    path : pathlib.Path
        The database file; it may be damaged.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    content = path.read_bytes()
    size = _page_size(content)
    pages = {1 + start // size: content[start : start + size] for start in range(0, len(content), size)}
    try:
        log = path.with_name(f"{path.name}-wal").read_bytes()
    except FileNotFoundError:
        log = b""
    pages |= _committed_pages(log, size)
    return [pages.get(number, b"").ljust(size, b"\0") for number in range(1, max(pages, default=0) + 1)]


def read_image(path: Path) -> bytes:
    """Return a database as one file without a WAL, for `sqlite3.Connection.deserialize`; empty for an empty file."""
    pages = read_pages(path)
    if not pages:
        return b""
    first = bytearray(pages[0])
    first[18:20] = b"\1\1"  # not in WAL mode
    return b"".join([bytes(first), *pages[1:]])


def read_rows(pages: Sequence[bytes]) -> Iterator[Row]:
    """Yield every row of every table that can be read, in no particular order.

    Which table a row belongs to is left to the caller, because the tables' own description may be damaged. Pages that
    the database lists as free are left out: they hold deleted rows.
    """
    free = _free_pages(pages)
    for number, page in enumerate(pages, start=1):
        start = _HEADER_BYTES if number == 1 else 0
        if number in free or page[start] != _TABLE_LEAF:
            continue
        (cells,) = struct.unpack_from(">H", page, start + 3)
        for cell in range(min(cells, len(page) // 4)):
            try:
                (pointer,) = struct.unpack_from(">H", page, start + 8 + 2 * cell)
                yield _record(_payload(page, pointer, pages))
            except (IndexError, ValueError, struct.error):
                continue


def _page_size(content: bytes) -> int:
    """Return the page size that the header states, or SQLite's default where the header is damaged."""
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    valid = content.startswith(_MAGIC) and size >= 512 and size & (size - 1) == 0
    return size if valid else _DEFAULT_PAGE_SIZE


def _committed_pages(log: bytes, size: int) -> dict[int, bytes]:
    """Return the newest content of each page in a WAL file, of transactions that were committed."""
    if len(log) < 32:
        return {}
    magic, _, log_size, _, *salt = struct.unpack_from(">6I", log)
    if magic not in _WAL_MAGIC or log_size != size:
        return {}
    committed: dict[int, bytes] = {}
    transaction: dict[int, bytes] = {}
    for start in range(32, len(log) - size - 23, size + 24):
        number, pages_after, *frame_salt = struct.unpack_from(">4I", log, start)
        if frame_salt != salt:
            break  # left by an earlier use of the file
        transaction[number] = log[start + 24 : start + 24 + size]
        if pages_after:
            committed |= transaction
            transaction = {}
    return committed


def _free_pages(pages: Sequence[bytes]) -> set[int]:
    free: set[int] = set()
    if not pages or not pages[0].startswith(_MAGIC):
        return free
    (trunk,) = struct.unpack_from(">I", pages[0], 32)
    while 0 < trunk <= len(pages) and trunk not in free:
        free.add(trunk)
        following, count = struct.unpack_from(">2I", pages[trunk - 1])
        leaves = min(count, len(pages[0]) // 4 - 2)
        free.update(struct.unpack_from(f">{leaves}I", pages[trunk - 1], 8))
        trunk = following
    return free


def _payload(page: bytes, pointer: int, pages: Sequence[bytes]) -> bytes:
    """Return the payload of a cell of a table's leaf page, with what overflows to other pages."""
    length, start = _varint(page, pointer)
    _, start = _varint(page, start)  # the row's number
    size = len(page)
    local = length
    if length > size - 35:
        smallest = (size - 12) * 32 // 255 - 23
        local = smallest + (length - smallest) % (size - 4)
        local = local if local <= size - 35 else smallest
    parts = [page[start : start + local]]
    missing = length - len(parts[0])
    overflow = int.from_bytes(page[start + local : start + local + 4], "big") if local < length else 0
    while missing > 0 and 0 < overflow <= len(pages):
        part = pages[overflow - 1][4 : 4 + missing]
        overflow = int.from_bytes(pages[overflow - 1][:4], "big")
        parts.append(part)
        missing -= len(part)
    if missing:
        raise ValueError("the payload is incomplete")
    return b"".join(parts)


def _record(payload: bytes) -> Row:
    """Decode a record: a header of serial types, then the values."""
    end, position = _varint(payload, 0)
    types = []
    while position < end:
        kind, position = _varint(payload, position)
        types.append(kind)
    values: list[Value] = []
    for kind in types:
        value, position = _value(payload, position, kind)
        values.append(value)
    if position != len(payload):
        raise ValueError("the record has another length than its header states")
    return tuple(values)


def _value(payload: bytes, start: int, kind: int) -> tuple[Value, int]:
    """Decode the value of a serial type, and return it with the position after it."""
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), start
    if kind == 7:
        return struct.unpack_from(">d", payload, start)[0], start + 8
    if kind in _INTEGER_BYTES:
        end = start + _INTEGER_BYTES[kind]
        return int.from_bytes(payload[start:end], "big", signed=True), end
    if kind < 12:
        raise ValueError("reserved serial type")
    end = start + (kind - 12) // 2
    if end > len(payload):
        raise ValueError("the value is incomplete")
    return (payload[start:end].decode() if kind % 2 else payload[start:end]), end


def _varint(content: bytes, start: int) -> tuple[int, int]:
    """Decode a variable-length integer, and return it with the position after it."""
    number = 0
    for index in range(start, start + 8):
        number = number << 7 | content[index] & 0x7F
        if content[index] < 0x80:
            return number, index + 1
    return number << 8 | content[start + 8], start + 9
