"""The cepstral peak prominence of a voice."""

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE, frames_of
from studio.audio.pitch import HIGHEST, LOWEST

_WINDOW = 1200  # 50 ms; Hillenbrand et al. use 51.2 ms
_SIZE = 2048  # of the Fourier transform
_SHORTEST = 0.001  # seconds: where the regression line begins, as in the paper
_FLOOR = 1e-12
_BATCH = 500  # frames at once


def cepstral_peak_prominence(clip: NDArray[np.float32], voiced: NDArray[np.intp]) -> NDArray[np.float64]:
    """Measure how far the peak of each frame's cepstrum at the pitch period stands above its regression line.

    After J. Hillenbrand, R. A. Cleveland and R. L. Erickson, "Acoustic correlates of breathy vocal quality", J. Speech
    Hear. Res. 37 (1994): the cepstrum of the log spectrum in dB, a line fitted from 1 ms on, the highest peak in the
    range of pitch periods. Programs differ in their windows and logarithms, so values compare only among themselves.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz.
    voiced : ndarray of int, shape (frames,)
        The numbers of its voiced frames.

    Returns
    -------
    ndarray of float64, shape (frames,)
        dB.
    """
    frames = frames_of(clip, _WINDOW)
    parts = [_prominence(frames[voiced[at : at + _BATCH]]) for at in range(0, len(voiced), _BATCH)]
    return np.concatenate([np.zeros(0), *parts])


def _prominence(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), _SIZE)) ** 2
    cepstrum = np.abs(np.fft.irfft(10.0 * np.log10(power + _FLOOR)))[:, : _SIZE // 2]
    level = 20.0 * np.log10(cepstrum + _FLOOR)
    seconds = np.arange(_SIZE // 2) / ANALYSIS_RATE
    fitted = (seconds >= _SHORTEST) & (seconds <= 1.0 / LOWEST)
    searched = (seconds >= 1.0 / HIGHEST) & (seconds <= 1.0 / LOWEST)
    slope, offset = np.polyfit(seconds[fitted], level[:, fitted].T, 1)
    line = slope[:, None] * seconds[searched] + offset[:, None]
    return np.asarray((level[:, searched] - line).max(axis=1))
