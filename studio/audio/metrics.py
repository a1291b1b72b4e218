"""Measure a take: duration, loudness, pitch, pace, timbre, noise.

Units, methods and sources are in `studio.audio.metric_catalogue`. What cannot be measured (the pitch of a whisper, the
loudness of silence) is None, with the reason in `unmeasured`.
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
_GAP = 0.1  # seconds: the shortest gap in which the noise floor is measured
_EDGE = 3  # frames left out at both ends of a gap, where speech fades
_LOWEST_FLOOR = -120.0  # dBFS; below is the 24-bit grid
_HIGHEST_RATIO = 40.0  # dB; above, the error of the window is as large as the noise
_PASSED = 0.45  # of the sample rate: what an anti-aliasing filter passes
_KEPT = 256


@dataclass(frozen=True)
class Measurements:
    """The measurements of one clip; None where one cannot be made. Methods are in `studio.audio.metric_catalogue`.

    Parameters
    ----------
    duration : float
        Seconds.
    loudness, true_peak : float, optional
        LUFS, dBTP.
    pitch, pitch_range : float, optional
        Median in Hz, 5th to 95th percentile in semitones.
    syllable_rate, letter_rate : float, optional
        Per second, from the first speech to the last.
    pauses : float, optional
        Percent of that time.
    centroid : float, optional
        Hz.
    tilt : float, optional
        dB per octave.
    flatness, harmonicity : float, optional
        dB.
    noise_floor : float, optional
        dBFS.
    unmeasured : mapping of str to str
        Why each measurement that is None could not be made, by its name.
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
        """Return plain JSON data; `from_json` is the inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Measurements":
        """Return the measurements that `to_json` was called on."""
        return cls(**data)


def measure(samples: ArrayLike, sample_rate: int, text: str = "") -> Measurements:
    """Measure a clip.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz.
    text : str
        What the clip says, for the pace by text.

    Returns
    -------
    Measurements
        Cached by the content of the clip.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.

    Examples
    --------
    >>> t = np.arange(24_000) / 24_000
    >>> buzz = 0.1 * sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 20))
    >>> found = measure(buzz, 24_000)
    >>> round(found.pitch), found.unmeasured["noise_floor"]
    (120, 'It has no gaps in its speech.')
    """
    clip = check_clip(samples, sample_rate)
    key = (content_hash(clip, sample_rate), text)
    return _kept.get_or_compute(key, partial(_measure, clip, sample_rate, text))


_kept: LruCache[Measurements] = LruCache(_KEPT)


class _Unmeasurable(Exception):
    """The reason why a measurement cannot be made, for the user."""


def _measure(clip: NDArray[np.float32], sample_rate: int, text: str) -> Measurements:
    duration = len(clip) / sample_rate
    level = loudness(clip, sample_rate)
    sound = without_offset(clip, sample_rate)
    found = detect_speech(sound)
    if not math.isfinite(level) or found.bounds is None:
        silent = dict.fromkeys([name for name in METHODS if name != "duration"], "It is silent.")
        return Measurements(duration, unmeasured=silent)
    measurements = {
        "loudness": lambda: level,
        "true_peak": lambda: true_peak(clip, sample_rate),
        **_speech_measurements(sound, sample_rate, found, pitch_pyin(clip, sample_rate), text),
    }
    values: dict[str, float] = {}
    unmeasured: dict[str, str] = {}
    for name, compute in measurements.items():
        try:
            values[name] = compute()
        except _Unmeasurable as why:
            unmeasured[name] = str(why)
    return Measurements(duration, **values, unmeasured=unmeasured)


def _speech_measurements(
    clip: NDArray[np.float32], sample_rate: int, found: SpeechActivity, pitch: Pitch, text: str
) -> dict[str, Callable[[], float]]:
    """Return a function for each measurement of speech; they share one spectrum."""
    spectra = spectrum(clip, found.speaking)
    return {
        "pitch": lambda: float(np.median(_voiced(pitch, _VOICED_FOR_PITCH))),
        "pitch_range": lambda: _range(_voiced(pitch, _VOICED_FOR_RANGE)),
        "syllable_rate": lambda: _syllable_rate(found, pitch),
        "letter_rate": lambda: _letter_rate(found, text),
        "pauses": lambda: 100.0 * pause_ratio(found),
        "centroid": lambda: float(np.median(spectra.centroids)),
        "tilt": lambda: tilt(_up_to(TILT_HIGH, spectra, sample_rate).mean),
        "flatness": lambda: 10.0 * math.log10(float(np.median(_up_to(FLAT_HIGH, spectra, sample_rate).flatnesses))),
        "harmonicity": lambda: _harmonicity(clip, pitch),
        "noise_floor": lambda: _noise_floor(found),
    }


def _voiced(pitch: Pitch, least: int) -> NDArray[np.float32]:
    if not len(pitch.voiced):
        raise _Unmeasurable("Nothing in it is voiced, as in a whisper.")
    if len(pitch.voiced) < least:
        raise _Unmeasurable(f"Less than {least * HOP_SECONDS:g} s of it is voiced.")
    return pitch.voiced


def _range(hertz: NDArray[np.float32]) -> float:
    low, high = np.percentile(hertz, [5, 95])
    return float(12.0 * np.log2(high / low))


def _up_to(hertz: float, spectra: Spectrum, sample_rate: int) -> Spectrum:
    if hertz > _PASSED * sample_rate:
        raise _Unmeasurable(f"At a sample rate of {sample_rate:,} Hz it does not reach {hertz / 1000:g} kHz.")
    return spectra


def _syllable_rate(found: SpeechActivity, pitch: Pitch) -> float:
    _voiced(pitch, _VOICED_FOR_PITCH)
    return len(syllable_nuclei(found, pitch)) / _long_enough(found)


def _letter_rate(found: SpeechActivity, text: str) -> float:
    letters = sum(character.isalpha() for character in text)
    if not letters:
        raise _Unmeasurable("Its text is not known.")
    return letters / _long_enough(found)


def _long_enough(found: SpeechActivity) -> float:
    seconds = spoken_seconds(found)
    if seconds < _SPOKEN_FOR_RATE:
        raise _Unmeasurable(f"It speaks for less than {_SPOKEN_FOR_RATE} s.")
    return seconds


def _harmonicity(clip: NDArray[np.float32], pitch: Pitch) -> float:
    _voiced(pitch, _VOICED_FOR_PITCH)
    return min(_HIGHEST_RATIO, float(np.median(harmonics_to_noise(clip, pitch))))


def _noise_floor(found: SpeechActivity) -> float:
    quiet = [found.levels[start + _EDGE : end - _EDGE] for start, end in found.gaps(_GAP)]
    if not quiet:
        raise _Unmeasurable("It has no gaps in its speech.")
    return max(_LOWEST_FLOOR, float(np.median(np.concatenate(quiet))))
