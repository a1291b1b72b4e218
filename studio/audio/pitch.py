"""The fundamental frequency over time: YIN at once, pYIN where it may take its time.

Both give one value a 10 ms, aligned with the columns of `studio.audio.views`: value i is centred on the middle of the
time from i to i + 1 hundredths of a second.
"""

import base64
import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, HOP_SECONDS, frames_of, pad, resample
from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.spectrogram import librosa_late
from studio.audio.validation import check_clip

LOWEST, HIGHEST = 60.0, 600.0  # Hz: from a very low man's voice to a child's cry

_WINDOW = 600  # 25 ms, the integration window of de Cheveigné & Kawahara (2002)
_THRESHOLD = 0.1  # of the normalised difference, under which a dip is a period; the value of the paper
_APERIODIC = 0.3  # above this, a frame's best dip is no voice
_QUIET_DB = 45.0  # below the clip's loud frames, a frame is a pause
_BATCH = 1000  # frames worked on at once: 8 MB
_PYIN_FRAME = 1024  # 43 ms, two periods of 47 Hz
_PYIN_FRAMES = 6000  # a minute: a path through half an hour would take gigabytes
_PYIN_PRIOR = (
    2.0,
    34.0 / 3.0,
)  # of the threshold, mean 0.15: the paper's middle one; 0.1, librosa's, loses rough voices
_TOO_FEW = 5  # voiced frames, 50 ms in all: no voice
_KEPT = 64


@dataclass(frozen=True, eq=False)
class Pitch:
    """The fundamental frequency of a clip over time.

    Parameters
    ----------
    hertz : ndarray of float32, shape (frames,)
        NaN where nothing is voiced.
    hop_seconds : float
        The time one value stands for; the first is centred on half of it.
    method : str
        "yin" or "pyin".
    """

    hertz: NDArray[np.float32] = field(repr=False)
    hop_seconds: float
    method: str

    @property
    def voiced(self) -> NDArray[np.float32]:
        """The values of the voiced frames alone, in Hz."""
        return self.hertz[np.isfinite(self.hertz)]

    @property
    def median(self) -> float:
        """Hz; NaN where nothing is voiced."""
        return float(np.median(self.voiced)) if len(self.voiced) else math.nan

    def to_json(self) -> dict[str, Any]:
        """Give the wire form: tenths of a hertz as little-endian 16-bit numbers in base64, 0 where unvoiced."""
        tenths = np.rint(np.nan_to_num(self.hertz) * 10.0).astype("<u2")
        return {
            "method": self.method,
            "hop_seconds": self.hop_seconds,
            "tenths": base64.b64encode(tenths.tobytes()).decode("ascii"),
        }


def pitch_yin(samples: ArrayLike, sample_rate: int, *, lowest: float = LOWEST, highest: float = HIGHEST) -> Pitch:
    """Follow the pitch with YIN: fast, frame by frame.

    After A. de Cheveigné and H. Kawahara, "YIN, a fundamental frequency estimator for speech and music", J. Acoust.
    Soc. Am. 111 (2002), steps 1 to 5. A frame is voiced when its normalised difference has a dip below 0.3 and its
    level is within 45 dB of the clip's loud frames. (librosa's yin tells a frequency for each frame, voiced or not.)

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Samples a second; other rates than 24 kHz are resampled.
    lowest, highest : float
        Hz, between which a voice is looked for.

    Returns
    -------
    Pitch
        One value a 10 ms.

    Raises
    ------
    InvalidInput
        If the samples are no clip.

    Examples
    --------
    >>> t = np.arange(24_000) / 24_000
    >>> buzz = 0.1 * sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 20))
    >>> round(pitch_yin(buzz, 24_000).median)
    120
    """
    clip = resample(check_clip(samples, sample_rate), sample_rate)
    make = partial(_yin, clip, lowest, highest)
    return _kept.get_or_compute(("yin", f"{lowest} {highest}", content_hash(clip, ANALYSIS_RATE)), make)


def pitch_pyin(
    samples: ArrayLike, sample_rate: int, *, lowest: float | None = None, highest: float | None = None
) -> Pitch:
    """Follow the pitch with pYIN: takes its time, and finds the likeliest path through all frames.

    After M. Mauch and S. Dixon, "pYIN: a fundamental frequency estimator using probabilistic threshold
    distributions", ICASSP 2014, as librosa has it. Unless it is given, the range comes from a first pass with YIN, as
    C. De Looze and D. Hirst, "Detecting changes in key and range for the automatic modelling and coding of
    intonation", Speech Prosody 2008, propose: from 0.75 times the lower quartile to 2 times the upper one (they have
    1.5, which cuts lively speech). That is faster, and rules most jumps by an octave out. Where YIN hears no voice at
    all, as in a whisper, nothing is voiced.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Samples a second; other rates than 24 kHz are resampled.
    lowest, highest : float, optional
        Hz, between which a voice is looked for.

    Returns
    -------
    Pitch
        One value a 10 ms; steps of a tenth of a semitone.

    Raises
    ------
    InvalidInput
        If the samples are no clip.
    """
    clip = resample(check_clip(samples, sample_rate), sample_rate)
    if lowest is None or highest is None:
        first = pitch_yin(clip, ANALYSIS_RATE)
        if len(first.voiced) < _TOO_FEW:
            return Pitch(np.full_like(first.hertz, np.nan), first.hop_seconds, "pyin")
        found = voice_range(first)
        lowest, highest = lowest or found[0], highest or found[1]
    make = partial(_pyin, clip, lowest, highest)
    return _kept.get_or_compute(("pyin", f"{lowest:.1f} {highest:.1f}", content_hash(clip, ANALYSIS_RATE)), make)


def voice_range(pitch: Pitch) -> tuple[float, float]:
    """Give the range in which to look for a voice again, after a first look at it.

    Parameters
    ----------
    pitch : Pitch
        Of the first look.

    Returns
    -------
    lowest, highest : float
        Hz; the whole range where nothing was voiced.
    """
    if not len(pitch.voiced):
        return LOWEST, HIGHEST
    lower, upper = np.percentile(pitch.voiced, [25, 75])
    return max(LOWEST, 0.75 * float(lower)), min(HIGHEST, 2.0 * float(upper))


_kept: LruCache[Pitch] = LruCache(_KEPT)


def _yin(clip: NDArray[np.float32], lowest: float, highest: float) -> Pitch:
    longest = math.ceil(ANALYSIS_RATE / lowest) + 1
    frames = frames_of(clip, _WINDOW + longest + 1)
    found = [
        _periods(frames[at : at + _BATCH], ANALYSIS_RATE / highest, longest) for at in range(0, len(frames), _BATCH)
    ]
    period, aperiodicity = np.concatenate(found, axis=1) if found else np.zeros((2, 0))
    voiced = (aperiodicity < _APERIODIC) & _loud(frames) & (period > 0.0)
    hertz = np.where(voiced, ANALYSIS_RATE / np.maximum(period, 1.0), np.nan)
    return Pitch(hertz.astype(np.float32), HOP_SECONDS, "yin")


def _pyin(clip: NDArray[np.float32], lowest: float, highest: float) -> Pitch:
    frames = frames_of(clip, _PYIN_FRAME)
    loud = _loud(frames)
    if not loud.any():
        return Pitch(np.full(len(frames), np.nan, np.float32), HOP_SECONDS, "pyin")
    whole = pad(clip, _PYIN_FRAME)
    starts = range(0, len(frames), _PYIN_FRAMES)
    pieces = (whole[at * HOP : (at + _PYIN_FRAMES - 1) * HOP + _PYIN_FRAME] for at in starts)
    hertz = np.concatenate([_likeliest(piece, lowest, highest) for piece in pieces])
    return Pitch(np.where(loud, hertz, np.nan).astype(np.float32), HOP_SECONDS, "pyin")


def _likeliest(piece: NDArray[np.float32], lowest: float, highest: float) -> NDArray[np.float64]:
    """Give pYIN's path through the frames of a piece, in Hz; NaN where unvoiced."""
    hertz, voiced, _ = librosa_late().pyin(
        piece,
        sr=ANALYSIS_RATE,
        fmin=lowest,
        fmax=highest,
        frame_length=_PYIN_FRAME,
        hop_length=HOP,
        center=False,
        beta_parameters=_PYIN_PRIOR,
    )
    return np.where(voiced, hertz, np.nan)


def _loud(frames: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which frames are within 45 dB of the loud ones (the 95th percentile), and not silent."""
    if not len(frames):
        return np.zeros(0, bool)
    power = np.einsum("ij,ij->i", frames, frames) / frames.shape[1]
    return np.asarray(power > max(1e-10, float(np.percentile(power, 95)) * 10 ** (-_QUIET_DB / 10)))


def _periods(frames: NDArray[np.float32], shortest: float, longest: int) -> NDArray[np.float64]:
    """Find each frame's period in samples, and how far it is from periodic; shape (2, frames)."""
    difference = _difference(frames, longest)
    lags = np.arange(1, longest + 1)
    mean = np.cumsum(difference[:, 1:], axis=1) / lags
    normalised = difference[:, 1:] / np.maximum(mean, 1e-12)
    best = _first_dip(normalised, math.floor(shortest))
    rows = np.arange(len(frames))
    return np.stack([_interpolated(difference, best + 1), normalised[rows, best]])


def _difference(frames: NDArray[np.float32], longest: int) -> NDArray[np.float64]:
    """Give the squared difference of each frame's window with itself `lag` later; shape (frames, longest + 1)."""
    size = 1 << (frames.shape[1] - 1).bit_length()
    whole = np.fft.rfft(frames, size)
    head = np.fft.rfft(frames[:, :_WINDOW], size)
    product = np.fft.irfft(whole * head.conj(), size)[:, : longest + 1]
    energy = np.cumsum(np.pad(frames.astype(np.float64) ** 2, ((0, 0), (1, 0))), axis=1)
    lags = np.arange(longest + 1)
    later = energy[:, lags + _WINDOW] - energy[:, lags]
    return np.maximum(later[:, :1] + later - 2.0 * product, 0.0)


def _first_dip(normalised: NDArray[np.float64], shortest: int) -> NDArray[np.intp]:
    """Find the first local minimum below the threshold, else the lowest point; column 0 is a lag of one sample."""
    inside = normalised[:, shortest - 1 : -1]
    dip = (inside < _THRESHOLD) & (inside <= normalised[:, shortest:]) & (inside < normalised[:, shortest - 2 : -2])
    first = np.argmax(dip, axis=1)
    lowest = np.argmin(inside, axis=1)
    return np.asarray(np.where(dip.any(axis=1), first, lowest) + shortest - 1)


def _interpolated(difference: NDArray[np.float64], lag: NDArray[np.intp]) -> NDArray[np.float64]:
    """Put a parabola through the difference around each lag, and give where its lowest point is."""
    rows = np.arange(len(difference))
    middle = np.minimum(lag, difference.shape[1] - 2)
    left, here, right = (difference[rows, middle + step] for step in (-1, 0, 1))
    bend = left - 2.0 * here + right
    shift = np.divide(left - right, 2.0 * bend, out=np.zeros(len(bend)), where=bend > 0.0)
    return np.asarray(middle + np.clip(shift, -1.0, 1.0))
