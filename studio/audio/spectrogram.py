"""Spectrograms: the level in each band over time, and its encoding as a grey image.

The levels are librosa's. They are absolute, so that two clips can be drawn on one scale: 0 dB is a full-scale sine.
"""

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, HOP_SECONDS, resample
from studio.audio.librosa_loader import load_librosa
from studio.audio.validation import check_clip

MELS = 128
LINES = 256
TOP_HZ = 12_000.0
FLOOR_DB, CEILING_DB = -100.0, 0.0

Scale = Literal["mel", "linear"]
Levels = NDArray[np.float32]

_MAX_COLUMNS = 6000  # a minute at 10 ms; wider pictures are too much for some canvases
_WINDOW = 1024  # 43 ms: resolves the harmonics of a low voice as well as its plosives
_FFT = 2048  # zero-padded, so that the narrowest mel bands contain a bin
_QUALITY = 75  # of WebP: an error of 1.6 dB RMS at a third of the size of a PNG
_EFFORT = 2  # of WebP, 0 to 6: 3 takes twice the time and saves 4 %
_BATCH = 1500  # frames at once, so that half an hour takes no more memory than 15 s
_ENERGY = _WINDOW * (3 / 8) / 2  # of a windowed full-scale sine; 3/8 is a Hann window's mean square
_SINE_POWER = _FFT * _ENERGY / 2  # of a full-scale sine, over all bins of its spectrum
_SINE_RMS = math.sqrt(_ENERGY / _FFT)  # of a windowed full-scale sine, over the padded frame


@dataclass(frozen=True, eq=False)
class Spectrogram:
    """The level in each band over time.

    Parameters
    ----------
    scale : str
        "mel": 128 bands on Slaney's scale (peak 1); or "linear": 256 bands of 47 Hz. Both from 0 to 12 kHz.
    levels : ndarray of float32, shape (bands, columns)
        dB relative to the power of a full-scale sine, limited to -100 … 0; the lowest band first. A sine shows up to
        3 dB lower, because the window spreads it over several bands.
    energy : ndarray of float32, shape (columns,)
        Level of all bands together, in dB.
    column_seconds : float
        Duration of a column; column i starts at i times that. 10 ms for clips of up to a minute; in longer ones, a
        column averages several frames.
    """

    scale: Scale
    levels: Levels = field(repr=False)
    energy: Levels = field(repr=False)
    column_seconds: float


def spectrogram(samples: ArrayLike, sample_rate: int, scale: Scale = "mel") -> Spectrogram:
    """Compute the level in each band over time.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz; other rates than 24 kHz are resampled.
    scale : str, optional
        "mel" or "linear".

    Returns
    -------
    Spectrogram

    Raises
    ------
    InvalidInput
        If the samples are not a clip.
    """
    clip = resample(check_clip(samples, sample_rate), sample_rate)
    return block_spectrogram([clip], len(clip), scale)


def block_spectrogram(blocks: Iterable[NDArray[np.float32]], length: int, scale: Scale = "mel") -> Spectrogram:
    """Compute the spectrogram of a sound that comes in blocks.

    Parameters
    ----------
    blocks : iterable of ndarray of float32
        At 24 kHz, of any length.
    length : int
        Samples of all blocks together; missing ones are silence.
    scale : str, optional
        As for `spectrogram`.
    """
    frames = max(1, math.ceil(length / HOP))
    together = math.ceil(frames / _MAX_COLUMNS)
    frames = math.ceil(frames / together) * together
    at_once = max(1, _BATCH // together) * together
    parts = [_measure(piece, scale, together) for piece in _pieces(blocks, frames, at_once)]
    bands, energy = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
    return Spectrogram(scale, _decibels(bands, _SINE_POWER), _decibels(energy, _SINE_RMS**2)[0], together * HOP_SECONDS)


def grey_webp(values: NDArray[np.float32], lowest: float, highest: float) -> bytes:
    """Encode values as a grey image.

    Parameters
    ----------
    values : ndarray of float32, shape (rows, columns)
        The first row is at the bottom of the image.
    lowest, highest : float
        The values that become black (0) and white (255).

    Returns
    -------
    bytes
        A WebP file, lossy.
    """
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(to_grey(values, lowest, highest)[::-1]).save(file, format="WEBP", quality=_QUALITY, method=_EFFORT)
    return file.getvalue()


def to_grey(values: NDArray[np.float32], lowest: float, highest: float) -> NDArray[np.uint8]:
    """Scale values from `lowest` … `highest` to 0 … 255; those outside are clipped."""
    scaled = (np.clip(values, lowest, highest) - lowest) * (255.0 / (highest - lowest))
    return np.asarray(np.rint(scaled), dtype=np.uint8)


def _pieces(blocks: Iterable[NDArray[np.float32]], frames: int, at_once: int) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of `at_once` frames at a time, each frame centred; silence follows the last block."""
    margin = (_FFT - HOP) // 2
    there = [np.zeros(margin, np.float32)]
    source = iter(blocks)
    for start in range(0, frames, at_once):
        needed = (min(at_once, frames - start) - 1) * HOP + _FFT
        while sum(map(len, there)) < needed:
            block = next(source, None)
            there.append(np.zeros(needed, np.float32) if block is None else block)
        whole = np.concatenate(there)
        yield whole[:needed]
        there = [whole[at_once * HOP :]]


def _measure(piece: NDArray[np.float32], scale: Scale, together: int) -> tuple[Levels, Levels]:
    """Return the power in each band, shape (bands, columns), and in the whole frame, shape (1, columns)."""
    librosa = load_librosa()
    spectrum = librosa.stft(piece, n_fft=_FFT, win_length=_WINDOW, hop_length=HOP, center=False)
    power = spectrum.real**2 + spectrum.imag**2  # np.abs(spectrum) takes longer than the transform
    if scale == "mel":
        bands = librosa.feature.melspectrogram(S=power, sr=ANALYSIS_RATE, n_mels=MELS, fmax=TOP_HZ, norm=None)
    else:
        bands = power[:-1].reshape(LINES, -1, power.shape[1]).sum(axis=1)
    energy = librosa.feature.rms(S=np.sqrt(power), frame_length=_FFT) ** 2
    return _mean_of_columns(bands, together), _mean_of_columns(energy, together)


def _mean_of_columns(power: NDArray[np.float32], together: int) -> NDArray[np.float32]:
    return power if together == 1 else np.asarray(power.reshape(len(power), -1, together).mean(axis=2))


def _decibels(power: NDArray[np.float32], full_scale: float) -> Levels:
    silence = full_scale * 1e-12  # below FLOOR_DB; keeps the logarithm finite
    levels: Levels = load_librosa().power_to_db(power, ref=full_scale, amin=silence, top_db=None)
    return np.asarray(np.clip(levels, FLOOR_DB, CEILING_DB), dtype=np.float32)
