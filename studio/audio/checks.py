"""Checks for faults in a take, shown on its card.

The checks look at the sound only: a missing or wrong word is not detected.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, HOP_SECONDS, runs, without_offset
from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.mfcc import longest_repeat, mfcc, subsequence_distance
from studio.audio.speech_rate import spoken_seconds
from studio.audio.vad import SpeechActivity, detect_speech
from studio.audio.validation import check_clip
from studio.domain.rich_display import RichDisplay

Severity = Literal["problem", "note"]

_FLAT = 3  # samples in a row at the highest level; a sine of 100 Hz has 2 at most
_FLAT_RUNS = 3
_GRID = 2.0**-22
_OFFSET = 10 ** (-50 / 20)
_OFFSET_SHARE = 0.05  # of the RMS
_SILENT_END = 1.0  # seconds
_ABRUPT_DB = 20.0  # below the loud frames; the last 20 ms of a finished word are lower
_LETTER_SECONDS = 0.08  # per letter of ordinary speech, as in the frame cap of a request
_SLOWEST = 3.0  # times the expected duration,
_ALLOWANCE = 3.0  # plus so many seconds
_LOOP = (30, 500)  # frames: the period of a loop is 0.3 to 5 s
_LOOP_ALIKE = 0.6
_LOOP_TIMES = 2.0  # periods of matching itself: the same sound three times
_SYLLABLES = (2.0, 8.0)  # Hz: the modulation of speech
_MODULATION = 0.2  # RMS of that modulation relative to the mean amplitude; speech 0.4 to 0.8, noise and tones < 0.15
_LONG_ENOUGH = 0.6  # seconds of speech needed to measure modulation
_ECHO_TAIL = 80  # frames: the last 0.8 s of the reference
_ECHO_HEAD = 200  # frames: the first 2 s of the take
_ECHO = 0.22  # per frame; the same words by the same voice have 0.11 to 0.22, other words 0.24 to 0.46
_KEPT = 256


@dataclass(frozen=True)
class Flag(RichDisplay):
    """One possible fault of a take.

    Parameters
    ----------
    code : str
        Stable identifier: silent, clipping, dc-offset, silent-start, silent-end, runaway, loop, truncated,
        reference-echo, non-speech.
    what : str
        One sentence for the user.
    severity : str
        "problem" if the take is probably unusable, "note" if it may be intended or can be repaired.
    values : tuple of float
        The numbers of the sentence, in its order, for interfaces that say it in another language.
    """

    code: str
    what: str
    severity: Severity = "problem"
    values: tuple[float, ...] = ()


class Flags(tuple[Flag, ...], RichDisplay):
    """The possible faults of a take, the worst first; empty if none was found."""

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class Reference:
    """The clip that a voice was cloned from, to check whether a take repeats it.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Hz.
    text : str
        What it says.
    """

    samples: ArrayLike
    sample_rate: int
    text: str = ""


def check(samples: ArrayLike, sample_rate: int, text: str = "", reference: Reference | None = None) -> Flags:
    """Check a clip for faults.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz.
    text : str
        What it should say; if empty, its length is not checked.
    reference : Reference, optional
        The clip its voice was cloned from. Dynamic time warping of MFCC finds whether the clip begins with the end of
        the reference. An echo shorter than half a second, or spoken in a different way, may be missed.

    Returns
    -------
    Flags
        Empty if no fault was found.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.

    Examples
    --------
    >>> t = np.arange(48_000) / 24_000
    >>> [flag.code for flag in check(np.clip(2 * np.sin(2 * np.pi * 220 * t), -1, 1), 24_000)]
    ['clipping', 'truncated', 'loop', 'non-speech']
    """
    clip = check_clip(samples, sample_rate)
    key = [content_hash(clip, sample_rate), text]
    if reference is not None:
        key += [content_hash(check_clip(reference.samples, reference.sample_rate), reference.sample_rate)]
    return _kept.get_or_compute(tuple(key), partial(_check, clip, sample_rate, text, reference))


_kept: LruCache[Flags] = LruCache(_KEPT)


def _check(clip: NDArray[np.float32], sample_rate: int, text: str, reference: Reference | None) -> Flags:
    sound = without_offset(clip, sample_rate)
    found = detect_speech(sound)
    if found.bounds is None:
        return Flags([Flag("silent", "It contains no sound.")])
    flags = [*_levels(clip), *_ends(sound, found), *_length(sound, found, text), *_speech(found)]
    if reference is not None:
        flags += _echo(sound, found, text, reference)
    return Flags(flags)


def _levels(clip: NDArray[np.float32]) -> Iterator[Flag]:
    flat = _flat_runs(clip)
    if flat >= _FLAT_RUNS:
        yield Flag("clipping", f"It is clipped: flat at its highest level in {flat:,} places.", values=(flat,))
    offset = float(np.mean(clip, dtype=np.float64))
    if abs(offset) > max(_OFFSET, _OFFSET_SHARE * float(np.sqrt(np.mean(clip**2, dtype=np.float64)))):
        percent = round(100 * abs(offset), 1)
        yield Flag("dc-offset", f"It has a DC offset of {percent}% of full scale.", "note", (percent,))


def _flat_runs(clip: NDArray[np.float32]) -> int:
    """Count the runs of at least three samples at the positive or the negative peak."""
    count = 0
    for half in (clip, -clip):
        top = float(half.max(initial=0.0))
        if top > 0.0:
            count += int(np.count_nonzero(np.diff(runs(half >= top - _GRID)) >= _FLAT))
    return count


def _ends(sound: NDArray[np.float32], found: SpeechActivity) -> Iterator[Flag]:
    first, last = found.bounds or (0, 0)
    before, after = first * HOP_SECONDS, len(sound) / ANALYSIS_RATE - last * HOP_SECONDS
    if before > _SILENT_END:
        yield Flag("silent-start", f"It is silent for {before:.1f} s before it speaks.", "note", (round(before, 1),))
    if after > _SILENT_END:
        yield Flag("silent-end", f"It is silent for {after:.1f} s after it has spoken.", "note", (round(after, 1),))
    power = float(np.var(sound[-2 * HOP :], dtype=np.float64))
    if 10.0 * np.log10(power + 1e-14) > np.percentile(found.levels, 95) - _ABRUPT_DB:
        yield Flag("truncated", "It ends in the middle of a sound.")


def _length(sound: NDArray[np.float32], found: SpeechActivity, text: str) -> Iterator[Flag]:
    seconds, expected = spoken_seconds(found), _expected_seconds(text)
    if expected and seconds > _SLOWEST * expected + _ALLOWANCE:
        what = f"It speaks for {seconds:.1f} s; its text takes about {expected:.1f} s."
        yield Flag("runaway", what, values=(round(seconds, 1), round(expected, 1)))
    bounds = found.bounds or (0, 0)
    stretch, period = longest_repeat(mfcc(_between(sound, bounds)), found.speaking[slice(*bounds)], *_LOOP, _LOOP_ALIKE)
    if period and stretch >= _LOOP_TIMES * period and not _repeats(text):
        repeated, times = round(period * HOP_SECONDS, 1), 1 + round(stretch / period)
        yield Flag("loop", f"It says the same {repeated} s {times} times in a row.", values=(repeated, times))


def _expected_seconds(text: str) -> float:
    """Estimate how long a text takes: a digit or symbol counts as five letters, a wide character as four."""
    weights = {"L": 1, "M": 0, "N": 5, "S": 5}
    letters = [unicodedata.category(character)[0] for character in text]
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text if character.isalpha())
    return _LETTER_SECONDS * (sum(weights.get(kind, 1) for kind in letters) + 3 * wide)


def _repeats(text: str) -> bool:
    """Return whether the text itself repeats something three times in a row."""
    return re.search(r"(.{3,}?)\1\1", re.sub(r"[\W_]+", "", text.casefold())) is not None


def _speech(found: SpeechActivity) -> Iterator[Flag]:
    if spoken_seconds(found) >= _LONG_ENOUGH and _modulation(found) < _MODULATION:
        yield Flag("non-speech", "It has no syllables: it is a tone, hum or noise rather than speech.")


def _modulation(found: SpeechActivity) -> float:
    """Return the RMS of the amplitude modulation at syllable rates, relative to the mean amplitude."""
    first, last = found.bounds or (0, 0)
    amplitude = 10 ** (found.levels[first:last] / 20)
    window = np.hanning(len(amplitude))
    spectrum = np.fft.rfft((amplitude - amplitude.mean()) * window)
    hertz = np.fft.rfftfreq(len(amplitude), HOP_SECONDS)
    band = spectrum[(hertz >= _SYLLABLES[0]) & (hertz <= _SYLLABLES[1])]
    power = 2.0 * np.sum(np.abs(band) ** 2) / len(amplitude) / np.sum(window**2)
    return float(np.sqrt(power) / amplitude.mean())


def _echo(sound: NDArray[np.float32], found: SpeechActivity, text: str, reference: Reference) -> Iterator[Flag]:
    source = without_offset(check_clip(reference.samples, reference.sample_rate), reference.sample_rate)
    source_speech = detect_speech(source)
    if source_speech.bounds is None or found.bounds is None or _starts_with_last_word(text, reference.text):
        return
    tail = mfcc(_between(source, source_speech.bounds))[:, -_ECHO_TAIL:]
    head = mfcc(_between(sound, found.bounds))[:, :_ECHO_HEAD]
    if min(tail.shape[1], head.shape[1]) >= _ECHO_TAIL // 2 and subsequence_distance(tail, head) < _ECHO:
        yield Flag("reference-echo", "It begins with the end of the clip its voice was cloned from.")


def _starts_with_last_word(text: str, reference_text: str) -> bool:
    """Return whether the last word of the reference is among the first three of the text."""
    words, last = (re.findall(r"\w+", each.casefold()) for each in (text, reference_text))
    return bool(last) and last[-1] in words[:3]


def _between(clip: NDArray[np.float32], bounds: tuple[int, int]) -> NDArray[np.float32]:
    return clip[bounds[0] * HOP : bounds[1] * HOP]
