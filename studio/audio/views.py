"""Pictures of sound as data: a waveform's peaks, the energy and a mel spectrogram, small enough to send to a page."""

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

_MAX_PEAKS = 2000


@dataclass(frozen=True, eq=False)
class SpectrogramImage:
    """A spectrogram for the eye.

    Parameters
    ----------
    scale : str
        "mel" or "linear".
    image : bytes
        A grey WebP picture, one column a `column_seconds`, the highest band on top. Grey 0 is -100 dB or less, grey 255
        is 0 dB: a full-scale sine.
    column_seconds : float
        The time one column covers; the first starts at 0.
    """

    scale: Scale
    image: bytes = field(repr=False)
    column_seconds: float

    def to_json(self) -> dict[str, Any]:
        """Give the wire form, which the player draws: plain JSON data, the image in base64."""
        return {
            "scale": self.scale,
            "image": _text(self.image),
            "column_seconds": self.column_seconds,
            "floor_db": FLOOR_DB,
            "ceiling_db": CEILING_DB,
            "top_hz": TOP_HZ,
        }


@dataclass(frozen=True, eq=False)
class Overview:
    """What the waveform, the energy and the mel spectrogram of one clip are drawn from.

    Parameters
    ----------
    duration : float
        Seconds.
    peak : float
        The largest absolute sample, full scale at 1.
    peaks : ndarray of int8, shape (columns, 2)
        Lowest and highest sample in each of `columns` equal parts of the clip; ±127 stands for ±`peak`.
    energy : ndarray of float32, shape (n,)
        The level over time in dB, one value a column of the spectrogram; 0 dB is a full-scale sine.
    spectrogram : SpectrogramImage
        On the mel scale.
    top_db : float
        The loudest band's level, within the range.
    """

    duration: float
    peak: float
    peaks: NDArray[np.int8] = field(repr=False)
    energy: Levels = field(repr=False)
    spectrogram: SpectrogramImage
    top_db: float

    def to_json(self) -> dict[str, Any]:
        """Give the wire form: plain JSON data, peaks, energy (as the greys of a picture) and picture in base64."""
        return {
            "duration": self.duration,
            "peak": self.peak,
            "peaks": _text(self.peaks.tobytes()),
            "energy": _text(to_grey(self.energy, FLOOR_DB, CEILING_DB).tobytes()),
            "spectrogram": self.spectrogram.to_json(),
            "top_db": self.top_db,
        }


def overview(samples: ArrayLike, sample_rate: int) -> Overview:
    """Make the pictures of a clip.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Samples a second.

    Returns
    -------
    Overview
        About 30 KB as JSON for 10 s of speech.

    Raises
    ------
    InvalidInput
        If the samples are no clip.
    """
    clip = check_clip(samples, sample_rate)
    peak = float(np.abs(clip).max(initial=0.0))
    measured = spectrogram(clip, sample_rate)
    return Overview(
        duration=len(clip) / sample_rate,
        peak=peak,
        peaks=_peaks(clip, peak),
        energy=measured.energy,
        spectrogram=_drawn(measured),
        top_db=float(measured.levels.max(initial=FLOOR_DB)),
    )


def linear_spectrogram(samples: ArrayLike, sample_rate: int) -> SpectrogramImage:
    """Draw the spectrogram of a clip on a linear scale; parameters and errors are those of `overview`."""
    return _drawn(spectrogram(samples, sample_rate, "linear"))


def _drawn(measured: Spectrogram) -> SpectrogramImage:
    return SpectrogramImage(measured.scale, grey_webp(measured.levels, FLOOR_DB, CEILING_DB), measured.column_seconds)


def _peaks(clip: NDArray[np.float32], peak: float) -> NDArray[np.int8]:
    columns = min(_MAX_PEAKS, len(clip))
    if columns == 0:
        return np.zeros((0, 2), dtype=np.int8)
    starts = np.arange(columns) * len(clip) // columns
    pairs = np.stack([np.minimum.reduceat(clip, starts), np.maximum.reduceat(clip, starts)], axis=1)
    return np.rint(pairs / (peak or 1.0) * 127.0).astype(np.int8)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
