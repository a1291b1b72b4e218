"""How loud clips are, and the gains that make them equally loud."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.validation import check_clip

TARGET = -23.0  # LUFS, the programme level of EBU R 128
_RATE = 48_000  # the rate for which BS.1770-4 has its filters; others are resampled
_BLOCK, _STEP = 19_200, 4_800  # its gating block of 0.4 s, three quarters of which overlap
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, 10.0  # LUFS, LU
_SHELF = [1.53512485958697, -2.69169618940638, 1.19839281085285], [1.0, -1.69065929318241, 0.73248077421585]  # table 1
_HIGH_PASS = [1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621]  # table 2
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
    power = _block_powers(_weighted(clip, sample_rate))
    power = power[_lufs(power) > _ABSOLUTE_GATE]
    if not len(power):
        return -math.inf
    relative_gate = float(_lufs(power.mean())) - _RELATIVE_GATE
    return float(_lufs(power[_lufs(power) > relative_gate].mean()))


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


def _weighted(clip: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """Filter a clip the way an ear weighs it (K), at 48 kHz."""
    import soxr
    from scipy.signal import lfilter  # half a second

    sound = clip.astype(np.float64)
    if sample_rate != _RATE:
        sound = soxr.resample(sound, sample_rate, _RATE)
    return np.asarray(lfilter(*_HIGH_PASS, lfilter(*_SHELF, sound)))


def _block_powers(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the mean square of each whole gating block; of all of a sound that is shorter than one."""
    if not len(sound):  # a sample or two of a high rate
        return np.zeros(0)
    if len(sound) < _BLOCK:
        return np.array([np.mean(sound**2)])
    total = np.concatenate([[0.0], np.cumsum(sound**2)])
    starts = np.arange(0, len(sound) - _BLOCK + 1, _STEP)
    return np.asarray((total[starts + _BLOCK] - total[starts]) / _BLOCK)


def _lufs(power: Any) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10.0 * np.log10(np.maximum(power, 1e-20)))


def _oversampled_peak(clip: NDArray[np.float32], sample_rate: int) -> float:
    import soxr

    peak = float(np.abs(clip).max(initial=0.0))
    between = soxr.resample(clip, sample_rate, sample_rate * _OVERSAMPLING)
    return max(peak, float(np.abs(between).max(initial=0.0)))


def _decibels(amplitude: float) -> float:
    return 20.0 * math.log10(amplitude) if amplitude > 0.0 else -math.inf
