"""Reads the traits of a voice from its description, dimension by dimension.

The words are in `lexicon.toml`, beside this file: a table to read and to extend.
"""

import re
import tomllib
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: Every dimension, in the order in which they are worth saying.
DIMENSIONS = (
    "gender",
    "age",
    "pitch",
    "pitch_range",
    "pace",
    "brightness",
    "energy",
    "breathiness",
    "roughness",
    "whisper",
)

Value = str | float | bool

_ORDINARY_AGE = 40.0
_HINT, _PLAIN, _NUMBER = 0, 1, 2
_CLAUSE_END = re.compile(r"[,;:.!?()\[\]\n—–…]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Mention:
    """One place where the description says something.

    Parameters
    ----------
    dimension : str
        One of `DIMENSIONS`.
    value : str, float or bool
        What it says there, "very" and "not" included.
    words : str
        As they are written.
    start : int
        Where they start in the description.
    weight : int
        0 where it is only suggested ("he", "calm" for a pace), 1 where it is said, 2 for an age in figures.
    """

    dimension: str
    value: Value
    words: str
    start: int
    weight: int = _PLAIN


@dataclass(frozen=True)
class Traits:
    """The traits that a description states; None where it states nothing.

    Parameters
    ----------
    gender : str, optional
        "female", "male" or "neutral".
    age : float, optional
        Years.
    pitch : float, optional
        -1 very low, 0 medium, 1 very high, among voices of that gender and age.
    pitch_range : float, optional
        -1 monotone, 0 ordinary, 1 very lively.
    pace : float, optional
        -1 very slow, 0 ordinary, 1 very fast.
    brightness : float, optional
        -1 very dark, 0 ordinary, 1 very bright.
    energy : float, optional
        -1 very soft, 0 ordinary, 1 very loud.
    breathiness, roughness : float, optional
        0 none, 1 very much.
    whisper : bool, optional
        Whether it is whispered.
    mentions : tuple of Mention
        Where it says so, in the order of the text.
    """

    gender: str | None = None
    age: float | None = None
    pitch: float | None = None
    pitch_range: float | None = None
    pace: float | None = None
    brightness: float | None = None
    energy: float | None = None
    breathiness: float | None = None
    roughness: float | None = None
    whisper: bool | None = None
    mentions: tuple[Mention, ...] = ()

    def said(self, dimension: str) -> tuple[Mention, ...]:
        """Return the mentions of one dimension."""
        return tuple(mention for mention in self.mentions if mention.dimension == dimension)


def read_traits(description: str) -> Traits:
    """Read what a description says about the voice, in English or French.

    Words count whole; case and accents do not matter. "Very" and "slightly" scale the word after them, "not" and
    "without" make it 0, across "or". Several words for one dimension: the strongest counts, or their mean where
    they contradict each other. A word that only suggests something gives way to one that says it.

    Parameters
    ----------
    description : str
        How the voice sounds.

    Returns
    -------
    Traits
        With the words that each of them came from.

    Examples
    --------
    >>> traits = read_traits("A very low, slightly husky man's voice in his sixties, not breathy.")
    >>> traits.gender, traits.age, traits.breathiness
    ('male', 65.0, 0.0)
    >>> traits.said("pitch")[0].words
    'very low'
    """
    text = unicodedata.normalize("NFC", description)
    spans = _spans(_tokens(text))
    mentions = tuple(mention for place in range(len(spans)) for mention in _mentions(text, spans, place))
    said = {name: [mention for mention in mentions if mention.dimension == name] for name in DIMENSIONS}
    values: dict[str, Any] = {name: _combine(name, found) for name, found in said.items() if found}
    return Traits(**values, mentions=mentions)


@dataclass(frozen=True)
class _Token:
    word: str
    start: int
    end: int
    breaks: bool  # a comma or a full stop stands before it


@dataclass(frozen=True)
class _Sense:
    """One meaning of a phrase: a trait's value, or what it does to the trait beside it."""

    kind: str  # a dimension, or "modifier", "filler", "list", "ignored"
    value: Value = 0.0
    weight: int = _PLAIN


@dataclass(frozen=True)
class _Span:
    """A phrase of the lexicon, an age, or a word that says nothing, in its place."""

    senses: tuple[_Sense, ...]
    start: int
    end: int
    breaks: bool

    def scale(self) -> float | None:
        return next((float(sense.value) for sense in self.senses if sense.kind == "modifier"), None)

    def is_a(self, kind: str) -> bool:
        return any(sense.kind == kind for sense in self.senses)


@dataclass(frozen=True)
class _Lexicon:
    phrases: dict[tuple[str, ...], tuple[_Sense, ...]]
    decades: dict[str, float]
    parts: dict[str, str]
    numbers: dict[tuple[str, ...], int]
    marks: dict[str, set[tuple[str, ...]]]
    longest: int


@cache
def _lexicon() -> _Lexicon:
    table: dict[str, Any] = tomllib.loads(files("studio.text").joinpath("lexicon.toml").read_text("utf-8"))
    phrases: dict[tuple[str, ...], tuple[_Sense, ...]] = {}
    for kind, value, weight, words in _entries(table):
        for phrase in map(_phrase, words):
            sense = _Sense(kind, value, weight)
            if sense not in (known := phrases.get(phrase, ())):  # "souffle" and "soufflé" are one here
                phrases[phrase] = (*known, sense)
    return _Lexicon(
        phrases=phrases,
        decades={_phrase(word)[-1]: int(ten) + 5.0 for ten, words in table["decades"].items() for word in words},
        parts={_fold(word): part for part, words in table["decade_part"].items() for word in words},
        numbers={_phrase(word): int(number) for number, words in table["numbers"].items() for word in words},
        marks={side: set(map(_phrase, words)) for side, words in table["age_marks"].items()},
        longest=max(map(len, phrases)),
    )


def _entries(table: dict[str, Any]) -> Iterator[tuple[str, Value, int, list[str]]]:
    for dimension in DIMENSIONS:
        for entry in table[dimension]:
            yield dimension, entry["value"], _HINT if entry.get("hint") else _PLAIN, entry["words"]
    for entry in table["modifier"]:
        yield "modifier", entry["scale"], _PLAIN, entry["words"]
    for kind in ("filler", "list", "ignored"):
        yield kind, 0.0, _PLAIN, table[kind]["words"]


def _fold(word: str) -> str:
    """Lower the case and take the accents off."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return plain.replace("œ", "oe")


def _phrase(words: str) -> tuple[str, ...]:
    return tuple(_fold(word) for word in _WORD.findall(words))


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _WORD.finditer(text):
        gap = text[tokens[-1].end if tokens else 0 : found.start()]
        tokens.append(_Token(_fold(found.group()), found.start(), found.end(), bool(_CLAUSE_END.search(gap))))
    return tokens


def _spans(tokens: Sequence[_Token]) -> list[_Span]:
    """Cut the description into phrases of the lexicon, longest first, ages, and single words."""
    words = tuple(token.word for token in tokens)
    spans: list[_Span] = []
    place = 0
    while place < len(tokens):
        size, senses = _age_at(words[place:]) or _phrase_at(words[place:])
        breaks = tokens[place].breaks
        spans.append(_Span(senses, tokens[place].start, tokens[place + size - 1].end, breaks))
        place += size
    return spans


def _phrase_at(words: tuple[str, ...]) -> tuple[int, tuple[_Sense, ...]]:
    lexicon = _lexicon()
    for size in range(min(lexicon.longest, len(words)), 0, -1):
        if senses := lexicon.phrases.get(words[:size]):
            return size, senses
    return 1, ()


def _age_at(words: tuple[str, ...]) -> tuple[int, tuple[_Sense, ...]] | None:
    """Read "40 years old", "aged forty", "in her early sixties", "60s": how many words, and the age."""
    marks = _lexicon().marks
    before = _length_at(words, marks["before"])
    size, age = _number_at(words[before:])
    after = _length_at(words[before + size :], marks["after"])
    unmade = _length_at(words[before + size + after :], marks["unless"])
    if size and (before or after) and not unmade and 2 <= age <= 110:
        return before + size + after, (_Sense("age", float(age), _NUMBER),)
    return _decade_at(words)


def _number_at(words: tuple[str, ...]) -> tuple[int, int]:
    if words and words[0].isdecimal() and len(words[0]) <= 3:
        return 1, int(words[0])
    size, total = 0, 0
    while found := _length_at(words[size:], _lexicon().numbers):
        total += _lexicon().numbers[words[size : size + found]]
        size += found
    return size, total


def _length_at(words: tuple[str, ...], phrases: Container[tuple[str, ...]]) -> int:
    """Return how many of the next words, at most three, form one of the phrases."""
    return next((size for size in range(min(3, len(words)), 0, -1) if words[:size] in phrases), 0)


def _decade_at(words: tuple[str, ...]) -> tuple[int, tuple[_Sense, ...]] | None:
    lexicon = _lexicon()
    part = lexicon.parts.get(words[0], "")
    skip = 1 if part else 0
    while part and skip < min(4, len(words)) and words[skip] in {"de", "la", "mid"}:  # "fin de la trentaine"
        skip += 1
    word = words[skip] if skip < len(words) else ""
    numeral = re.fullmatch(r"([2-9]0)s", word)
    middle = int(numeral[1]) + 5.0 if numeral else lexicon.decades.get(word)
    if middle is None:
        return None
    return skip + 1, (_Sense("age", middle + {"early": -3.0, "late": 3.0}.get(part, 0.0), _NUMBER),)


def _mentions(text: str, spans: Sequence[_Span], place: int) -> Iterator[Mention]:
    span = spans[place]
    traits = [sense for sense in span.senses if sense.kind in DIMENSIONS]
    if not traits:
        return
    scale, start = _scale(spans, place)
    for sense in traits:
        value = _scaled(sense, scale)
        if value is not None:
            yield Mention(sense.kind, value, text[start : span.end], start, sense.weight)


def _scale(spans: Sequence[_Span], place: int) -> tuple[float, int]:
    """Multiply the modifiers before a phrase; give the product and where the first of them starts."""
    scale, start, across = 1.0, spans[place].start, False
    for here in range(place - 1, -1, -1):
        span = spans[here]
        factor = span.scale()
        if spans[here + 1].breaks:
            break
        if factor is not None and (factor == 0 or not across):
            scale, start = scale * factor, span.start
        elif span.is_a("list"):
            across = True
        elif not span.is_a("filler") and not across:
            break
        if scale == 0:
            break
    return scale, start


def _scaled(sense: _Sense, scale: float) -> Value | None:
    """Apply "very", "slightly" and "not"; None where a "not" leaves everything open ("not old")."""
    if sense.kind == "whisper":
        return scale != 0
    if isinstance(sense.value, str) or sense.kind == "age":
        if scale == 0:
            return None
        damped = 1 + 0.45 * (scale - 1) if sense.weight < _NUMBER else 1.0
        if isinstance(sense.value, str):
            return sense.value
        return min(95.0, max(4.0, _ORDINARY_AGE + (sense.value - _ORDINARY_AGE) * damped))
    return min(1.0, max(-1.0, sense.value * scale))


def _combine(dimension: str, mentions: Sequence[Mention]) -> Value:
    heaviest = max(mention.weight for mention in mentions)
    values = [mention.value for mention in mentions if mention.weight == heaviest]
    if dimension == "whisper":
        return any(values)
    if dimension == "gender":
        return "neutral" if "neutral" in values else max(values, key=values.count)
    centre = _ORDINARY_AGE if dimension == "age" else 0.0
    return centre + _strongest([float(value) - centre for value in values])


def _strongest(offsets: Sequence[float]) -> float:
    """Return the value farthest from 0 if all have the same sign, else their mean."""
    if min(offsets) > 0 or max(offsets) < 0:
        return max(offsets, key=abs)
    return sum(offsets) / len(offsets)
