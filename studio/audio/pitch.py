"""The fundamental frequency over time, by librosa: YIN, which is fast, and pYIN, which is more reliable.

Both return one value per 10 ms, aligned with the columns of `studio.audio.views`: value i is centred on the middle of
the time from i to i + 1 hundredths of a second.
"""

import base64
import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, HOP_SECONDS, frames_of, pieces, without_offset
from studio.audio.librosa_loader import load_librosa
from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.validation import check_clip

LONGEST_PYIN = 180.0  # seconds of a clip that the page tracks with pYIN, which takes a tenth of its length; else YIN
LOWEST, HIGHEST = 60.0, 600.0  # Hz: from a very low man's voice to a child's cry

_FRAME = 1024  # 43 ms, two periods of 47 Hz
_THRESHOLD = 0.1  # of YIN's normalised difference; the value of the paper
_PERIODIC = 0.7  # of the correlation one period apart; a frame with less is not voiced
_QUIET_DB = 45.0  # a frame this far below the clip's loud ones is a pause
_YIN_BATCH = 1000  # frames at once: 30 MB
_PYIN_BATCH = 6000  # frames at once: a path through half an hour would take gigabytes
_PYIN_PRIOR = (2.0, 34.0 / 3.0)  # mean threshold 0.15, the paper's middle one; librosa's 0.1 loses rough voices
_TOO_FEW = 5  # voiced frames, 50 ms in all: no voice
_KEPT = 64


@dataclass(frozen=True, eq=False)
class Pitch:
    """The fundamental frequency of a clip over time.

    Parameters
    ----------
    hertz : ndarray of float32, shape (frames,)
        NaN in unvoiced frames.
    hop_seconds : float
        Duration of a frame; the first is centred on half of it.
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
        """Median of the voiced frames, in Hz; NaN if there are none."""
        return float(np.median(self.voiced)) if len(self.voiced) else math.nan

    def to_json(self) -> dict[str, Any]:
        """Return the wire form: tenths of a hertz as little-endian 16-bit numbers in base64, 0 where unvoiced."""
        tenths = np.rint(np.nan_to_num(self.hertz) * 10.0).astype("<u2")
        return {
            "method": self.method,
            "hop_seconds": self.hop_seconds,
            "tenths": base64.b64encode(tenths.tobytes()).decode("ascii"),
        }


def pitch_yin(samples: ArrayLike, sample_rate: int, *, lowest: float = LOWEST, highest: float = HIGHEST) -> Pitch:
    """Track the pitch with YIN: fast, frame by frame.

    After A. de Cheveigné and H. Kawahara, "YIN, a fundamental frequency estimator for speech and music", J. Acoust.
    Soc. Am. 111 (2002), as implemented in librosa, which returns a frequency for every frame. Here a frame is voiced if
    its correlation with itself one period later is above 0.7 and its level is within 45 dB of the clip's loud frames.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz; other rates than 24 kHz are resampled.
    lowest, highest : float
        Range of the search, in Hz.

    Returns
    -------
    Pitch
        One value per 10 ms.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.

    Examples
    --------
    >>> t = np.arange(24_000) / 24_000
    >>> buzz = 0.1 * sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 20))
    >>> round(pitch_yin(buzz, 24_000).median)
    120
    """
    clip = without_offset(check_clip(samples, sample_rate), sample_rate)
    make = partial(_yin, clip, lowest, highest)
    return _kept.get_or_compute(("yin", f"{lowest} {highest}", content_hash(clip, ANALYSIS_RATE)), make)


def pitch_pyin(
    samples: ArrayLike, sample_rate: int, *, lowest: float | None = None, highest: float | None = None
) -> Pitch:
    """Track the pitch with pYIN: slower, the likeliest path through all frames.

    After M. Mauch and S. Dixon, "pYIN: a fundamental frequency estimator using probabilistic threshold
    distributions", ICASSP 2014, as implemented in librosa. By default the range comes from a first pass with YIN, as
    C. De Looze and D. Hirst, "Detecting changes in key and range for the automatic modelling and coding of
    intonation", Speech Prosody 2008, propose: from 0.75 times the lower quartile to 2 times the upper one (they have
    1.5, which cuts lively speech). That is faster and prevents most octave errors. Where YIN finds no voiced frame, as
    in a whisper, nothing is voiced.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz; other rates than 24 kHz are resampled.
    lowest, highest : float, optional
        Range of the search, in Hz.

    Returns
    -------
    Pitch
        One value per 10 ms; steps of a tenth of a semitone.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.
    """
    clip = without_offset(check_clip(samples, sample_rate), sample_rate)
    if lowest is None or highest is None:
        first = pitch_yin(clip, ANALYSIS_RATE)
        if len(first.voiced) < _TOO_FEW:
            return Pitch(np.full_like(first.hertz, np.nan), first.hop_seconds, "pyin")
        found = voice_range(first)
        lowest, highest = lowest or found[0], highest or found[1]
    make = partial(_pyin, clip, lowest, highest)
    return _kept.get_or_compute(("pyin", f"{lowest:.1f} {highest:.1f}", content_hash(clip, ANALYSIS_RATE)), make)


def voice_range(pitch: Pitch) -> tuple[float, float]:
    """Return the range for a second search, from the pitch of a first one.

    Parameters
    ----------
    pitch : Pitch
        Of the first search.

    Returns
    -------
    lowest, highest : float
        Hz; the whole range if nothing is voiced.
    """
    if not len(pitch.voiced):
        return LOWEST, HIGHEST
    lower, upper = np.percentile(pitch.voiced, [25, 75])
    return max(LOWEST, 0.75 * float(lower)), min(HIGHEST, 2.0 * float(upper))


_kept: LruCache[Pitch] = LruCache(_KEPT)


def _yin(clip: NDArray[np.float32], lowest: float, highest: float) -> Pitch:
    hertz = [
        load_librosa().yin(
            piece,
            sr=ANALYSIS_RATE,
            fmin=lowest,
            fmax=highest,
            frame_length=_FRAME,
            hop_length=HOP,
            trough_threshold=_THRESHOLD,
            center=False,
        )
        for piece in pieces(clip, _FRAME, _YIN_BATCH)
    ]
    return _voiced_pitch(clip, np.concatenate(hertz) if hertz else np.zeros(0), "yin")


def _pyin(clip: NDArray[np.float32], lowest: float, highest: float) -> Pitch:
    if not _loud(frames_of(clip, _FRAME)).any():
        return Pitch(np.full(math.ceil(len(clip) / HOP), np.nan, np.float32), HOP_SECONDS, "pyin")
    hertz = np.concatenate([_likeliest(piece, lowest, highest) for piece in pieces(clip, _FRAME, _PYIN_BATCH)])
    return Pitch(np.where(_loud(frames_of(clip, _FRAME)), hertz, np.nan).astype(np.float32), HOP_SECONDS, "pyin")


def _likeliest(piece: NDArray[np.float32], lowest: float, highest: float) -> NDArray[np.float64]:
    """Return pYIN's path through the frames of a piece, in Hz; NaN where unvoiced."""
    hertz, voiced, _ = load_librosa().pyin(
        piece,
        sr=ANALYSIS_RATE,
        fmin=lowest,
        fmax=highest,
        frame_length=_FRAME,
        hop_length=HOP,
        center=False,
        beta_parameters=_PYIN_PRIOR,
    )
    return np.where(voiced, hertz, np.nan)


def _voiced_pitch(clip: NDArray[np.float32], hertz: NDArray[np.float64], method: str) -> Pitch:
    """Drop the values of frames that are not periodic or not loud: librosa's YIN returns one for every frame."""
    frames = frames_of(clip, _FRAME)
    periodic = [
        _periodicity(frames[at : at + _YIN_BATCH], hertz[at : at + _YIN_BATCH]) > _PERIODIC
        for at in range(0, len(frames), _YIN_BATCH)
    ]
    voiced = _loud(frames) & np.concatenate([np.zeros(0, bool), *periodic])
    return Pitch(np.where(voiced, hertz, np.nan).astype(np.float32), HOP_SECONDS, method)


def _periodicity(frames: NDArray[np.float32], hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normalised correlation of each frame's middle with itself one period later: 1 if it is periodic."""
    period = np.rint(ANALYSIS_RATE / hertz).astype(np.intp)[:, None]
    length = _FRAME - int(period.max())
    here = (_FRAME - length - period) // 2 + np.arange(length)
    one, other = np.take_along_axis(frames, here, 1), np.take_along_axis(frames, here + period, 1)
    power = np.sum(one**2 + other**2, axis=1, dtype=np.float64)
    return 2.0 * np.sum(one * other, axis=1, dtype=np.float64) / np.maximum(power, 1e-12)


def _loud(frames: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which frames are within 45 dB of the loud ones (the 95th percentile), and not silent."""
    if not len(frames):
        return np.zeros(0, bool)
    power = np.einsum("ij,ij->i", frames, frames) / frames.shape[1]
    return np.asarray(power > max(1e-10, float(np.percentile(power, 95)) * 10 ** (-_QUIET_DB / 10)))
