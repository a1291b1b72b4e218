"""What the containers of sound have in common: how their texts are read and replaced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

#: The longest part of a file that is read for its texts, in bytes.
MOST_BYTES = 1 << 20


class TagsDamaged(ValueError):
    """The texts in a sound file cannot be read or written; the message is the reason, without a full stop."""


@dataclass(frozen=True)
class Splice:
    """A change of a file that leaves its sound where it is, so that a long one is not copied in memory.

    Parameters
    ----------
    head : bytes
        The new beginning.
    start : int
        Where the rest of the file begins that follows the new beginning, in bytes.
    tail : bytes
        What follows at the end.
    """

    head: bytes
    start: int
    tail: bytes = b""

    def size(self, before: int) -> int:
        """Return the size of the changed file in bytes, for its size before."""
        return len(self.head) + max(0, before - self.start) + len(self.tail)


@dataclass(frozen=True)
class Container:
    """A container of sound that holds texts.

    Parameters
    ----------
    begins : callable
        Whether a file that begins with these bytes is one.
    read : callable
        Returns the texts of an open file by name; raises `TagsDamaged`.
    splice : callable
        Returns the change of an open file that gives it these texts; raises `TagsDamaged`.
    """

    begins: Callable[[bytes], bool]
    read: Callable[[BinaryIO], dict[str, str]]
    splice: Callable[[BinaryIO, Mapping[str, str]], Splice]


def take(file: BinaryIO, size: int) -> bytes:
    """Read exactly so many bytes.

    Raises
    ------
    TagsDamaged
        If they are too many, or the file ends before.
    """
    if size > MOST_BYTES:
        raise TagsDamaged(f"its texts are longer than {MOST_BYTES:,} bytes")
    data = file.read(size)
    if len(data) < size:
        raise TagsDamaged("the file is cut off")
    return data
