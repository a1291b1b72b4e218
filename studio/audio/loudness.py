"""Loudness and true peak after ITU-R BS.1770-4, and the gains that make clips equally loud."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.validation import check_clip

TARGET = -23.0  # LUFS, the programme level of EBU R 128
_RATE = 48_000  # Hz: the rate of the filter tables in BS.1770-4; others are resampled
OFFSET = -0.691  # LUFS of a K-weighted sound whose mean square is 1
_ABSOLUTE_GATE = 10 ** ((-70.0 - OFFSET) / 10)  # the mean square at -70 LUFS
_RELATIVE_GATE = 0.1  # of the mean power: -10 LU
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
        Hz.

    Returns
    -------
    float
        LUFS; -inf for silence, and for anything under -70 LUFS.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.

    Examples
    --------
    >>> t = np.arange(48_000) / 48_000
    >>> round(loudness(np.sin(2 * np.pi * 997 * t), 48_000))
    -3
    """
    clip = check_clip(samples, sample_rate)
    if not clip.any():
        return -math.inf
    return gated_level(block_powers(*k_weighted(clip, sample_rate)))


def gated_level(powers: NDArray[np.float64]) -> float:
    """Return the loudness in LUFS of a sound, from the mean squares of its gating blocks (`block_powers`)."""
    power = _gated(powers, _ABSOLUTE_GATE)
    return OFFSET + 10.0 * math.log10(power) if power else -math.inf


def gated_power(weighted: NDArray[np.float64], sample_rate: int, absolute_gate: float = _ABSOLUTE_GATE) -> float:
    """Return the mean square of the blocks of a K-weighted sound that pass both gates of BS.1770-4.

    Parameters
    ----------
    weighted : ndarray of float64, shape (n,)
        Mono, K-weighted; at least one sample. A sound shorter than a gating block of 0.4 s counts as one block.
    sample_rate : int
        Hz.
    absolute_gate : float, optional
        Lowest mean square of a block that counts; 0 for a sound whose level is set later, as in the sketch.

    Returns
    -------
    float
        0 if no block passes the absolute gate.
    """
    return _gated(block_powers(weighted, sample_rate), absolute_gate)


def block_powers(weighted: NDArray[np.float64], sample_rate: int) -> NDArray[np.float64]:
    """Return the mean square of each gating block of a K-weighted sound; none for an empty one."""
    if not len(weighted):
        return np.zeros(0)
    block = min(sample_rate * 2 // 5, len(weighted))
    starts = range(0, len(weighted) - block + 1, max(1, block // 4))
    return np.array([np.square(weighted[start : start + block]).mean() for start in starts])


def _gated(powers: NDArray[np.float64], absolute_gate: float) -> float:
    power = powers[powers >= absolute_gate]
    if not len(power):
        return 0.0
    return float(power[power >= _RELATIVE_GATE * power.mean()].mean())


def approximate_k_weighting(hertz: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the approximate magnitude of the two filters of BS.1770: +4 dB above 1.7 kHz, a high-pass at 38 Hz.

    For the sketch, which filters by Fourier transform: its saved voices keep their samples with this curve. `loudness`
    uses the standard's filters.
    """
    squares = np.square(hertz)
    shelf = (squares * 10 ** (4 / 10) + 1682.0**2) / (squares + 1682.0**2)
    return np.asarray(np.sqrt(shelf) * squares / (squares + 38.0**2))


def true_peak(samples: ArrayLike, sample_rate: int) -> float:
    """Measure the highest level between the samples as well as at them, after annex 2 of ITU-R BS.1770-4.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Hz.

    Returns
    -------
    float
        dBTP; -inf for silence.
    """
    clip = check_clip(samples, sample_rate)
    return _decibels(_oversampled_peak(clip, sample_rate))


def matching_gains(clips: Sequence[tuple[ArrayLike, int]], target: float = TARGET) -> list[float]:
    """Return the gains that bring clips to one loudness, so that none is preferred for being louder.

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
        dB, one per clip; 0 for silence, which cannot be matched.

    Examples
    --------
    >>> t = np.arange(24_000) / 24_000
    >>> tone = 0.1 * np.sin(2 * np.pi * 440 * t)
    >>> loud, quiet = matching_gains([(tone, 24_000), (tone / 2, 24_000)])
    >>> round(quiet - loud, 2)
    6.02
    """
    return common_gains([(loudness(*clip), true_peak(*clip)) for clip in clips], target)


def common_gains(levels: Sequence[tuple[float, float]], target: float = TARGET) -> list[float]:
    """Return what `matching_gains` returns, from the loudness in LUFS and the true peak in dBTP of each clip."""
    ceilings = [level - peak for level, peak in levels if math.isfinite(level)]
    common = min([target, *ceilings])
    return [common - level if math.isfinite(level) else 0.0 for level, _ in levels]


def k_weighted(clip: NDArray[np.float32], sample_rate: int) -> tuple[NDArray[np.float64], int]:
    """Apply the K-weighting filters; return the result and its sample rate, 48 kHz."""
    import soxr
    from scipy.signal import lfilter  # half a second

    sound = clip.astype(np.float64)
    if sample_rate != _RATE:
        sound = soxr.resample(sound, sample_rate, _RATE)
    return np.asarray(lfilter(*_HIGH_PASS, lfilter(*_SHELF, sound))), _RATE


def _oversampled_peak(clip: NDArray[np.float32], sample_rate: int) -> float:
    import soxr

    peak = float(np.abs(clip).max(initial=0.0))
    between = soxr.resample(clip, sample_rate, sample_rate * _OVERSAMPLING)
    return max(peak, float(np.abs(between).max(initial=0.0)))


def _decibels(amplitude: float) -> float:
    return 20.0 * math.log10(amplitude) if amplitude > 0.0 else -math.inf
