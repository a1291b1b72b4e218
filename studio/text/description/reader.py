"""Reads what a description says about a voice."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from studio.text.description.heads import describes_the_speaker
from studio.text.description.language import language_of
from studio.text.description.lexicon import LEXICONS, Sense, lexicon
from studio.text.description.phrases import Span, spans_of
from studio.text.description.scope import has_level, level_sense, scale_at
from studio.text.description.speaker import Role, roles_of
from studio.text.description.traits import DIMENSIONS, HINT, NUMBER, ONE_SIDED, SIMILE, Mention, Traits
from studio.text.vocabulary import Value

#: The reader among the versions in a recipe of the sketch, and its version, which changes whenever a description may be
#: read differently, or lead to other numbers of a voice. Recipes of studio 0.1 have none.
READER, READER_VERSION = "description reader", "4"

_ORDINARY_AGE = 40.0
_WHISPERED = 0.5  # degrees below are "almost"


def read_traits(description: str) -> Traits:
    """Read what a description says about the voice, in English, French or Chinese.

    Words count whole; case and accents do not matter. "Very" and "slightly" scale the word after them; "not",
    "without", "less", "avoid" and the like make it 0, across "or". Ages and genders count only for the speaker, not for
    listeners and others. Several words for one dimension: the strongest counts, or their mean where they contradict
    each other. A word that only suggests something gives way to one that says it.

    Parameters
    ----------
    description : str
        How the voice sounds.

    Returns
    -------
    Traits
        With the words that each of them came from, and the description's language.

    Examples
    --------
    >>> traits = read_traits("A very low, slightly husky man's voice in his sixties, not breathy.")
    >>> traits.gender, traits.age, traits.breathiness
    ('male', 65.0, 0.0)
    >>> traits.said("pitch")[0].words
    'very low'
    """
    text = unicodedata.normalize("NFC", description)
    language = language_of(text)
    if language and language not in LEXICONS:
        return Traits(language=language)
    known = lexicon(language or LEXICONS[0])
    spans = spans_of(text, known)
    roles = roles_of(spans, known.adjectives)
    found = [
        mention
        for place in range(len(spans))
        if describes_the_speaker(spans, place, known.adjectives)
        for mention in _mentions(text, spans, place, roles[place])
    ]
    mentions = tuple(mention for mention in found if mention.dimension in DIMENSIONS)
    said = {name: [mention for mention in mentions if mention.dimension == name] for name in DIMENSIONS}
    values: dict[str, Any] = {name: _combine(name, same) for name, same in said.items() if same}
    unmeasured = tuple(mention for mention in found if mention.dimension not in DIMENSIONS)
    return Traits(**values, mentions=mentions, unmeasured=unmeasured, language=language)


def _mentions(text: str, spans: Sequence[Span], place: int, role: Role) -> Iterator[Mention]:
    span = spans[place]
    senses = _senses(spans, place)
    if not senses or (role == "other" and span.is_a("likeness")):
        return
    scale, first = scale_at(spans, place) if not span.is_a("pronoun") else (1.0, place)
    start = spans[first].start
    for sense in senses:
        weighed = _weighed(sense, role)
        value = _scaled(weighed, scale) if weighed else None
        if weighed and value is not None:
            denied = float(sense.value) if scale == 0 and not isinstance(sense.value, str) else None
            words = text[start : span.end]
            yield Mention(sense.dimension, value, words, start, weighed.weight, denied, sense.term)


def _senses(spans: Sequence[Span], place: int) -> tuple[Sense, ...]:
    span = spans[place]
    if span.number is not None:
        return (Sense("age", span.number, NUMBER),)
    if span.entry.level is not None and (sense := level_sense(spans, place)):
        return (sense,)
    if span.entry.aspect and has_level(spans, place):
        return ()
    return (*span.entry.senses, *_gender_of_article(spans, place))


def _gender_of_article(spans: Sequence[Span], place: int) -> tuple[Sense, ...]:
    """Return the gender that only the article before a French noun says: "une journaliste"."""
    before = spans[max(0, place - 3) : place + 1]
    if not spans[place].is_a("epicene") or any(span.breaks or span.is_a("voice") for span in before[1:]):
        return ()
    if any(span.is_a("feminine") for span in before):
        return (Sense("gender", "female"),)
    return (Sense("gender", "male", HINT),) if any(span.is_a("masculine") for span in before) else ()


def _weighed(sense: Sense, role: Role) -> Sense | None:
    """Return a sense as it counts for the speaker; None where it is about somebody else."""
    if role == "compared":
        return None
    if sense.dimension not in ("gender", "age") or role == "speaker":
        return sense
    return replace(sense, weight=SIMILE) if role == "simile" else None


def _scaled(sense: Sense, scale: float) -> Value | None:
    """Apply "very", "slightly" and "not"; None where a "not" leaves everything open ("not old")."""
    if sense.dimension == "whisper":
        return scale != 0 if scale == 0 or scale >= _WHISPERED else None  # "almost a whisper" is none
    if isinstance(sense.value, str) or sense.dimension == "age":
        if scale == 0:
            return None
        damped = 1 + 0.45 * (scale - 1) if sense.weight < NUMBER else 1.0
        if isinstance(sense.value, str):
            return sense.value
        return min(95.0, max(4.0, _ORDINARY_AGE + (sense.value - _ORDINARY_AGE) * damped))
    if scale == 0 and sense.weight == HINT:
        return None  # "not calm" says nothing about the pace
    return min(1.0, max(-1.0, sense.value * scale)) + 0.0


def _combine(dimension: str, mentions: Sequence[Mention]) -> Value:
    heaviest = max(mention.weight for mention in mentions)
    values = [mention.value for mention in _not_contradicted(mentions, heaviest)]
    if dimension == "whisper":
        return any(values)
    if dimension == "gender":
        return "neutral" if "neutral" in values else values[0]
    if dimension == "age":
        return sum(map(float, values)) / len(values)
    strongest = _strongest([float(value) for value in values])
    return max(0.0, strongest) if dimension in ONE_SIDED else strongest


def _not_contradicted(mentions: Sequence[Mention], weight: int) -> list[Mention]:
    """Return the mentions of a weight, without denials of the opposite: "deep, not high" is as deep as "deep"."""
    chosen = [mention for mention in mentions if mention.weight == weight]
    said = [float(mention.value) for mention in chosen if mention.denied is None and not isinstance(mention.value, str)]
    return [
        mention for mention in chosen if mention.denied is None or not any(mention.denied * value < 0 for value in said)
    ]


def _strongest(offsets: Sequence[float]) -> float:
    """Return the value farthest from 0 if all have the same sign, else their mean."""
    if min(offsets) > 0 or max(offsets) < 0:
        return max(offsets, key=abs)
    return sum(offsets) / len(offsets)
