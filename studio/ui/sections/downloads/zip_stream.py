"""A zip file that is sent while it is written: one sound after another is converted, so its length does not matter."""

import io
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.store.encodings import Encoding
from studio.store.provenance import Provenance
from studio.ui.sections.downloads.conversion import converted, pieces


@dataclass(frozen=True)
class Member:
    """A sound in a zip file: its name there, the FLAC file that it is made from, and what it says about itself."""

    name: str
    path: Path
    provenance: Provenance | None = None


class _Outbox(io.RawIOBase):
    """What zipfile has written and nobody has taken yet; it cannot seek, so zipfile never goes back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._waiting += content
        return len(content)

    def take(self) -> bytes:
        """Return what is waiting, and forget it."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def zip_stream(members: Sequence[Member], encoding: Encoding) -> Iterator[bytes]:
    """Yield a zip file of sounds in one format.

    Parameters
    ----------
    members : sequence of Member
        The sounds.
    encoding : Encoding
        Their format.
    """
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w") as archive:
        for member in members:
            sound = converted(member.path, encoding, member.provenance)
            entry = zipfile.ZipInfo(member.name, time.localtime()[:6])  # uncompressed: sound does not get smaller
            entry.external_attr = 0o644 << 16
            entry.file_size = sound.size
            with archive.open(entry, "w") as target:
                for piece in pieces(sound):
                    target.write(piece)
                    yield outbox.take()
    yield outbox.take()
