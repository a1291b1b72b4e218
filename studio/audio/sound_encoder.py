"""Sound files of unknown length, encoded while their samples arrive."""

import io
import struct
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from studio.audio.pcm import pcm16
from studio.audio.sound_file import Format, SoundFileFailed, Subtype
from studio.interrupt import uninterrupted

_Result = TypeVar("_Result")
_UNKNOWN = 0xFFFFFFFF  # a size in a WAV header that means: until the end
_MP3_BITRATES = {  # kbit/s of layer III: MPEG-1, and MPEG-2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


class SoundEncoder(Protocol):
    """Turns samples into the bytes of a file; joined, they are the file."""

    def add(self, samples: NDArray[np.float32]) -> bytes:
        """Return the bytes that are ready after more samples; b"" where none are."""

    def finish(self) -> bytes:
        """Return the last bytes."""


class PcmEncoder:
    """Signed 16-bit little-endian samples without a header."""

    def add(self, samples: NDArray[np.float32]) -> bytes:
        """Return the samples."""
        return pcm16(samples)

    def finish(self) -> bytes:
        """Return nothing."""
        return b""


class WavEncoder(PcmEncoder):
    """16-bit WAV whose header states no length, as programs do that write WAV into a pipe.

    Parameters
    ----------
    sample_rate : int
        Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        form = struct.pack("<IHHIIHH", 16, 1, 1, sample_rate, 2 * sample_rate, 2, 16)
        self._header = b"RIFF%sWAVEfmt %sdata%s" % (struct.pack("<I", _UNKNOWN), form, struct.pack("<I", _UNKNOWN))

    def add(self, samples: NDArray[np.float32]) -> bytes:
        """Return the samples, the first time behind the header."""
        header, self._header = self._header, b""
        return header + super().add(samples)

    def finish(self) -> bytes:
        """Return the header, if there were no samples."""
        return self.add(np.zeros(0, np.float32))


class LibsndfileEncoder:
    """Any of libsndfile's formats, mono.

    What libsndfile would change at the beginning of the file once it knows the length is left as it was: FLAC then
    states no length. An MP3 file begins with a frame for such facts, which is left out.

    Parameters
    ----------
    sample_rate : int
        Hz.
    file_format, subtype : str
        libsndfile's names.

    Raises
    ------
    SoundFileFailed
        If libsndfile cannot encode them.
    """

    def __init__(self, sample_rate: int, file_format: Format, subtype: Subtype) -> None:
        import soundfile

        self._bytes = _SentBytes()
        self._held = b"" if file_format == "MP3" else None  # the beginning, until the first frame is complete
        self._file = _guarded(
            lambda: soundfile.SoundFile(
                self._bytes, "w", samplerate=sample_rate, channels=1, format=file_format, subtype=subtype
            )
        )

    def add(self, samples: NDArray[np.float32]) -> bytes:
        """Return the bytes that are ready after more samples."""
        _guarded(lambda: self._file.write(samples))
        return self._without_facts(self._bytes.take())

    def finish(self) -> bytes:
        """Return the last bytes."""
        _guarded(self._file.close)
        return self._without_facts(self._bytes.take())

    def _without_facts(self, data: bytes) -> bytes:
        if self._held is None:
            return data
        self._held += data
        if len(self._held) < 4 or len(self._held) < (length := _mp3_frame_length(self._held)):
            return b""
        data, self._held = self._held[length:], None
        return data


def _guarded(action: Callable[[], _Result]) -> _Result:
    import soundfile

    try:
        return uninterrupted(action)
    except (soundfile.SoundFileError, AssertionError) as error:
        raise SoundFileFailed(f"it cannot be encoded: {error}".rstrip(".: ")) from error


class _SentBytes(io.RawIOBase):
    """A file of which every byte leaves once, in order; what is written over bytes that have left is ignored."""

    def __init__(self) -> None:
        self._new = bytearray()
        self._left = 0  # bytes
        self._place = 0

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._left + len(self._new)}[whence]
        self._place = origin + offset
        return self._place

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]
        first = max(0, self._left - self._place)
        start = self._place + first - self._left
        self._new[start : start + len(written) - first] = written[first:]
        self._place += len(written)
        return len(written)

    def take(self) -> bytes:
        """Return the bytes that have not left yet."""
        data = bytes(self._new)
        self._left += len(data)
        self._new.clear()
        return data


def _mp3_frame_length(data: bytes) -> int:
    """Return the length in bytes of the MPEG layer III frame that begins here (ISO/IEC 11172-3 and 13818-3)."""
    header = int.from_bytes(data[:4], "big")
    mpeg1, mpeg2 = (header >> 19) & 3 == 3, (header >> 19) & 3 == 2
    bitrate = _MP3_BITRATES[mpeg1][(header >> 12) & 15]
    rate = (44_100, 48_000, 32_000)[(header >> 10) & 3] // (1 if mpeg1 else 2 if mpeg2 else 4)
    return (144 if mpeg1 else 72) * bitrate * 1000 // rate + ((header >> 9) & 1)
