"""A zip file that is sent while it is written: one sound after another is converted, so its length does not matter."""

import io
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from studio.store.encodings import Encoding
from studio.ui.sections.downloads.conversion import converted, pieces


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


def zip_stream(files: Sequence[tuple[str, Path]], encoding: Encoding) -> Iterator[bytes]:
    """Yield a zip file of sounds in one format.

    Parameters
    ----------
    files : sequence of (str, pathlib.Path)
        The name of each member, and the sound that it is made from.
    encoding : Encoding
        Their format.
    """
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w") as archive:
        for name, path in files:
            sound = converted(path, encoding)
            member = zipfile.ZipInfo(name, time.localtime()[:6])  # uncompressed: sound does not get smaller
            member.external_attr = 0o644 << 16
            member.file_size = sound.size
            with archive.open(member, "w") as target:
                for piece in pieces(sound.file):
                    target.write(piece)
                    yield outbox.take()
    yield outbox.take()
