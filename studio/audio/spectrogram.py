"""Spectrograms: the level in each band over time, and the grey picture that carries it to a page.

Levels are absolute, so that two clips can be drawn on one common scale: 0 dB is the level of a full-scale sine. They
are those of librosa's mel spectrogram, worked out with numpy and scipy: so the first picture need not wait for librosa,
which takes a second to import, and many on an empty numba cache.
"""

import io
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import platformdirs
from numpy.typing import ArrayLike, NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, frames_of, resample
from studio.audio.validation import check_clip

MELS = 128
LINES = 256
TOP_HZ = 12_000.0
FLOOR_DB, CEILING_DB = -100.0, 0.0

Scale = Literal["mel", "linear"]
Levels = NDArray[np.float32]

_MAX_COLUMNS = 6000  # a minute at 10 ms; wider pictures are too much for some canvases
_WINDOW = 1024  # 43 ms: harmonics of a low voice are told apart, and so are its plosives
_FFT = 2048  # padded, so that the narrowest mel bands still hold a bin
_QUALITY = 75  # of WebP: 1.6 dB RMS from the true levels, and a third of a PNG's size
_EFFORT = 2  # of WebP, 0 to 6: the next one doubles the time for 4 % of the size
_SINE_POWER = (
    _FFT * (3 / 8 * _WINDOW) / 4
)  # of a full-scale sine, over all its bins; 3/8 is a Hann window's mean square
_BATCH = 1500  # frames worked on at once: 25 MB, also of half an hour
_SILENCE = 1e-12  # power; keeps the logarithm finite, below FLOOR_DB


@dataclass(frozen=True, eq=False)
class Spectrogram:
    """The level in each band over time.

    Parameters
    ----------
    scale : str
        "mel": 128 of Slaney's bands, each triangle's top at 1; or "linear": 256 bands of 47 Hz. Both from 0 to 12 kHz.
    levels : ndarray of float32, shape (bands, columns)
        dB, where 0 is the power of a full-scale sine, limited to -100 … 0; the lowest band first. A band holds up to
        3 dB less than the whole of a sine, for the window spreads it over its neighbours.
    energy : ndarray of float32, shape (columns,)
        dB, the level of all bands together.
    column_seconds : float
        The time one column covers: column i goes from i to i + 1 times that. 10 ms up to a minute; in a longer take a
        column is the mean of several.
    """

    scale: Scale
    levels: Levels = field(repr=False)
    energy: Levels = field(repr=False)
    column_seconds: float


def spectrogram(samples: ArrayLike, sample_rate: int, scale: Scale = "mel") -> Spectrogram:
    """Measure the level in each band over time.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Samples a second; other rates than 24 kHz are resampled.
    scale : str, optional
        How the bands lie: "mel" or "linear".

    Returns
    -------
    Spectrogram

    Raises
    ------
    InvalidInput
        If the samples are no clip.
    """
    clip = resample(check_clip(samples, sample_rate), sample_rate)
    frames = max(1, math.ceil(len(clip) / HOP))
    together = math.ceil(frames / _MAX_COLUMNS)
    columns = math.ceil(frames / together)
    at_once = max(1, _BATCH // together) * together
    parts = [
        (_bands(power, scale, together), _merged(power.sum(axis=1), together))
        for power in _power(clip, columns * together, at_once)
    ]
    bands, energy = (_decibels(np.concatenate(each)) for each in zip(*parts, strict=True))
    return Spectrogram(scale, bands.T, energy, together * HOP / ANALYSIS_RATE)


def grey_webp(values: NDArray[np.float32], lowest: float, highest: float) -> bytes:
    """Draw values as a grey picture.

    Parameters
    ----------
    values : ndarray of float32, shape (rows, columns)
        The first row is drawn at the bottom.
    lowest, highest : float
        What is drawn black (0) and white (255).

    Returns
    -------
    bytes
        A WebP file; lossy, for the eye.
    """
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(to_grey(values, lowest, highest)[::-1]).save(file, format="WEBP", quality=_QUALITY, method=_EFFORT)
    return file.getvalue()


def to_grey(values: NDArray[np.float32], lowest: float, highest: float) -> NDArray[np.uint8]:
    """Bring values from `lowest` … `highest` to 0 … 255."""
    scaled = (np.clip(values, lowest, highest) - lowest) * (255.0 / (highest - lowest))
    return np.asarray(np.rint(scaled), dtype=np.uint8)


def hz_to_mel(hertz: float) -> float:
    """Give the place of a frequency on Slaney's mel scale: linear to 1 kHz, then logarithmic."""
    return 3.0 * hertz / 200.0 if hertz < 1000.0 else 15.0 + 27.0 * math.log(hertz / 1000.0) / math.log(6.4)


def librosa_late() -> Any:
    """Import librosa late: it takes seconds, and numba needs a folder it can write to, named before the import."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(platformdirs.user_cache_dir("voice-studio")) / "numba"))
    import librosa

    return librosa


def _power(clip: NDArray[np.float32], count: int, at_once: int) -> Iterator[NDArray[np.float32]]:
    """Give the power in each frame and bin, some frames at once; frame i is centred on the middle of its 10 ms."""
    from scipy import fft  # a tenth of a second; four times as fast as numpy's

    frames = frames_of(np.pad(clip, (0, count * HOP - len(clip))), _WINDOW)
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(_WINDOW, dtype=np.float32) / _WINDOW)).astype(np.float32)
    for at in range(0, count, at_once):
        spectrum = fft.rfft(frames[at : at + at_once] * window, _FFT)
        yield np.asarray((spectrum.real**2 + spectrum.imag**2) / _SINE_POWER, dtype=np.float32)


def _bands(power: NDArray[np.float32], scale: Scale, together: int) -> NDArray[np.float32]:
    bands = power @ _mel_bands().T if scale == "mel" else power[:, :-1].reshape(len(power), LINES, -1).sum(axis=2)
    return _merged(bands, together)


@lru_cache(maxsize=1)
def _mel_bands() -> NDArray[np.float32]:
    """Triangles that are even on Slaney's mel scale (linear to 1 kHz, then logarithmic); shape (bands, bins)."""
    mels = np.linspace(0.0, hz_to_mel(TOP_HZ), MELS + 2)
    corners = np.where(mels < 15.0, 200.0 * mels / 3.0, 1000.0 * 6.4 ** ((mels - 15.0) / 27.0))
    bins = np.arange(_FFT // 2 + 1) * ANALYSIS_RATE / _FFT
    rising = (bins - corners[:-2, None]) / np.diff(corners)[:-1, None]
    falling = (corners[2:, None] - bins) / np.diff(corners)[1:, None]
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _merged(power: NDArray[np.float32], together: int) -> NDArray[np.float32]:
    return power if together == 1 else power.reshape(-1, together, *power.shape[1:]).mean(axis=1)


def _decibels(power: NDArray[np.float32]) -> Levels:
    levels = 10.0 * np.log10(np.maximum(power, _SILENCE))
    return np.clip(levels, FLOOR_DB, CEILING_DB).astype(np.float32)
