"""Cuts a description into the phrases of its lexicon, ages, and words that say nothing."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from studio.text.description.ages import NumberPhrase, number_phrase_at
from studio.text.description.lexicon import WORD, Entry, Lexicon, Phrase, Sense, fold
from studio.text.description.traits import NUMBER

_STOP = re.compile(r"[;.!?()\[\]\n–—…。；！？（）:：]")
_COMMA = re.compile(r"[,，、]")
_NOTHING = Entry()


@dataclass(frozen=True)
class Span:
    """A phrase of the lexicon, an age, or a single word, in its place.

    Parameters
    ----------
    words : tuple of str
        Its words, folded.
    start, end : int
        Where it stands in the description.
    gap : str
        What stands between it and the span before.
    entry : Entry
        What the lexicon knows about it.
    number : float, optional
        A number that is an age only if a person stands before it: "a man of 60".
    proper : bool
        Whether it is written with a capital letter.
    """

    words: Phrase
    start: int
    end: int
    gap: str
    entry: Entry = _NOTHING
    number: float | None = None
    proper: bool = False

    def is_a(self, *tags: str) -> bool:
        """Return whether it is in one of these lists of the lexicon."""
        return not self.entry.tags.isdisjoint(tags)

    def says(self, dimension: str) -> bool:
        """Return whether it has a sense in a dimension."""
        return any(sense.dimension == dimension for sense in self.entry.senses)

    @property
    def stops(self) -> bool:
        """Whether a sentence, or a part as separate as one, ends before it."""
        return bool(_STOP.search(self.gap))

    @property
    def breaks(self) -> bool:
        """Whether a clause ends before it, be it at a comma."""
        return self.stops or bool(_COMMA.search(self.gap))

    @property
    def person(self) -> bool:
        """Whether it names a person: a noun, neither a pronoun nor a kind of voice such as "baritone"."""
        return self.is_a("person") or (self.says("gender") and not self.is_a("pronoun", "voice"))

    @property
    def about_who(self) -> bool:
        """Whether it is about who speaks, the gender or the age, and not how."""
        return self.person or (not self.is_a("voice") and (self.says("gender") or self.says("age")))

    @property
    def describes(self) -> bool:
        """Whether it says something about a voice, be it a level such as "low"."""
        return bool(self.entry.senses) or self.entry.level is not None

    @property
    def unknown(self) -> bool:
        """Whether the lexicon does not know it."""
        return self.entry == _NOTHING and self.number is None


def spans_of(text: str, lexicon: Lexicon) -> list[Span]:
    """Cut a description into spans, longest phrases first.

    A word with a hyphen counts as its parts only if the lexicon knows them all: "dark-haired" says nothing.

    Parameters
    ----------
    text : str
        The description, NFC.
    lexicon : Lexicon
        Of its language.
    """
    found = list(WORD.finditer(text))
    words = tuple(fold(match.group()).translate(lexicon.alike) for match in found)
    spans: list[Span] = []
    place = 0
    while place < len(words):
        number = number_phrase_at(words, place, lexicon)
        size, entry = lexicon.entry_at(_clause(text, found, words, place, lexicon.longest.get(words[place], 1)))
        if number:
            size, entry = (
                number.size,
                _age(number, words[place + number.size - 1], lexicon)
                if number.kind == "age"
                else entry
                if size == number.size
                else _NOTHING,
            )
        start, end = found[place].start(), found[place + size - 1].end()
        gap = text[spans[-1].end if spans else 0 : start]
        open_number = number.value if number and number.kind == "open" else None
        spans.append(Span(words[place : place + size], start, end, gap, entry, open_number, text[start].isupper()))
        place += size
    return _without_compounds(spans)


def _clause(text: str, found: Sequence[re.Match[str]], words: Phrase, place: int, most: int) -> Phrase:
    """Return the words from a place to the next punctuation: "音调高，声音" does not say "高声"."""
    end = min(place + most, len(words))
    gaps = (text[found[at].end() : found[at + 1].start()] for at in range(place, end - 1))
    within = next((at for at, gap in enumerate(gaps, 1) if _STOP.search(gap) or _COMMA.search(gap)), end - place)
    return words[place : place + within]


def _age(number: NumberPhrase, last: str, lexicon: Lexicon) -> Entry:
    """Return an age as an entry, with the tags of its last word: "40-year-old" stands before a noun as "old" does."""
    tags = lexicon.entries.get((last,), _NOTHING).tags & {"age_word"}
    return Entry(senses=(Sense("age", number.value, NUMBER),), tags=tags)


def _without_compounds(spans: Sequence[Span]) -> list[Span]:
    """Join the parts of a hyphenated word that has an unknown one into one word that says nothing."""
    kept: list[Span] = []
    for group in _hyphenated(spans):
        known = all(not span.unknown for span in group)
        if len(group) == 1 or known:
            kept.extend(group)
        else:
            words = tuple(word for span in group for word in span.words)
            kept.append(Span(words, group[0].start, group[-1].end, group[0].gap, proper=group[0].proper))
    return kept


def _hyphenated(spans: Sequence[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for span in spans:
        if groups and unicodedata.normalize("NFKC", span.gap) in {"-", "\u2010"}:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups
