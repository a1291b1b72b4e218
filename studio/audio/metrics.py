"""The numbers of a take: how long, how loud, how high, how fast, how bright, how clear.

Each has a unit, a method and a source, in `studio.audio.metric_catalogue`. What cannot be measured in a clip (the
pitch of a whisper, the loudness of silence) is None, and the clip's `unmeasured` says why.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.frames import HOP_SECONDS, without_offset
from studio.audio.harmonicity import harmonics_to_noise
from studio.audio.loudness import loudness, true_peak
from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.metric_catalogue import METHODS
from studio.audio.pitch import Pitch, pitch_pyin
from studio.audio.spectrum import FLAT_HIGH, TILT_HIGH, Spectrum, spectrum, tilt
from studio.audio.speech_rate import pause_ratio, spoken_seconds, syllable_nuclei
from studio.audio.vad import SpeechActivity, detect_speech
from studio.audio.validation import check_clip

_VOICED_FOR_PITCH = 10  # frames: 0.1 s
_VOICED_FOR_RANGE = 50  # frames: half a second
_SPOKEN_FOR_RATE = 0.5  # seconds
_GAP = 0.1  # seconds in which a noise floor can be heard
_EDGE = 3  # frames of a gap, to both sides, into which speech fades
_LOWEST_FLOOR = -120.0  # dBFS; below is the grid of 24 bits
_HIGHEST_RATIO = 40.0  # dB; above, the window's own error is as large as the noise
_PASSED = 0.45  # of a rate: what a filter before it lets through
_KEPT = 256


@dataclass(frozen=True)
class Measurements:
    """What was measured of one clip; None where it cannot be. Units and methods are in `studio.audio.metric_catalogue`.

    Parameters
    ----------
    duration : float
        Seconds.
    loudness, true_peak : float, optional
        LUFS, dBTP.
    pitch, pitch_range : float, optional
        Median in Hz, 5th to 95th percentile in semitones.
    syllable_rate, letter_rate : float, optional
        A second, from the first speech to the last.
    pauses : float, optional
        Per cent of that time.
    centroid : float, optional
        Hz.
    tilt : float, optional
        dB an octave.
    flatness, harmonicity : float, optional
        dB.
    noise_floor : float, optional
        dBFS.
    unmeasured : mapping of str to str
        Why each of those that are None could not be measured, in plain words.
    """

    duration: float
    loudness: float | None = None
    true_peak: float | None = None
    pitch: float | None = None
    pitch_range: float | None = None
    syllable_rate: float | None = None
    letter_rate: float | None = None
    pauses: float | None = None
    centroid: float | None = None
    tilt: float | None = None
    flatness: float | None = None
    harmonicity: float | None = None
    noise_floor: float | None = None
    unmeasured: Mapping[str, str] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data; `from_json` is its inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Measurements":
        """Make the measurements again that `to_json` gave."""
        return cls(**data)


def measure(samples: ArrayLike, sample_rate: int, text: str = "") -> Measurements:
    """Measure a clip.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Samples a second.
    text : str
        What is spoken, for the pace by text.

    Returns
    -------
    Measurements
        The same object for the same content again, while it is remembered.

    Raises
    ------
    InvalidInput
        If the samples are no clip.

    Examples
    --------
    >>> t = np.arange(24_000) / 24_000
    >>> buzz = 0.1 * sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 20))
    >>> found = measure(buzz, 24_000)
    >>> round(found.pitch), found.unmeasured["noise_floor"]
    (120, 'It speaks all the time.')
    """
    clip = check_clip(samples, sample_rate)
    key = (content_hash(clip, sample_rate), text)
    return _kept.get_or_compute(key, partial(_measure, clip, sample_rate, text))


_kept: LruCache[Measurements] = LruCache(_KEPT)


class _Impossible(Exception):
    """Says in plain words why a number cannot be had."""


def _measure(clip: NDArray[np.float32], sample_rate: int, text: str) -> Measurements:
    duration = len(clip) / sample_rate
    level = loudness(clip, sample_rate)
    sound = without_offset(clip, sample_rate)
    found = detect_speech(sound)
    if not math.isfinite(level) or found.bounds is None:
        silent = dict.fromkeys([name for name in METHODS if name != "duration"], "It is silent.")
        return Measurements(duration, unmeasured=silent)
    ways = {
        "loudness": lambda: level,
        "true_peak": lambda: true_peak(clip, sample_rate),
        **_ways(sound, sample_rate, found, pitch_pyin(clip, sample_rate), text),
    }
    values: dict[str, float] = {}
    unmeasured: dict[str, str] = {}
    for name, way in ways.items():
        try:
            values[name] = way()
        except _Impossible as why:
            unmeasured[name] = str(why)
    return Measurements(duration, **values, unmeasured=unmeasured)


def _ways(
    clip: NDArray[np.float32], sample_rate: int, found: SpeechActivity, pitch: Pitch, text: str
) -> dict[str, Callable[[], float]]:
    """Give each number's computation; the spectra are looked at once."""
    look = spectrum(clip, found.speaking)
    return {
        "pitch": lambda: float(np.median(_voiced(pitch, _VOICED_FOR_PITCH))),
        "pitch_range": lambda: _range(_voiced(pitch, _VOICED_FOR_RANGE)),
        "syllable_rate": lambda: _syllable_rate(found, pitch),
        "letter_rate": lambda: _letter_rate(found, text),
        "pauses": lambda: 100.0 * pause_ratio(found),
        "centroid": lambda: float(np.median(look.centroids)),
        "tilt": lambda: tilt(_up_to(TILT_HIGH, look, sample_rate).mean),
        "flatness": lambda: 10.0 * math.log10(float(np.median(_up_to(FLAT_HIGH, look, sample_rate).flatnesses))),
        "harmonicity": lambda: _harmonicity(clip, pitch),
        "noise_floor": lambda: _noise_floor(found),
    }


def _voiced(pitch: Pitch, least: int) -> NDArray[np.float32]:
    if not len(pitch.voiced):
        raise _Impossible("Nothing in it is voiced, as in a whisper.")
    if len(pitch.voiced) < least:
        raise _Impossible(f"Less than {least * HOP_SECONDS:g} s of it is voiced.")
    return pitch.voiced


def _range(hertz: NDArray[np.float32]) -> float:
    low, high = np.percentile(hertz, [5, 95])
    return float(12.0 * np.log2(high / low))


def _up_to(hertz: float, look: Spectrum, sample_rate: int) -> Spectrum:
    if hertz > _PASSED * sample_rate:
        raise _Impossible(f"At {sample_rate:,} samples a second it does not reach up to {hertz / 1000:g} kHz.")
    return look


def _syllable_rate(found: SpeechActivity, pitch: Pitch) -> float:
    _voiced(pitch, _VOICED_FOR_PITCH)
    return len(syllable_nuclei(found, pitch)) / _long_enough(found)


def _letter_rate(found: SpeechActivity, text: str) -> float:
    letters = sum(character.isalpha() for character in text)
    if not letters:
        raise _Impossible("What it says is not known.")
    return letters / _long_enough(found)


def _long_enough(found: SpeechActivity) -> float:
    seconds = spoken_seconds(found)
    if seconds < _SPOKEN_FOR_RATE:
        raise _Impossible(f"It speaks for less than {_SPOKEN_FOR_RATE} s.")
    return seconds


def _harmonicity(clip: NDArray[np.float32], pitch: Pitch) -> float:
    _voiced(pitch, _VOICED_FOR_PITCH)
    return min(_HIGHEST_RATIO, float(np.median(harmonics_to_noise(clip, pitch))))


def _noise_floor(found: SpeechActivity) -> float:
    quiet = [found.levels[start + _EDGE : end - _EDGE] for start, end in found.gaps(_GAP)]
    if not quiet:
        raise _Impossible("It speaks all the time.")
    return max(_LOWEST_FLOOR, float(np.median(np.concatenate(quiet))))
