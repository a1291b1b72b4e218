"""A clip at 24 kHz in frames of 10 ms; frame i is centred on the middle of its 10 ms.

So a frame of any length belongs to the column of `studio.audio.views` with the same number.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

ANALYSIS_RATE = 24_000  # Hz; clips of other rates are resampled
HOP = 240  # samples: 10 ms
HOP_SECONDS = HOP / ANALYSIS_RATE


def resample(clip: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Resample a clip to 24 kHz, if it has another rate."""
    if sample_rate == ANALYSIS_RATE:
        return clip
    import soxr

    return np.asarray(soxr.resample(clip, sample_rate, ANALYSIS_RATE), dtype=np.float32)


def without_offset(clip: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Subtract a clip's mean, then resample it to 24 kHz: an offset would sound like a click at both ends."""
    if not len(clip):
        return clip
    return resample(clip - np.float32(np.mean(clip, dtype=np.float64)), sample_rate)


def runs(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the first index and the one after the last of each run of True; shape (n, 2)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return edges.reshape(-1, 2)


def pad(clip: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    """Pad a clip with silence so that its frames of a length are centred."""
    count = math.ceil(len(clip) / HOP)
    before = (length - HOP) // 2
    return np.pad(clip, (before, max(0, count * HOP + length - HOP - before - len(clip))))


def frames_of(clip: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    """Return a clip's frames without copying it; shape (frames, length), no frame for an empty clip."""
    if not len(clip):
        return np.zeros((0, length), np.float32)
    return np.lib.stride_tricks.sliding_window_view(pad(clip, length), length)[::HOP]


def pieces(clip: NDArray[np.float32], length: int, frames: int) -> Iterator[NDArray[np.float32]]:
    """Cut a clip into pieces of `frames` frames, for functions that frame themselves with `center=False`.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz; an empty clip has no pieces.
    length : int
        Samples of one frame.
    frames : int
        Maximum frames per piece, which limits the memory that a long clip takes.
    """
    padded = pad(clip, length)
    for start in range(0, math.ceil(len(clip) / HOP), frames):
        yield padded[start * HOP : (start + frames - 1) * HOP + length]
