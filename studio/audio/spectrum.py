"""The colour of a voice: centroid, tilt and flatness of the frames in which it speaks."""

import itertools
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE, frames_of

_WINDOW = 1024  # 43 ms, as in the views
LOW, TILT_HIGH, FLAT_HIGH = 100.0, 6400.0, 8000.0  # Hz: where speech has its energy; 18 thirds of an octave, and more
_THIRD = 2 ** (1 / 3)
_SILENCE = 1e-16  # power of a bin; keeps logarithms finite
_BATCH = 1000


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The spectra of the frames in which a clip speaks, put together.

    Parameters
    ----------
    mean : ndarray of float64, shape (bins,)
        Mean power of each bin.
    centroids, flatnesses : ndarray of float64, shape (frames,)
        Of each frame: Hz; ratio of the geometric to the arithmetic mean of its power.
    """

    mean: NDArray[np.float64] = field(repr=False)
    centroids: NDArray[np.float64] = field(repr=False)
    flatnesses: NDArray[np.float64] = field(repr=False)


def spectrum(clip: NDArray[np.float32], speaking: NDArray[np.bool_]) -> Spectrum:
    """Look at the frames of a clip in which it speaks.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz.
    speaking : ndarray of bool, shape (frames,)
        Which frames; one at least.
    """
    frames = frames_of(clip, _WINDOW)
    chosen = np.flatnonzero(speaking)
    parts = [_look(frames[chosen[at : at + _BATCH]]) for at in range(0, len(chosen), _BATCH)]
    total = np.sum([part.mean * len(part.centroids) for part in parts], axis=0)
    return Spectrum(
        mean=np.asarray(total / len(chosen)),
        centroids=np.concatenate([part.centroids for part in parts]),
        flatnesses=np.concatenate([part.flatnesses for part in parts]),
    )


def tilt(mean: NDArray[np.float64]) -> float:
    """Fit a line to the level over the logarithm of frequency.

    Parameters
    ----------
    mean : ndarray of float64, shape (bins,)
        Mean power of each bin, as `Spectrum` has it.

    Returns
    -------
    float
        dB an octave, from 100 to 6,400 Hz: least squares through the mean density of each third of an octave. White
        noise has 0, pink noise -3.
    """
    hertz = _hertz()
    count = round(math.log(TILT_HIGH / LOW, _THIRD))
    edges = LOW * _THIRD ** np.arange(count + 1)
    bands = [mean[(hertz >= low) & (hertz < high)] for low, high in itertools.pairwise(edges)]
    octaves = np.log2(edges[:-1])
    level = [10.0 * math.log10(max(_SILENCE, band.mean())) if len(band) else math.nan for band in bands]
    there = np.isfinite(level)
    return float(np.polyfit(octaves[there], np.asarray(level)[there], 1)[0])


def _look(frames: NDArray[np.float32]) -> Spectrum:
    window = np.hanning(_WINDOW).astype(np.float32)
    power = np.asarray(np.abs(np.fft.rfft(frames * window, axis=1)) ** 2, dtype=np.float64)
    hertz = _hertz()
    magnitude = np.sqrt(power)
    speech = power[:, (hertz >= LOW) & (hertz <= FLAT_HIGH)] + _SILENCE
    return Spectrum(
        mean=power.mean(axis=0),
        centroids=magnitude @ hertz / np.maximum(magnitude.sum(axis=1), _SILENCE),
        flatnesses=np.exp(np.log(speech).mean(axis=1)) / speech.mean(axis=1),
    )


def _hertz() -> NDArray[np.float64]:
    return np.asarray(np.fft.rfftfreq(_WINDOW, 1 / ANALYSIS_RATE), dtype=np.float64)
