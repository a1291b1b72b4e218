"""A clip at 24 kHz, cut into one frame a 10 ms; frame i is centred on the middle of its 10 ms.

So a frame of any length stands in the column of `studio.audio.views` of the same number.
"""

import math

import numpy as np
from numpy.typing import NDArray

ANALYSIS_RATE = 24_000  # Hz; clips of other rates are resampled
HOP = 240  # samples: 10 ms
HOP_SECONDS = HOP / ANALYSIS_RATE


def resample(clip: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Resample a clip to 24 kHz, where it is not."""
    if sample_rate == ANALYSIS_RATE:
        return clip
    import soxr

    return np.asarray(soxr.resample(clip, sample_rate, ANALYSIS_RATE), dtype=np.float32)


def without_offset(clip: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Take a clip's offset away, which is no sound though its two ends are, and bring the rest to 24 kHz."""
    if not len(clip):
        return clip
    return resample(clip - np.float32(np.mean(clip, dtype=np.float64)), sample_rate)


def runs(where: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give each stretch of places where something holds, as the first and the one after the last; shape (n, 2)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]]).astype(np.int8)))
    return edges.reshape(-1, 2)


def pad(clip: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    """Put silence around a clip, so that its frames of a length are centred."""
    count = math.ceil(len(clip) / HOP)
    before = (length - HOP) // 2
    return np.pad(clip, (before, max(0, count * HOP + length - HOP - before - len(clip))))


def frames_of(clip: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    """Cut a clip into frames without copying it; shape (frames, length), no frame for an empty clip."""
    if not len(clip):
        return np.zeros((0, length), np.float32)
    return np.lib.stride_tricks.sliding_window_view(pad(clip, length), length)[::HOP]
