"""The spectral difference of two takes of one text, aligned in time."""

import base64
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.librosa_loader import load_librosa
from studio.audio.loudness import matching_gains
from studio.audio.spectrogram import FLOOR_DB, Levels, grey_webp, spectrogram

RANGE_DB = 30.0  # larger differences are clipped in the image
_SHOWN_DB = 60.0  # below the loudest band of both; lower levels count as silence, which never differs
_MOST_FRAMES = 1500  # to align: 2 million cells, 20 ms
_NEIGHBOURS = 3  # bands averaged on either side, to compare formants rather than single harmonics
_BANDS_TOGETHER = 4  # 32 bands are enough to distinguish sounds, and align more reliably


@dataclass(frozen=True, eq=False)
class SpectralDifference:
    """The spectral difference of two clips, on the time axis of the first.

    Parameters
    ----------
    duration : float
        Of the first clip, in seconds.
    levels : ndarray of float32, shape (128, columns)
        dB by which the second clip is louder in a mel band, after loudness matching; the lowest band first. Each band
        is averaged with three neighbours on either side, to compare timbre rather than single harmonics.
    places : ndarray of float32, shape (columns,)
        The time in the second clip that matches each column, in seconds; never decreases.
    column_seconds : float
        Duration of a column.
    gain_db : float
        Gain of the second clip relative to the first.
    """

    duration: float
    levels: Levels = field(repr=False)
    places: NDArray[np.float32] = field(repr=False)
    column_seconds: float
    gain_db: float

    def to_json(self) -> dict[str, Any]:
        """Return the wire form: a grey WebP image (128 is no difference) and places in milliseconds, in base64."""
        milliseconds = np.rint(self.places * 1000.0).astype("<u4")
        image = grey_webp(self.levels, -RANGE_DB, RANGE_DB)
        return {
            "duration": self.duration,
            "image": base64.b64encode(image).decode("ascii"),
            "places": base64.b64encode(milliseconds.tobytes()).decode("ascii"),
            "column_seconds": self.column_seconds,
            "range_db": RANGE_DB,
            "gain_db": self.gain_db,
        }


def spectral_difference(first: tuple[ArrayLike, int], second: tuple[ArrayLike, int]) -> SpectralDifference:
    """Compute the spectral difference of two clips of one text.

    Parameters
    ----------
    first, second : (samples, sample_rate)
        Mono clips, full scale at ±1.

    Returns
    -------
    SpectralDifference
        Second minus first.

    Raises
    ------
    InvalidInput
        If one of them is not a clip.
    """
    one, other = spectrogram(*first), spectrogram(*second)
    gain_one, gain_other = matching_gains([first, second])
    raised = (one.levels + np.float32(gain_one), other.levels + np.float32(gain_other))
    floor = max(levels.max(initial=FLOOR_DB) for levels in raised) - _SHOWN_DB
    a, b = (np.maximum(levels, floor) for levels in raised)
    columns = align(a, b)
    nearest = np.minimum(np.rint(columns).astype(int), b.shape[1] - 1)
    a, b = _smoothed(a), _smoothed(b)
    return SpectralDifference(
        duration=len(np.asarray(first[0])) / first[1],
        levels=b[:, nearest] - a,
        places=((columns + 0.5) * other.column_seconds).astype(np.float32),
        column_seconds=one.column_seconds,
        gain_db=gain_other - gain_one,
    )


def align(first: Levels, second: Levels) -> NDArray[np.float32]:
    """Return the column of a second mel spectrogram that matches each column of a first.

    Dynamic time warping after H. Sakoe and S. Chiba, "Dynamic programming algorithm optimization for spoken word
    recognition", IEEE Trans. ASSP 26 (1978), as implemented in librosa, on 32 bands in dB, each less its mean over the
    clip, so that different voices can be aligned.

    Parameters
    ----------
    first, second : ndarray of float32, shape (bands, columns)
        dB.

    Returns
    -------
    ndarray of float32, shape (columns of `first`,)
        Fractional columns of `second`; never decreases.
    """
    together = -(-max(first.shape[1], second.shape[1]) // _MOST_FRAMES)
    a, b = (_features(levels, together) for levels in (first, second))
    _, path = load_librosa().sequence.dtw(a, b, metric="euclidean")
    frames = _by_frame(path[::-1])
    centres = (np.arange(len(frames)) + 0.5) * together - 0.5
    found = np.interp(np.arange(first.shape[1]), centres, (frames + 0.5) * together - 0.5)
    return np.asarray(np.clip(found, 0, second.shape[1] - 1), dtype=np.float32)


def _smoothed(levels: Levels) -> Levels:
    """Average the power of each band and its neighbours."""
    width = 2 * _NEIGHBOURS + 1
    power = np.pad(10 ** (levels / 10), ((_NEIGHBOURS, _NEIGHBOURS), (0, 0)), mode="edge")
    sums = np.cumsum(np.pad(power, ((1, 0), (0, 0))), axis=0, dtype=np.float64)
    return np.asarray(10.0 * np.log10((sums[width:] - sums[:-width]) / width), dtype=np.float32)


def _features(levels: Levels, together: int) -> Levels:
    """Average bands and columns, and subtract the mean of each band over the clip."""
    padded = np.pad(levels, ((0, 0), (0, -levels.shape[1] % together)), mode="edge")
    means = padded.reshape(-1, _BANDS_TOGETHER, padded.shape[1] // together, together).mean(axis=(1, 3))
    return np.asarray(means - means.mean(axis=1, keepdims=True), dtype=np.float32)


def _by_frame(path: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return, per frame of the first, the mean of the frames of the second that the path pairs with it."""
    counts = np.bincount(path[:, 0])
    return np.asarray(np.bincount(path[:, 0], weights=path[:, 1]) / counts)
