"""How loud clips are, and the gains that make them equally loud."""

import math
import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.sound.clip import check_clip

TARGET = -23.0  # LUFS, the programme level of EBU R 128
_BLOCK = 0.4  # seconds, the gating block of BS.1770-4
_OVERSAMPLING = 4  # as in annex 2 of BS.1770-4


def loudness(samples: ArrayLike, sample_rate: int) -> float:
    """Measure integrated loudness after ITU-R BS.1770-4.

    A clip shorter than the standard's gating block of 0.4 s counts as one block: the level is then the mean square
    of the whole K-weighted clip, with the standard's offset, ungated but for the absolute threshold of -70 LUFS.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Samples a second.

    Returns
    -------
    float
        LUFS; -inf for silence, and for anything under -70 LUFS.

    Raises
    ------
    InvalidInput
        If the samples are no clip.

    Examples
    --------
    >>> t = np.arange(48_000) / 48_000
    >>> round(loudness(np.sin(2 * np.pi * 997 * t), 48_000))
    -3
    """
    clip = check_clip(samples, sample_rate)
    if not clip.any():
        return -math.inf
    import pyloudnorm  # half a second, for scipy

    block = _BLOCK
    if len(clip) < _BLOCK * sample_rate:
        block = len(clip) / sample_rate
        clip = np.append(clip, np.float32(0.0))  # rounding must not make the clip shorter than its block
    meter = pyloudnorm.Meter(sample_rate, block_size=block)
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of no blocks, when all of them are gated
        measured = float(meter.integrated_loudness(clip.astype(np.float64)))
    return measured if measured > -70.0 else -math.inf


def true_peak(samples: ArrayLike, sample_rate: int) -> float:
    """Measure the highest level between the samples as well as at them, after annex 2 of ITU-R BS.1770-4.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Samples a second.

    Returns
    -------
    float
        dBTP; -inf for silence.
    """
    clip = check_clip(samples, sample_rate)
    return _decibels(_oversampled_peak(clip, sample_rate))


def matching_gains(clips: Sequence[tuple[ArrayLike, int]], target: float = TARGET) -> list[float]:
    """Find the gains that bring clips to one loudness, so that the louder one does not win for being louder.

    Where a gain would lift a clip's true peak above full scale, the common target goes down for all of them.

    Parameters
    ----------
    clips : sequence of (samples, sample_rate)
        Mono clips, full scale at ±1.
    target : float, optional
        LUFS; the default is EBU R 128's.

    Returns
    -------
    list of float
        dB, one a clip; 0 for silence, which cannot be matched.

    Examples
    --------
    >>> t = np.arange(24_000) / 24_000
    >>> tone = 0.1 * np.sin(2 * np.pi * 440 * t)
    >>> loud, quiet = matching_gains([(tone, 24_000), (tone / 2, 24_000)])
    >>> round(quiet - loud, 2)
    6.02
    """
    levels = [loudness(*clip) for clip in clips]
    ceilings = [level - true_peak(*clip) for level, clip in zip(levels, clips, strict=True) if math.isfinite(level)]
    common = min([target, *ceilings])
    return [common - level if math.isfinite(level) else 0.0 for level in levels]


def _oversampled_peak(clip: NDArray[np.float32], sample_rate: int) -> float:
    import soxr

    peak = float(np.abs(clip).max(initial=0.0))
    between = soxr.resample(clip, sample_rate, sample_rate * _OVERSAMPLING)
    return max(peak, float(np.abs(between).max(initial=0.0)))


def _decibels(amplitude: float) -> float:
    return 20.0 * math.log10(amplitude) if amplitude > 0.0 else -math.inf
