"""Reads ages: "40 years old", "a 25 yr old", "in her early sixties", "la soixantaine", "二十五岁", "30-something".

A number with no unit, and years that may be a duration, are left open: a person must stand before them.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from studio.text.description.lexicon import Lexicon, Phrase

_YOUNGEST, _OLDEST = 2, 110
_LONGEST_MARK = 5  # words
_LONGEST_PHRASE = 24
_PART = {"early": -3.0, "middle": 0.0, "late": 3.0}
_DECADE = re.compile(r"[2-9]0")


@dataclass(frozen=True)
class NumberPhrase:
    """A phrase with a number: an age, one that is left open, or something else ("20 years of experience")."""

    size: int
    value: float
    kind: Literal["age", "open", "other"]


def number_phrase_at(words: Phrase, place: int, lexicon: Lexicon) -> NumberPhrase | None:
    """Read the number phrase that starts at a place; None where none does.

    Parameters
    ----------
    words : tuple of str
        All words of the description, folded.
    place : int
        Where to read.
    lexicon : Lexicon
        Of its language.
    """
    if not words[place].isdecimal() and words[place] not in lexicon.begin_numbers:
        return None
    rest, marks = words[place : place + _LONGEST_PHRASE], lexicon.ages
    before = _length(rest, marks["before"])
    skipped = before + _length(rest[before:], marks["about"])
    decade = _decade_at(words, place + (skipped if before else 0), lexicon)
    if decade:
        return NumberPhrase(decade.size + (skipped if before else 0), decade.value, decade.kind)
    size, value = _range_at(rest[skipped:], lexicon)
    if not size or (skipped and not before):
        return None
    end = skipped + size
    if more := _length(rest[end:], marks["more"]):
        end, value = end + more, value + (5.0 if value % 10 == 0 else 0.0)
    unit = _length(rest[end:], marks["unit"])
    years = unit or _length(rest[end:], marks["years"])
    kind: Literal["age", "open", "other"] = "age" if before or unit or (more and not years) else "open"
    if not (before or years or more or _YOUNGEST <= value <= _OLDEST):
        return None
    if not _YOUNGEST <= value <= _OLDEST or _is_duration(words, place, end + years, lexicon, bool(years)):
        kind = "other"
    return NumberPhrase(end + years, value, kind)


def _is_duration(words: Phrase, place: int, size: int, lexicon: Lexicon, years: bool) -> bool:
    after = _length(words[place + size : place + size + _LONGEST_MARK], lexicon.ages["unless_after"]) > 0
    before = any(words[max(0, place - n) : place] in lexicon.ages["unless_before"] for n in (1, 2, 3))
    return years and (after or before)


def _range_at(words: Phrase, lexicon: Lexicon) -> tuple[int, float]:
    """Read "40", "forty-two", "20 to 25", "20–25": how many words, and the middle."""
    size, low = _number_at(words, lexicon)
    if not size:
        return 0, 0.0
    join = _length(words[size:], lexicon.ages["join"])
    more, high = _number_at(words[size + join :], lexicon)
    digits = words[size - 1].isdecimal() and words[size + join : size + join + 1] != () and words[size].isdecimal()
    if more and high > low and (join or digits):
        return size + join + more, (low + high) / 2
    return size, low


def _number_at(words: Phrase, lexicon: Lexicon) -> tuple[int, float]:
    if words and words[0].isdecimal():
        return (1, float(words[0])) if len(words[0]) <= 3 else (0, 0.0)
    size, total, last = 0, 0.0, 0
    while found := _length(words[size:], lexicon.numbers):
        number = lexicon.numbers[words[size : size + found]]
        if words[size] == "十":  # 五十; 四五十 is between them
            total = max(total, 1.0) * 10
        elif 0 < last < 10 and number < 10:
            total = (last + number) / 2
        else:
            total += number
        size, last = size + found, number
    return size, total


def _decade_at(words: Phrase, place: int, lexicon: Lexicon) -> NumberPhrase | None:
    """Read "sixties", "early 60s", "mid to late forties", "fin de la trentaine"."""
    marks = lexicon.ages
    skip = 0
    parts: list[float] = []
    while place + skip < len(words) and skip < _LONGEST_MARK:
        part = next((name for name in _PART if words[place + skip : place + skip + 1] in marks[name]), "")
        link = bool(parts) and words[place + skip : place + skip + 1] in marks["part_link"]
        if not part and not link:
            break
        parts += [_PART[part]] if part else []
        skip += 1
    size, ten = _tens_at(words[place + skip : place + skip + _LONGEST_MARK], lexicon)
    if not size:
        return None
    value = ten + 5.0 + (sum(parts) / len(parts) if parts else 0.0)
    era = words[max(0, place - 1) : place] in marks["era"]
    return NumberPhrase(skip + size, value, "other" if era else "age")


def _tens_at(words: Phrase, lexicon: Lexicon) -> tuple[int, int]:
    if words[1:2] == ("s",) and _DECADE.fullmatch(words[0]):
        return 2, int(words[0])
    size = _length(words, lexicon.decades)
    return size, lexicon.decades[words[:size]] if size else 0


def _length(words: Phrase, phrases: Container[Phrase]) -> int:
    """Return how many of the next words form one of the phrases, at most."""
    longest = min(_LONGEST_MARK, len(words))
    return next((size for size in range(longest, 0, -1) if words[:size] in phrases), 0)
