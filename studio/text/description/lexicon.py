"""The lexicons: what each word of a language says about a voice, and what it does to the words around it.

What it says is in the vocabulary, for all languages; what it does, in a file of grammar for each language.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from studio.text.description.traits import DIMENSIONS, HINT, PLAIN, UNMEASURED
from studio.text.vocabulary import LANGUAGES, Value, vocabulary

#: The languages that have a lexicon, in the order in which they are preferred.
LEXICONS = LANGUAGES

WORD = re.compile(r"[\u3400-\u9fff]|\d+|[^\W\d_\u3400-\u9fff]+")

#: The tables of ages whose words may begin one: "aged", "about", "early".
_BEGIN_AGES = ("before", "about", "early", "middle", "late")

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Sense:
    """One meaning of a phrase: the value of a dimension, and the term of the vocabulary if it names one."""

    dimension: str
    value: Value
    weight: int = PLAIN
    term: str = ""


@dataclass(frozen=True)
class Entry:
    """All that the lexicon knows about one phrase.

    Parameters
    ----------
    senses : tuple of Sense
        What it says about the voice.
    scale : float, optional
        What the value of the word beside it is multiplied by; 0 is a negation.
    level : float, optional
        Of "low", "medium", "high", which belong to an aspect that is named beside them.
    aspect : str
        The dimension that a noun such as "volume" names.
    tags : frozenset of str
        The names of the lists in `[words]` that it is in.
    """

    senses: tuple[Sense, ...] = ()
    scale: float | None = None
    level: float | None = None
    aspect: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lexicon:
    """The lexicon of one language, as the vocabulary and the grammar of its TOML file describe it.

    Parameters
    ----------
    entries : mapping of phrase to Entry
        A phrase is its words, folded.
    ages : mapping
        The tables of `[ages]`, read by `ages.py`.
    numbers, decades : mapping
        Number words and names of decades.
    adjectives : str
        "before" or "after" their noun; "" where that does not matter.
    longest : mapping of str to int
        The first words of the phrases, and how many words the longest phrase has that begins so.
    begin_numbers : frozenset of str
        The first words of ages and numbers; figures begin them as well.
    alike : mapping of str to str
        Characters that count as others: the traditional ones.
    """

    entries: Mapping[Phrase, Entry]
    ages: Mapping[str, frozenset[Phrase]]
    numbers: Mapping[Phrase, int]
    decades: Mapping[Phrase, int]
    adjectives: str
    longest: Mapping[str, int]
    begin_numbers: frozenset[str]
    alike: Mapping[int, str] = field(default_factory=dict)

    def entry_at(self, words: Phrase) -> tuple[int, Entry]:
        """Return the entry of the longest phrase that the words begin with, and its length; else one empty entry."""
        for size in range(min(self.longest.get(words[0], 0), len(words)), 0, -1):
            if entry := self.entries.get(words[:size]):
                return size, entry
        return 1, Entry()


@cache
def lexicon(language: str) -> Lexicon:
    """Load the lexicon of one of `LEXICONS`."""
    text = files("studio.text.description").joinpath(f"{language}.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    found: dict[Phrase, dict[str, Any]] = {}
    for words, key, value in _facts(table, language):
        known = found.setdefault(phrase_of(words), {})
        if key in ("senses", "tags"):
            known[key] = (*known.get(key, ()), *(() if value in known.get(key, ()) else (value,)))
        else:
            known[key] = value
    entries = {phrase: Entry(**{**known, "tags": frozenset(known.get("tags", ()))}) for phrase, known in found.items()}
    ages = {name: frozenset(map(phrase_of, words)) for name, words in table["ages"].items()}
    numbers, decades = _numbered(table["numbers"]), _numbered(table["decades"])
    begin = (*numbers, *decades, *(phrase for name in _BEGIN_AGES for phrase in ages[name]))
    longest: dict[str, int] = {}
    for phrase in filter(None, entries):
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return Lexicon(
        entries=entries,
        ages=ages,
        numbers=numbers,
        decades=decades,
        adjectives=table["adjectives"],
        longest=longest,
        begin_numbers=frozenset(phrase[0] for phrase in begin if phrase),
        alike=str.maketrans(table.get("alike", {})),
    )


def _facts(table: Mapping[str, Any], language: str) -> Iterator[tuple[str, str, Any]]:
    """Yield each fact about the words of a language: the words, the field of `Entry`, and its value."""
    for dimension in map(vocabulary().dimension, DIMENSIONS + UNMEASURED):
        for said in dimension.senses:
            sense = Sense(dimension.name, said.value, HINT if said.hint else PLAIN, said.term)
            yield from ((words, "senses", sense) for words in said.words.get(language, ()))
    for name in ("scale", "level", "aspect"):
        for entry in table.get(name, ()):
            yield from ((words, name, entry["value"]) for words in entry["words"])
    for tag, listed in table["words"].items():
        yield from ((words, "tags", tag) for words in listed)


def _numbered(table: Mapping[str, list[str]]) -> dict[Phrase, int]:
    return {phrase_of(word): int(number) for number, words in table.items() for word in words}


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Return a word in lower case and without accents; "à" and "où" keep theirs: "a" and "ou" are other words."""
    if word.casefold() in ("à", "où"):
        return word.casefold()
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return plain.replace("œ", "oe")


def phrase_of(words: str) -> Phrase:
    """Return the folded words of a text; each Chinese character is a word."""
    return tuple(fold(word) for word in WORD.findall(words))
