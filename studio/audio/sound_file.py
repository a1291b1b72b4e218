"""Encoding and decoding sound files with libsndfile, out of the reach of signal handlers.

An exception of a signal handler while soundfile serves libsndfile's callbacks damages the file, and one while it closes
a file makes it free memory twice, which ends the process.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from studio.interrupt import uninterrupted

Format = Literal["FLAC", "WAV", "MP3", "OGG"]
Subtype = Literal["PCM_16", "PCM_24", "MPEG_LAYER_III", "OPUS"]
OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)  # Hz: Opus has no others
#: Limit for files of others, 512 MiB of memory: a megabyte of FLAC can hold hours of silence.
MOST_SAMPLES = 1 << 27
_BLOCK = 1 << 16  # frames
_HALF_STEP = 2.0**-24  # of the 24-bit grid: samples that are not on it are rounded
_UNREADABLE = "it is not a sound file of a known format, or is damaged"


class SoundFileFailed(ValueError):
    """A sound file cannot be encoded or decoded; the message is the reason, without a full stop."""


@dataclass(frozen=True)
class SoundHeader:
    """What the header of a sound file states; the file may hold less.

    Parameters
    ----------
    format : str
        libsndfile's name of the format, such as "FLAC".
    channels : int
        Number of channels.
    sample_rate : int
        Hz.
    frames : int
        Samples in each channel.
    subtype : str
        libsndfile's name of how samples are encoded, such as "PCM_24".
    """

    format: str
    channels: int
    sample_rate: int
    frames: int
    subtype: str = ""

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate


def encode(
    samples: NDArray[Any],
    sample_rate: int,
    file_format: Format,
    subtype: Subtype = "PCM_24",
    *,
    compression: float | None = None,
) -> bytes:
    """Return samples as a sound file; values beyond full scale are clipped.

    Parameters
    ----------
    samples : ndarray of float32 or int32, shape (n,)
        Mono; full scale is ±1, or the range of int32.
    sample_rate : int
        Hz.
    file_format, subtype : str
        libsndfile's names of the format and of the encoding of samples.
    compression : float, optional
        From 0, the largest and best file, to 1; default: libsndfile's.

    Raises
    ------
    SoundFileFailed
        If libsndfile cannot encode them.
    """
    return uninterrupted(lambda: _encode(samples, sample_rate, file_format, subtype, compression))


def encode_exactly(samples: NDArray[np.float32], sample_rate: int, file_format: Format) -> bytes:
    """Return samples as a 24-bit sound file that has been decoded again: to the same samples, if they are on the grid.

    Raises
    ------
    SoundFileFailed
        If libsndfile cannot encode them, or decodes others.
    """

    def work() -> bytes:
        encoded = _encode(samples, sample_rate, file_format, "PCM_24")
        if not _decodes_to(encoded, samples):
            raise SoundFileFailed("the encoder did not reproduce the samples")
        return encoded

    return uninterrupted(work)


def transcode(path: Path, file: BinaryIO, file_format: Format, subtype: Subtype) -> None:
    """Write a sound file in another format, block by block, so that a long one needs no memory.

    Parameters
    ----------
    path : pathlib.Path
        What is read.
    file : binary file
        What is written; it must be seekable.
    file_format, subtype : str
        As for `encode`.

    Raises
    ------
    OSError
        If the file cannot be opened.
    SoundFileFailed
        If it is not a sound file, is damaged, or libsndfile cannot encode it.
    """
    uninterrupted(lambda: _transcode(path, file, file_format, subtype))


def decode(path: Path, most_samples: int | None = None) -> tuple[NDArray[np.float32], int]:
    """Return the samples of a sound file, float32 of shape (n,) or (n, channels), and its sample rate in Hz.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    most_samples : int, optional
        How many it may hold, in all channels together; `MOST_SAMPLES` for files of others.

    Raises
    ------
    OSError
        If the file cannot be opened.
    SoundFileFailed
        If it is not a sound file, is damaged, holds less than its header states, or too much.
    """
    return uninterrupted(lambda: _decode(path, most_samples))


def decode_bytes(content: bytes) -> tuple[NDArray[np.float32], int]:
    """Return the samples of a sound file in memory, as `decode`.

    Raises
    ------
    SoundFileFailed
        If it is not a sound file, or is damaged.
    """
    return uninterrupted(lambda: _decode_bytes(content))


def read_blocks(path: Path, frames: int) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a sound file with one channel in blocks, so that a long one needs little memory.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    frames : int
        Samples of a block; the last one may be shorter.

    Raises
    ------
    OSError
        If the file cannot be opened.
    SoundFileFailed
        If it is not a sound file with one channel, or is damaged.
    """
    place = 0
    while True:
        block = uninterrupted(partial(_read_block, path, place, frames))
        if not len(block):
            return
        yield block
        place += len(block)


def read_header(path: Path) -> SoundHeader:
    """Return what the header of a sound file states; decodes no sound.

    Raises
    ------
    OSError
        If the file cannot be opened.
    SoundFileFailed
        If it is not a sound file.
    """
    return uninterrupted(lambda: _read_header(path))


def _encode(
    samples: NDArray[Any], sample_rate: int, file_format: Format, subtype: Subtype, compression: float | None = None
) -> bytes:
    import soundfile

    file = io.BytesIO()
    try:
        soundfile.write(file, samples, sample_rate, format=file_format, subtype=subtype, compression_level=compression)
    except (soundfile.SoundFileError, AssertionError) as error:  # the latter if not everything was written
        raise SoundFileFailed(f"it cannot be encoded: {error}".rstrip(".: ")) from error
    return file.getvalue()


def _transcode(path: Path, file: BinaryIO, file_format: Format, subtype: Subtype) -> None:
    import soundfile

    try:
        with path.open("rb") as source, soundfile.SoundFile(source.fileno(), closefd=False) as sound:
            written = 0
            with soundfile.SoundFile(
                file, "w", sound.samplerate, sound.channels, format=file_format, subtype=subtype
            ) as target:
                for block in sound.blocks(blocksize=_BLOCK, dtype="float32"):
                    target.write(block)
                    written += len(block)
            if written < sound.frames:
                raise SoundFileFailed("it is incomplete")
    except (soundfile.SoundFileError, AssertionError) as error:
        raise SoundFileFailed(f"it cannot be converted: {error}".rstrip(".: ")) from error


def _decodes_to(encoded: bytes, samples: NDArray[np.float32]) -> bool:
    import soundfile

    place = 0
    try:
        for block in soundfile.blocks(io.BytesIO(encoded), blocksize=_BLOCK, dtype="float32"):
            if not np.all(np.abs(block - samples[place : place + len(block)]) <= _HALF_STEP):  # NaN is not
                return False
            place += len(block)
    except soundfile.SoundFileError:
        return False
    return place == len(samples)


def _decode(path: Path, most_samples: int | None) -> tuple[NDArray[np.float32], int]:
    import soundfile

    try:
        with path.open("rb") as file, soundfile.SoundFile(file.fileno(), closefd=False) as sound:
            if most_samples is not None and sound.frames * sound.channels > most_samples:
                raise SoundFileFailed("it is too long")
            samples = sound.read(dtype="float32")
            if len(samples) < sound.frames:
                raise SoundFileFailed("it is incomplete")
            return samples, sound.samplerate
    except MemoryError:
        raise SoundFileFailed("it does not fit into memory") from None
    except soundfile.SoundFileError as error:
        raise SoundFileFailed(_UNREADABLE) from error


def _decode_bytes(content: bytes) -> tuple[NDArray[np.float32], int]:
    import soundfile

    try:
        samples, sample_rate = soundfile.read(io.BytesIO(content), dtype="float32")
    except soundfile.SoundFileError as error:
        raise SoundFileFailed(_UNREADABLE) from error
    return samples, sample_rate


def _read_block(path: Path, start: int, frames: int) -> NDArray[np.float32]:
    import soundfile

    try:
        with path.open("rb") as file, soundfile.SoundFile(file.fileno(), closefd=False) as sound:
            if sound.channels != 1:
                raise SoundFileFailed(f"it has {sound.channels} channels")
            sound.seek(min(start, sound.frames))
            return np.asarray(sound.read(frames, dtype="float32"))
    except soundfile.SoundFileError as error:
        raise SoundFileFailed(_UNREADABLE) from error


def _read_header(path: Path) -> SoundHeader:
    import soundfile

    try:
        with path.open("rb") as file, soundfile.SoundFile(file.fileno(), closefd=False) as sound:
            return SoundHeader(sound.format, sound.channels, sound.samplerate, sound.frames, sound.subtype)
    except soundfile.SoundFileError as error:
        raise SoundFileFailed(_UNREADABLE) from error


def with_rate_of_opus(clip: NDArray[np.float32], sample_rate: int) -> tuple[NDArray[np.float32], int]:
    """Return a clip and its rate, resampled to 48 kHz where Opus does not have its rate."""
    if sample_rate in OPUS_RATES:
        return clip, sample_rate
    import soxr

    return np.asarray(soxr.resample(clip, sample_rate, OPUS_RATES[-1]), dtype=np.float32), OPUS_RATES[-1]
