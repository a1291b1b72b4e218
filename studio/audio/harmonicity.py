"""The harmonics-to-noise ratio of a voice."""

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE, frames_of
from studio.audio.pitch import Pitch

_PERIODS = 6.0  # in a window; Boersma's advice for this ratio (3 are enough for the pitch)
_LONGEST = 0.1  # seconds: the longest window
_FINER = 4  # oversampling of the autocorrelation, to locate its peak
_NEAR = 0.2  # of the period: the search range on both sides
_CEILING = 1.0 - 1e-6  # of the autocorrelation: 60 dB
_BATCH = 500  # frames at once


def harmonics_to_noise(clip: NDArray[np.float32], pitch: Pitch) -> NDArray[np.float64]:
    """Measure the harmonics-to-noise ratio of each voiced frame from its autocorrelation.

    After P. Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a
    sampled sound", Proc. Institute of Phonetic Sciences Amsterdam 17 (1993): the autocorrelation of the windowed frame
    divided by the window's, r at the period; 10 log₁₀(r / (1 - r)). The window (Hann) holds 6 periods of the voice's
    lower pitch. The peak is searched within a fifth of the pitch period.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz.
    pitch : Pitch
        Of this clip.

    Returns
    -------
    ndarray of float64, shape (voiced frames,)
        dB, at most 60.
    """
    voiced = np.flatnonzero(np.isfinite(pitch.hertz))
    if not len(voiced):
        return np.zeros(0)
    hertz = pitch.hertz[voiced].astype(np.float64)
    length = round(ANALYSIS_RATE * min(_LONGEST, _PERIODS / float(np.percentile(hertz, 10))))
    frames = frames_of(clip, length)
    found = [
        _ratios(frames[voiced[at : at + _BATCH]], ANALYSIS_RATE / hertz[at : at + _BATCH])
        for at in range(0, len(voiced), _BATCH)
    ]
    return np.concatenate(found)


def _ratios(frames: NDArray[np.float32], periods: NDArray[np.float64]) -> NDArray[np.float64]:
    correlation = _autocorrelation(frames)
    peak = np.clip(_peaks(correlation, periods * _FINER), 1e-6, _CEILING)
    return np.asarray(10.0 * np.log10(peak / (1.0 - peak)))


def _autocorrelation(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the autocorrelation of windowed frames over that of the window, at lags of a quarter sample."""
    window = np.hanning(frames.shape[1])
    size = 1 << (2 * frames.shape[1] - 1).bit_length()
    both = np.concatenate([(frames - frames.mean(axis=1, keepdims=True)) * window, window[None]])
    power = np.abs(np.fft.rfft(both, size)) ** 2
    lags = np.fft.irfft(power, size * _FINER)[:, : frames.shape[1] * _FINER]
    lags /= np.maximum(lags[:, :1], 1e-12)
    return np.asarray(lags[:-1] / np.maximum(lags[-1], 1e-3))


def _peaks(correlation: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the highest value of each row near a lag, interpolated by a parabola through three points."""
    offsets = np.linspace(-_NEAR, _NEAR, 2 * int(_NEAR * near.max()) + 1)
    lags = np.rint(near[:, None] * (1.0 + offsets)).astype(np.intp)
    lags = np.clip(lags, 1, correlation.shape[1] - 2)
    rows = np.arange(len(correlation))
    best = lags[rows, np.argmax(correlation[rows[:, None], lags], axis=1)]
    left, here, right = (correlation[rows, best + step] for step in (-1, 0, 1))
    bend = np.minimum(left - 2.0 * here + right, -1e-12)
    return np.asarray(np.where(here >= np.maximum(left, right), here - (right - left) ** 2 / (8.0 * bend), here))
