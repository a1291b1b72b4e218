"""Sounds that are too long to be held in memory: read from their files block by block, shown and measured coarsely."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE
from studio.audio.loudness import block_powers, gated_level, k_weighted, true_peak
from studio.audio.sound_file import read_blocks, read_header
from studio.audio.spectrogram import FLOOR_DB, block_spectrogram
from studio.audio.views import MAX_PEAKS, Overview, as_image

LONGEST_SECONDS = 600.0  # of a clip that is decoded as a whole; `static/player/clips.js` has the same, in minutes
_BLOCK_SECONDS = 30


def is_long(path: Path) -> bool:
    """Whether a sound file is longer than `LONGEST_SECONDS`; raises as `read_header`."""
    return read_header(path).duration > LONGEST_SECONDS


def peaks_of_file(path: Path, columns: int) -> NDArray[np.float32]:
    """Return the lowest and the highest sample in each of equal parts of a sound file.

    Parameters
    ----------
    path : pathlib.Path
        One channel.
    columns : int
        Number of parts; fewer if the file has fewer samples.

    Returns
    -------
    ndarray of float32, shape (columns, 2)
        Full scale at ±1.

    Raises
    ------
    OSError, SoundFileFailed
        As for `read_blocks`.
    """
    frames = read_header(path).frames
    return _peaks(_blocks(path), frames, min(columns, frames))


def overview_of_file(path: Path) -> Overview:
    """Return the overview of a sound file, as `studio.audio.views.overview` does, in bounded memory.

    Raises
    ------
    OSError, SoundFileFailed
        As for `read_blocks`.
    """
    header = read_header(path)
    length = math.ceil(header.frames * ANALYSIS_RATE / header.sample_rate)
    measured = block_spectrogram(_resampled(_blocks(path), header.sample_rate), length)
    peaks = peaks_of_file(path, MAX_PEAKS)
    peak = float(np.abs(peaks).max(initial=0.0))
    return Overview(
        duration=header.duration,
        peak=peak,
        peaks=np.rint(peaks / (peak or 1.0) * 127.0).astype(np.int8),
        energy=measured.energy,
        spectrogram=as_image(measured),
        top_db=float(measured.levels.max(initial=FLOOR_DB)),
    )


def levels_of_file(path: Path) -> tuple[float, float]:
    """Return the loudness in LUFS and the true peak in dBTP of a sound file, each block of 30 s measured by itself.

    Gating blocks that span two blocks are left out: of 35 minutes, less than one in a hundred.

    Raises
    ------
    OSError, SoundFileFailed
        As for `read_blocks`.
    """
    rate = read_header(path).sample_rate
    powers, peak = [], -math.inf
    for block in _blocks(path):
        powers.append(block_powers(*k_weighted(block, rate)))
        peak = max(peak, true_peak(block, rate))
    return gated_level(np.concatenate(powers)) if powers else -math.inf, peak


def _blocks(path: Path) -> Iterator[NDArray[np.float32]]:
    return read_blocks(path, _BLOCK_SECONDS * read_header(path).sample_rate)


def _resampled(blocks: Iterable[NDArray[np.float32]], sample_rate: int) -> Iterator[NDArray[np.float32]]:
    if sample_rate == ANALYSIS_RATE:
        yield from blocks
        return
    import soxr

    stream = soxr.ResampleStream(sample_rate, ANALYSIS_RATE, 1, dtype="float32")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


def _peaks(blocks: Iterable[NDArray[np.float32]], frames: int, columns: int) -> NDArray[np.float32]:
    pairs = np.zeros((columns, 2), np.float32)
    starts = np.arange(columns) * frames // max(1, columns)
    done = 0
    for block in blocks:
        first = int(np.searchsorted(starts, done, "right")) - 1
        last = int(np.searchsorted(starts, done + len(block), "left"))
        local = np.maximum(starts[first:last] - done, 0)
        pairs[first:last, 0] = np.minimum(pairs[first:last, 0], np.minimum.reduceat(block, local))
        pairs[first:last, 1] = np.maximum(pairs[first:last, 1], np.maximum.reduceat(block, local))
        done += len(block)
    return pairs
