"""Pictures of sound as data: a waveform's peaks and a mel spectrogram, small enough to send to a page.

Levels are absolute, so that two views can be drawn on one common scale: 0 dB is the level of a full-scale sine.
"""

import base64
import io
import math
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import ArrayLike, NDArray

from studio.sound.clip import check_clip

RATE = 24_000  # what the model speaks at; others are resampled
MELS = 128
TOP_HZ = 12_000.0
FLOOR_DB, CEILING_DB = -100.0, 0.0

_MAX_PEAKS = 2000
_MAX_COLUMNS = 1200
_HOP = 240  # 10 ms
_WINDOW = 1024  # 43 ms: harmonics of a low voice are told apart, and so are its plosives
_FFT = 2048  # padded, so that the narrowest mel bands still hold a bin
_QUALITY = 75  # of WebP: 1.6 dB RMS from the true levels, and a third of a PNG's size
_SINE_POWER = (
    _FFT * (3 / 8 * _WINDOW) / 4
)  # of a full-scale sine, over all its bins; 3/8 is a Hann window's mean square
_SILENCE = 1e-12  # power; keeps the logarithm finite, below FLOOR_DB


@dataclass(frozen=True, eq=False)
class View:
    """What a waveform and a mel spectrogram of one clip are drawn from.

    Parameters
    ----------
    duration : float
        Seconds.
    peak : float
        The largest absolute sample, full scale at 1.
    peaks : ndarray of int8, shape (columns, 2)
        Lowest and highest sample in each of `columns` equal parts of the clip; ±127 stands for ±`peak`.
    spectrogram : bytes
        A grey WebP picture, one column a `column_seconds`, `MELS` rows, the highest band on top. Grey 0 is `FLOOR_DB`
        or less, grey 255 is `CEILING_DB`. For the eye: `mel_levels` has the numbers.
    column_seconds : float
        The time one column of the spectrogram covers; the first starts at 0.
    top_db : float
        The loudest band's level, within the range.
    """

    duration: float
    peak: float
    peaks: NDArray[np.int8] = field(repr=False)
    spectrogram: bytes = field(repr=False)
    column_seconds: float
    top_db: float

    def to_json(self) -> dict[str, Any]:
        """Give the wire form, which the player draws: plain JSON data, peaks and picture in base64."""
        return {
            "duration": self.duration,
            "peak": self.peak,
            "peaks": base64.b64encode(self.peaks.tobytes()).decode("ascii"),
            "spectrogram": base64.b64encode(self.spectrogram).decode("ascii"),
            "column_seconds": self.column_seconds,
            "floor_db": FLOOR_DB,
            "ceiling_db": CEILING_DB,
            "top_db": self.top_db,
            "top_hz": TOP_HZ,
        }


def view(samples: ArrayLike, sample_rate: int) -> View:
    """Make the pictures of a clip.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Samples a second.

    Returns
    -------
    View
        About 30 KB as JSON for 10 s of speech.

    Raises
    ------
    InvalidInput
        If the samples are no clip.
    """
    clip = check_clip(samples, sample_rate)
    peak = float(np.abs(clip).max(initial=0.0))
    levels, column_seconds = mel_levels(clip, sample_rate)
    return View(
        duration=len(clip) / sample_rate,
        peak=peak,
        peaks=_peaks(clip, peak),
        spectrogram=_grey_picture(levels),
        column_seconds=column_seconds,
        top_db=float(levels.max(initial=FLOOR_DB)),
    )


def mel_levels(samples: ArrayLike, sample_rate: int) -> tuple[NDArray[np.float32], float]:
    """Measure the level in each mel band over time.

    Bands are Slaney's, 128 from 0 to 12 kHz, each triangle's top at 1. Column i covers the time from i to i + 1
    times the column's length; in a long take a column is the mean of several 10 ms frames.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Samples a second; other rates than 24 kHz are resampled.

    Returns
    -------
    levels : ndarray of float32, shape (128, columns)
        dB, where 0 is the power of a full-scale sine, limited to -100 … 0; the lowest band first. A band holds up to
        3 dB less than the whole of a sine, for the window spreads it over its neighbours.
    column_seconds : float
        The time one column covers.
    """
    clip = _at_rate(check_clip(samples, sample_rate), sample_rate)
    frames = max(1, math.ceil(len(clip) / _HOP))
    together = math.ceil(frames / _MAX_COLUMNS)
    columns = math.ceil(frames / together)
    power = _mel_power(clip, columns * together)
    power = power.reshape(MELS, columns, together).mean(axis=2)
    levels = 10.0 * np.log10(np.maximum(power, _SILENCE))
    return np.clip(levels, FLOOR_DB, CEILING_DB).astype(np.float32), together * _HOP / RATE


def warm_up(cache_dir: str | Path | None = None) -> None:
    """Import librosa and draw one small view, so that the first real one does not take 20 s.

    Parameters
    ----------
    cache_dir : path, optional
        A writable folder where compiled code is kept; the user's cache folder by default. It has no effect once
        librosa is loaded.
    """
    if cache_dir is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(cache_dir)
    view(np.zeros(_WINDOW, dtype=np.float32), RATE)


def _at_rate(clip: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    if sample_rate == RATE:
        return clip
    import soxr

    return np.asarray(soxr.resample(clip, sample_rate, RATE), dtype=np.float32)


def _mel_power(clip: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Power in each band and frame; frame i is centred on the middle of its 10 ms."""
    librosa = _librosa()
    before = (_FFT - _HOP) // 2
    after = frames * _HOP + _FFT - _HOP - before - len(clip)
    spectrum = librosa.stft(
        np.pad(clip, (before, after)), n_fft=_FFT, hop_length=_HOP, win_length=_WINDOW, window="hann", center=False
    )
    power = spectrum.real**2 + spectrum.imag**2
    return np.asarray(_mel_bands() @ power / _SINE_POWER, dtype=np.float32)


@lru_cache(maxsize=1)
def _mel_bands() -> NDArray[np.float32]:
    bands = _librosa().filters.mel(sr=RATE, n_fft=_FFT, n_mels=MELS, fmax=TOP_HZ, norm=None)
    return np.asarray(bands, dtype=np.float32)


def _librosa() -> Any:
    """Import librosa late: it takes seconds, and numba needs a folder it can write to, named before the import."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(platformdirs.user_cache_dir("voice-studio")) / "numba"))
    import librosa

    return librosa


def _peaks(clip: NDArray[np.float32], peak: float) -> NDArray[np.int8]:
    columns = min(_MAX_PEAKS, len(clip))
    if columns == 0:
        return np.zeros((0, 2), dtype=np.int8)
    starts = np.arange(columns) * len(clip) // columns
    pairs = np.stack([np.minimum.reduceat(clip, starts), np.maximum.reduceat(clip, starts)], axis=1)
    return np.rint(pairs * (127.0 / peak if peak > 0.0 else 0.0)).astype(np.int8)


def _grey_picture(levels: NDArray[np.float32]) -> bytes:
    from PIL import Image

    grey = np.rint((levels - FLOOR_DB) * (255.0 / (CEILING_DB - FLOOR_DB))).astype(np.uint8)
    picture = io.BytesIO()
    Image.fromarray(grey[::-1]).save(picture, format="WEBP", quality=_QUALITY)
    return picture.getvalue()
