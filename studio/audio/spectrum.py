"""The spectrum of a voice: centroid, tilt and flatness of the frames that are speech."""

import itertools
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, pieces
from studio.audio.librosa_loader import load_librosa

_WINDOW = 1024  # 43 ms, as in the views
LOW, TILT_HIGH, FLAT_HIGH = 100.0, 6400.0, 8000.0  # Hz: where speech has its energy; 18 thirds of an octave, and more
_THIRD = 2 ** (1 / 3)
_SILENCE = 1e-16  # power of a bin; keeps logarithms finite
_BATCH = 1000


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The spectra of the frames of a clip that are speech, summarised.

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
    """Measure the spectra of the frames of a clip that are speech.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz.
    speaking : ndarray of bool, shape (frames,)
        Which frames are speech; at least one.
    """
    parts = [
        _measure(piece, speaking[start * _BATCH : (start + 1) * _BATCH])
        for start, piece in enumerate(pieces(clip, _WINDOW, _BATCH))
        if speaking[start * _BATCH : (start + 1) * _BATCH].any()
    ]
    total = np.sum([part.mean * len(part.centroids) for part in parts], axis=0)
    return Spectrum(
        mean=np.asarray(total / np.count_nonzero(speaking)),
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
        dB per octave, from 100 to 6,400 Hz: a least-squares line through the mean power of each third-octave band.
        White noise has 0, pink noise -3.
    """
    hertz = _hertz()
    count = round(math.log(TILT_HIGH / LOW, _THIRD))
    edges = LOW * _THIRD ** np.arange(count + 1)
    bands = [mean[(hertz >= low) & (hertz < high)] for low, high in itertools.pairwise(edges)]
    octaves = np.log2(edges[:-1])
    level = [10.0 * math.log10(max(_SILENCE, band.mean())) if len(band) else math.nan for band in bands]
    there = np.isfinite(level)
    return float(np.polyfit(octaves[there], np.asarray(level)[there], 1)[0])


def _measure(piece: NDArray[np.float32], speaking: NDArray[np.bool_]) -> Spectrum:
    librosa = load_librosa()
    magnitude = np.abs(librosa.stft(piece, n_fft=_WINDOW, hop_length=HOP, center=False)[:, speaking])
    hertz = _hertz()
    speech = magnitude[(hertz >= LOW) & (hertz <= FLAT_HIGH)]
    return Spectrum(
        mean=np.mean(magnitude**2, axis=1, dtype=np.float64),
        centroids=librosa.feature.spectral_centroid(S=magnitude, freq=hertz)[0],
        flatnesses=librosa.feature.spectral_flatness(S=speech, amin=_SILENCE)[0],
    )


def _hertz() -> NDArray[np.float64]:
    return np.asarray(np.fft.rfftfreq(_WINDOW, 1 / ANALYSIS_RATE), dtype=np.float64)
