"""Loads `vocabulary.toml`, which explains its own form."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any

#: The languages of the vocabulary, in the order in which they are preferred.
LANGUAGES = ("english", "french", "chinese")

Value = str | float | bool
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class WordSense:
    """Words that say one value of a dimension.

    Parameters
    ----------
    dimension : str
        Its name.
    value : str, float or bool
        What the bare words say; degrees scale it, and a negation makes it 0.
    words : mapping of str to tuple of str
        By language.
    term : str
        The id of the term that they belong to; "" for the one with the nearest value.
    hint : bool
        Whether the words only suggest it.
    """

    dimension: str
    value: Value
    words: Words
    term: str = ""
    hint: bool = False


@dataclass(frozen=True)
class Term:
    """One value of a dimension, with the words that say it.

    Parameters
    ----------
    id : str
        "pitch.low".
    dimension : str
        The name of its dimension.
    value : str, float or bool
        As `read_traits` returns it.
    opposite : str, optional
        The id of the term that contradicts it most.
    meaning : mapping of str to str
        What it is in sound, in "english" and "french"; empty where there is nothing to tell.
    source : str, optional
        Where the meaning is from.
    words : mapping of str to tuple of str
        By language: first the one that an editor inserts. A language without a word for it is left out.
    """

    id: str
    dimension: str
    value: Value
    opposite: str | None
    meaning: Mapping[str, str]
    source: str | None
    words: Words

    def word(self, language: str) -> str:
        """Return the word that an editor inserts; "" where the language has none."""
        return next(iter(self.words.get(language, ())), "")


@dataclass(frozen=True)
class Dimension:
    """One dimension of a voice.

    Parameters
    ----------
    name : str
        One of `traits.DIMENSIONS` or `traits.UNMEASURED`, "character" or "use".
    names : mapping of str to str
        What people read, by language.
    terms : tuple of Term
        From low to high where they are numbers.
    senses : tuple of WordSense
        What the reader looks for: the words of the terms, and those with a value of their own.
    qwen : str, optional
        The dimension of Qwen's guide to voice design that it belongs to.
    measured : tuple of str
        The measurements of a take that show it; empty if it cannot be measured.
    expected : bool
        Whether it is shown as "not said" where a description does not say it.
    ignored : bool
        Whether the model is known to ignore it.
    meaning : mapping of str to str
        What it is in sound, in "english" and "french".
    source : str, optional
        Where that is from.
    """

    name: str
    names: Mapping[str, str]
    terms: tuple[Term, ...]
    senses: tuple[WordSense, ...]
    qwen: str | None = None
    measured: tuple[str, ...] = ()
    expected: bool = False
    ignored: bool = False
    meaning: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None

    def nearest(self, value: float) -> Term | None:
        """Return the term with the nearest value; None if the dimension has no terms with numbers.

        Where 0 is none of something, a little of it is not none.
        """
        numbers = [(float(term.value), term) for term in self.terms if not isinstance(term.value, str)]
        if value > 0 and all(number >= 0 for number, _ in numbers):
            numbers = [(number, term) for number, term in numbers if number]
        return min(numbers, key=lambda each: abs(each[0] - value), default=(0.0, None))[1]


@dataclass(frozen=True)
class Vocabulary:
    """All dimensions, in the order in which they are worth showing.

    Examples
    --------
    >>> vocabulary().term("pitch.low").word("french")
    'grave'
    """

    dimensions: tuple[Dimension, ...]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms of all dimensions."""
        return tuple(term for dimension in self.dimensions for term in dimension.terms)

    def dimension(self, name: str) -> Dimension:
        """Return the dimension of a name; KeyError if there is none."""
        return self._by_name[name]

    def term(self, term_id: str) -> Term:
        """Return the term of an id; KeyError if there is none."""
        return self._by_id[term_id]

    @cached_property
    def _by_name(self) -> Mapping[str, Dimension]:
        return {dimension.name: dimension for dimension in self.dimensions}

    @cached_property
    def _by_id(self) -> Mapping[str, Term]:
        return {term.id: term for term in self.terms}


@cache
def vocabulary() -> Vocabulary:
    """Load the vocabulary."""
    table = tomllib.loads(files("studio.text.vocabulary").joinpath("vocabulary.toml").read_text("utf-8"))
    return Vocabulary(tuple(_dimension(row, table["term"], table["sense"]) for row in table["dimension"]))


def _dimension(row: Mapping[str, Any], terms: list[dict[str, Any]], senses: list[dict[str, Any]]) -> Dimension:
    name = row["name"]
    own = [term for term in terms if term["id"].split(".")[0] == name]
    more = tuple(
        WordSense(name, sense["value"], _words(sense), sense.get("term", ""), sense.get("hint", False))
        for sense in senses
        if sense["dimension"] == name
    )
    return Dimension(
        name=name,
        names=row["names"],
        terms=tuple(_term(term, name, more) for term in own),
        senses=(*(WordSense(name, term["value"], _words(term), term["id"]) for term in own), *more),
        qwen=row.get("qwen"),
        measured=tuple(row.get("measured", ())),
        expected=row.get("expected", False),
        ignored=row.get("ignored", False),
        meaning=row.get("meaning", {}),
        source=row.get("source"),
    )


def _term(row: Mapping[str, Any], dimension: str, senses: tuple[WordSense, ...]) -> Term:
    words: dict[str, tuple[str, ...]] = {}
    for language, some in _all_words(row, [sense for sense in senses if sense.term == row["id"]]):
        words[language] = (*words.get(language, ()), *some)
    return Term(
        id=row["id"],
        dimension=dimension,
        value=row["value"],
        opposite=row.get("opposite"),
        meaning=row.get("meaning", {}),
        source=row.get("source"),
        words=MappingProxyType(words),
    )


def _all_words(row: Mapping[str, Any], senses: list[WordSense]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the words of a term by language: its own, those of its senses, and phrases that are read by their parts."""
    yield from _words(row).items()
    for sense in senses:
        yield from sense.words.items()
    yield from _words(row.get("parts", {})).items()


def _words(row: Mapping[str, Any]) -> Words:
    return MappingProxyType({language: tuple(row[language]) for language in LANGUAGES if row.get(language)})
