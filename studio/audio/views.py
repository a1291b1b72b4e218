"""Compact data for drawing a clip on a page: waveform peaks, energy and spectrogram."""

import base64
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.spectrogram import (
    CEILING_DB,
    FLOOR_DB,
    TOP_HZ,
    Levels,
    Scale,
    Spectrogram,
    grey_webp,
    spectrogram,
    to_grey,
)
from studio.audio.validation import check_clip

MAX_PEAKS = 2000  # columns of a waveform


@dataclass(frozen=True, eq=False)
class SpectrogramImage:
    """A spectrogram as an image.

    Parameters
    ----------
    scale : str
        "mel" or "linear".
    image : bytes
        A grey WebP image, one pixel column per `column_seconds`, the highest band at the top. Grey 0 is -100 dB or
        less, grey 255 is 0 dB, a full-scale sine.
    column_seconds : float
        Duration of a column; the first starts at 0.
    """

    scale: Scale
    image: bytes = field(repr=False)
    column_seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return the wire form for the player: plain JSON data, the image in base64."""
        return {
            "scale": self.scale,
            "image": _base64(self.image),
            "column_seconds": self.column_seconds,
            "floor_db": FLOOR_DB,
            "ceiling_db": CEILING_DB,
            "top_hz": TOP_HZ,
        }


@dataclass(frozen=True, eq=False)
class Overview:
    """Waveform peaks, energy and mel spectrogram of one clip.

    Parameters
    ----------
    duration : float
        Seconds.
    peak : float
        The largest absolute sample, full scale at 1.
    peaks : ndarray of int8, shape (columns, 2)
        Lowest and highest sample in each of `columns` equal parts of the clip; ±127 is ±`peak`.
    energy : ndarray of float32, shape (n,)
        Level in dB, one value per column of the spectrogram; 0 dB is a full-scale sine.
    spectrogram : SpectrogramImage
        On the mel scale.
    top_db : float
        Level of the loudest band.
    """

    duration: float
    peak: float
    peaks: NDArray[np.int8] = field(repr=False)
    energy: Levels = field(repr=False)
    spectrogram: SpectrogramImage
    top_db: float

    def to_json(self) -> dict[str, Any]:
        """Return the wire form: plain JSON data; peaks, energy (as grey values) and image in base64."""
        return {
            "duration": self.duration,
            "peak": self.peak,
            "peaks": _base64(self.peaks.tobytes()),
            "energy": _base64(to_grey(self.energy, FLOOR_DB, CEILING_DB).tobytes()),
            "spectrogram": self.spectrogram.to_json(),
            "top_db": self.top_db,
        }


def overview(samples: ArrayLike, sample_rate: int) -> Overview:
    """Compute the overview of a clip.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz.

    Returns
    -------
    Overview
        About 30 KB as JSON for 10 s of speech.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.
    """
    clip = check_clip(samples, sample_rate)
    peak = float(np.abs(clip).max(initial=0.0))
    measured = spectrogram(clip, sample_rate)
    return Overview(
        duration=len(clip) / sample_rate,
        peak=peak,
        peaks=_peaks(clip, peak),
        energy=measured.energy,
        spectrogram=as_image(measured),
        top_db=float(measured.levels.max(initial=FLOOR_DB)),
    )


def linear_spectrogram(samples: ArrayLike, sample_rate: int) -> SpectrogramImage:
    """Return the spectrogram of a clip on a linear scale; parameters and errors are those of `overview`."""
    return as_image(spectrogram(samples, sample_rate, "linear"))


def as_image(measured: Spectrogram) -> SpectrogramImage:
    """Encode a spectrogram."""
    return SpectrogramImage(measured.scale, grey_webp(measured.levels, FLOOR_DB, CEILING_DB), measured.column_seconds)


def _peaks(clip: NDArray[np.float32], peak: float) -> NDArray[np.int8]:
    columns = min(MAX_PEAKS, len(clip))
    if columns == 0:
        return np.zeros((0, 2), dtype=np.int8)
    starts = np.arange(columns) * len(clip) // columns
    pairs = np.stack([np.minimum.reduceat(clip, starts), np.maximum.reduceat(clip, starts)], axis=1)
    return np.rint(pairs / (peak or 1.0) * 127.0).astype(np.int8)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
