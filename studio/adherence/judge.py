"""Judges measurements by what a description asks."""

import re
import unicodedata
from dataclasses import dataclass, replace
from math import isfinite, sqrt

from studio.adherence.followed import Followed, Verdict, range_text
from studio.adherence.levels import JUDGED, level_of, name_of
from studio.adherence.ranges import Band, band_of, ranges
from studio.adherence.reasons import REASONS
from studio.adherence.register import register_bands
from studio.audio.measurements import MEASUREMENTS
from studio.audio.metrics import Measurements
from studio.text.description import DIMENSIONS, UNMEASURED, Traits, read_traits
from studio.text.description.character_and_use import character_and_use
from studio.text.description.traits import PLAIN
from studio.text.language_id import guess_language
from studio.text.phrase_search import words_of
from studio.text.syllables import count_syllables

_PLACE_TO_PAUSE = re.compile(r"[.!?…,;:—–。！？，、；：]\s*\S", re.DOTALL)
_CHILD = 13.0  # years; children's voices are compared with women's


@dataclass(frozen=True)
class _Clip:
    """What is judged: the traits that are asked, the measurements, and what was said by which backend."""

    traits: Traits
    measurements: Measurements
    text: str
    language: str
    backend: str


@dataclass(frozen=True)
class _Found:
    """A measurement with the bands it is judged by; without bands, `reason` is why."""

    value: float | None
    bands: tuple[Band, ...] = ()
    reason: str = ""
    why: str = ""


def follow(
    description: str, measurements: Measurements, *, text: str = "", language: str = "auto", backend: str = ""
) -> tuple[Followed, ...]:
    """Judge whether a sound does what a description asks.

    Parameters
    ----------
    description : str
        How the voice was to sound.
    measurements : Measurements
        Of the sound.
    text : str
        What it says; without it the pace is an estimate from the sound.
    language : str
        Of the text; "auto" finds it.
    backend : str
        What made it: brightness, loudness, breathiness and roughness are compared with ordinary voices of the same
        backend.

    Returns
    -------
    tuple of Followed
        One for each dimension that the description says something about, those that cannot be measured last. What its
        words only suggest ("calm" a slow pace) is not asked.

    Examples
    --------
    >>> sound = Measurements({"duration": 5.0, "pitch": 95.0})
    >>> low, man = follow("A man with a low voice.", sound)
    >>> low.verdict, low.range_shown, man.verdict
    ('met', 'up to 116 Hz', 'unmeasurable')
    """
    traits = read_traits(description)
    spoken = guess_language(text, language) if text else language
    clip = _Clip(traits, measurements, text, spoken, backend)
    said = [name for name in (*DIMENSIONS, *UNMEASURED) if _said(traits, name)]
    judged = [_judged(clip, name) for name in said if name in JUDGED]
    others = {name: _said(traits, name) for name in said if name not in JUDGED} | _named(description, traits.language)
    return (*judged, *(_unmeasurable(name, words) for name, words in others.items()))


def _judged(clip: _Clip, dimension: str) -> Followed:
    level = level_of(dimension, getattr(clip.traits, dimension))
    table = ranges()[dimension]
    name = table["measurement"]
    found = _find(clip, dimension, level, name)
    verdict = _verdict(found)
    asked, unit, digits = name_of(dimension, level), table["unit"], MEASUREMENTS[name].digits
    digits = max(digits, 1) if dimension == "pace" else digits
    bounds = _met_range(found.bands)
    judged = Followed(
        dimension=dimension,
        asked=asked,
        said=_said(clip.traits, dimension),
        measured=found.value,
        unit=unit,
        verdict=verdict,
        range=bounds,
        source=table["source"],
        words="",
        reason=found.reason,
        digits=digits,
    )
    return replace(judged, words=_words(judged, found))


def _find(clip: _Clip, dimension: str, level: str, name: str) -> _Found:
    value = clip.measurements.values.get(name)
    if dimension == "pace":
        return _pace(clip, level)
    if value is None:
        return _Found(None, why=clip.measurements.unmeasured.get(name, ""))
    if dimension == "pitch":
        bands = register_bands(level, clip.traits.gender, clip.traits.age)
        return _Found(value, bands) if bands else _Found(value, reason="boys_voice")
    if dimension == "pauses" and clip.text and not _PLACE_TO_PAUSE.search(clip.text):
        return _Found(value, reason="no_place")
    if "ordinary" in ranges()[dimension]:
        return _beside_ordinary(clip, dimension, level, value)
    return _Found(value, (band_of(dimension, level),))


def _pace(clip: _Clip, level: str) -> _Found:
    """Return syllables of the text per second of speech; where the text does not tell, those found in the sound."""
    values, table = clip.measurements.values, ranges()["pace"]
    syllables = count_syllables(clip.text, clip.language) if clip.text else None
    seconds = values.get("speech_time")
    value = syllables / seconds if syllables and seconds else values.get("articulation_rate")
    if value is None:
        return _Found(None, why=clip.measurements.unmeasured.get("articulation_rate", ""))
    rate = table["languages"].get("english" if clip.language in ("", "auto") else clip.language)
    if rate is None:
        return _Found(value, reason="no_rate")
    return _Found(value, (band_of("pace", level).scaled(rate * table["read_to_listeners"]),))


def _beside_ordinary(clip: _Clip, dimension: str, level: str, value: float) -> _Found:
    ordinary = ranges()[dimension]["ordinary"].get(clip.backend)
    if ordinary is None:
        return _Found(value, reason="no_norm")
    band = band_of(dimension, level)
    if dimension != "brightness":
        return _Found(value, (band.moved(ordinary["any"]),))
    return _Found(value, tuple(band.scaled(norm) for norm in _centroids(clip.traits, ordinary)))


def _centroids(traits: Traits, ordinary: dict[str, float]) -> list[float]:
    """Return the ordinary centroids that the voice may have: one of its gender, or both where that is open."""
    if traits.gender == "neutral":
        return [sqrt(ordinary["male"] * ordinary["female"])]
    if traits.gender == "female" or (traits.age is not None and traits.age < _CHILD):
        return [ordinary["female"]]
    return [ordinary["male"]] if traits.gender == "male" else [ordinary["male"], ordinary["female"]]


def _verdict(found: _Found) -> Verdict:
    if found.value is None or found.reason in ("boys_voice", "no_rate", "no_place"):
        return "unmeasurable"
    if not found.bands:
        return "unclear"
    verdicts = {_one(found.value, band) for band in found.bands}
    return verdicts.pop() if len(verdicts) == 1 else "unclear"


def _one(value: float, band: Band) -> Verdict:
    if band.low <= value <= band.high:
        return "met"
    return "unclear" if band.outer_low <= value <= band.outer_high else "missed"


def _met_range(bands: tuple[Band, ...]) -> tuple[float | None, float | None] | None:
    """Return the range in which every band is met; None where they have none in common."""
    if not bands:
        return None
    low, high = max(band.low for band in bands), min(band.high for band in bands)
    return (low if isfinite(low) else None, high if isfinite(high) else None) if low <= high else None


def _said(traits: Traits, dimension: str) -> str:
    """Return the words that decide a dimension; "" where they only suggest it."""
    mentions = [mention for mention in traits.said(dimension) if mention.weight >= PLAIN]
    heaviest = max((mention.weight for mention in mentions), default=PLAIN)
    return ", ".join(dict.fromkeys(mention.words for mention in mentions if mention.weight == heaviest))


def _words(judged: Followed, found: _Found) -> str:
    if found.reason:
        return REASONS[found.reason]
    if found.value is None:
        return found.why or "It was not measured."
    says = {"met": "as asked", "missed": "not as asked", "unclear": "too near to tell", "unmeasurable": ""}[
        judged.verdict
    ]
    wanted = range_text(judged.range, judged.unit, judged.digits)
    return f"{judged.shown}: {says} ({judged.asked}{f': {wanted}' if wanted else ''})."


def _named(description: str, language: str) -> dict[str, str]:
    """Return the words of character and of use that a description has."""
    text = unicodedata.normalize("NFC", description)
    words: dict[str, dict[str, None]] = {}
    for one in character_and_use(words_of(text), language):
        words.setdefault(one.dimension, {})[text[one.start : one.end]] = None
    return {dimension: ", ".join(said) for dimension, said in words.items()}


def _unmeasurable(dimension: str, said: str) -> Followed:
    reason = "gender_by_ear" if dimension == "gender" else "no_method"
    return Followed(dimension, said, said, None, "", "unmeasurable", None, "", REASONS[reason], reason)
