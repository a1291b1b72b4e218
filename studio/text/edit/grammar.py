"""How the terms of a language go into a sentence, as its TOML file says (`english.toml` explains the form)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

from studio.text.description.lexicon import fold
from studio.text.vocabulary import vocabulary

Degree = Literal["plain", "very", "slightly", "not"]
DEGREES: tuple[Degree, ...] = ("plain", "very", "slightly", "not")
_NOUNS = ("use", "accent")  # dimensions whose words are nouns
_WHOLE = frozenset({"adjective", "listed", "noun", "sentence"})  # with one of these, a term needs no other forms
_SCALED = ("adjective", "adverb", "listed", "level")  # forms that a word of degree may stand before


@dataclass(frozen=True)
class Statement:
    """What an edit is to say: a term, perhaps with a degree ("very slow").

    Parameters
    ----------
    term : str
        Its id in the vocabulary: "pace.slow".
    degree : str
        "plain", "very", "slightly" or "not".
    """

    term: str
    degree: Degree = "plain"

    @property
    def dimension(self) -> str:
        """The dimension of its term."""
        return self.term.partition(".")[0]


@dataclass(frozen=True)
class Speaker:
    """The words for who speaks.

    Parameters
    ----------
    people : mapping of str to tuple of str
        Term of an age ("" for none) → a woman, a man, a person of that age.
    pairs : tuple of tuple of str
        A noun or pronoun for a woman, and the one for a man.
    agreeing : tuple of tuple of str
        Words beside such a noun that agree with it: the feminine and the masculine.
    possessive, object : tuple of str
        Pronouns of which one language has a single form: English "her" is "his" or "him".
    """

    people: Mapping[str, tuple[str, str, str]]
    pairs: tuple[tuple[str, str], ...]
    agreeing: tuple[tuple[str, str], ...] = ()
    possessive: tuple[str, str] = ("", "")
    object: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Grammar:
    """The templates and forms of one language.

    Parameters
    ----------
    language : str
        "english", "french" or "chinese".
    comma, stop, conjunction : str
        What stands between items of a list, between sentences, and between the last two items.
    determiners, prepositions, nouns, verbs : frozenset of str
        Words before a noun; words that lead to a noun phrase; nouns for the voice; verbs that make a sentence whole.
    feminine, masculine : frozenset of str
        Nouns with which an adjective after them agrees.
    """

    language: str
    comma: str
    stop: str
    conjunction: str
    determiners: frozenset[str]
    prepositions: frozenset[str]
    nouns: frozenset[str]
    verbs: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    degrees: Mapping[str, str]
    dimensions: Mapping[str, Mapping[str, Any]]
    terms: Mapping[str, Mapping[str, Any]]
    speaker: Speaker

    @property
    def space(self) -> str:
        """What stands between two words."""
        return "" if self.language == "chinese" else " "

    def form(self, statement: Statement, name: str) -> str | None:
        """Return a form of a statement: "adjective", "adverb", "noun" …; in French "adjective.f" or "adjective.m"."""
        kind, _, gender = name.partition(".")
        known = self.terms[statement.term]
        form: Any = known.get(kind, known.get("adjective") if kind in ("listed", "level") else None)
        if isinstance(form, dict):
            form = form.get(statement.degree)
            return None if form is None else str(form)
        if isinstance(form, list):
            form = form[1 if gender == "f" else 0]
        if form is None or statement.degree == "plain":
            return None if form is None else str(form)
        return self.degree(statement.degree, kind) + form if kind in _SCALED else None

    def degree(self, degree: Degree, kind: str) -> str:
        """Return the words for a degree before a form, with the space after them: "very "; "" for none."""
        return self.degrees.get(f"{degree}_{kind}", self.degrees.get(degree, ""))

    def text(self, statement: Statement, kind: str) -> str | None:
        """Return a statement as a "sentence", an "item" of a list, after a "label", or as a beginning ("empty")."""
        own = self.terms[statement.term].get(kind) if statement.degree == "plain" else None
        templates = self.dimensions[statement.dimension]
        template = own or templates.get(f"{kind}_{statement.degree}") or templates.get(kind)
        if template is None or (kind == "empty" and statement.degree == "not"):
            return None
        names = [name for _, name, _, _ in Formatter().parse(template) if name]
        forms = {name: self.form(statement, name) for name in names}
        filled = str(template)
        for name, form in forms.items():
            if form is None:
                return None
            filled = filled.replace(f"{{{name}}}", form)
        return filled


@cache
def grammar_of(language: str) -> Grammar:
    """Load the grammar of "english", "french" or "chinese"."""
    table = tomllib.loads(files("studio.text.edit").joinpath(f"{language}.toml").read_text("utf-8"))
    speaker = table["speaker"]
    lists = ("determiners", "prepositions", "nouns", "verbs", "feminine", "masculine")
    return Grammar(
        language=language,
        comma=table["comma"],
        stop=table["stop"],
        conjunction=table["and"],
        degrees=table["degrees"],
        dimensions=table["dimension"],
        terms=_with_own_forms(_of_vocabulary(language), table["term"]),
        speaker=Speaker(
            people={age: tuple(people) for age, people in speaker["people"].items()},
            pairs=tuple(map(tuple, speaker["pairs"])),
            agreeing=tuple(map(tuple, speaker.get("agreeing", ()))),
            possessive=tuple(speaker.get("possessive", ("", ""))),
            object=tuple(speaker.get("object", ("", ""))),
        ),
        **{name: frozenset(map(fold, table.get(name, ()))) for name in lists},
    )


def _of_vocabulary(language: str) -> dict[str, dict[str, Any]]:
    """Return the forms of the terms whose word serves as an adjective or a noun as it is."""
    forms: dict[str, dict[str, Any]] = {}
    for term in vocabulary().terms:
        if word := term.word(language):
            adjective = [_masculine(word, term.words[language]), word] if language == "french" else word
            forms[term.id] = {"noun": word} if term.dimension in _NOUNS else {"adjective": adjective}
    return forms


def _with_own_forms(
    terms: Mapping[str, Mapping[str, Any]], own: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """Return the forms of terms, those of the grammar's file before those of the vocabulary."""
    merged = {term: {**terms.get(term, {}), **forms} for term, forms in own.items()}
    whole = {term: forms for term, forms in own.items() if not _WHOLE.isdisjoint(forms)}
    return {**terms, **merged, **whole}


def _masculine(feminine: str, words: tuple[str, ...]) -> str:
    """Return the masculine of a French adjective, where it is among the words of its term; else the adjective."""
    stem = fold(feminine)[: max(3, len(feminine) - 3)]
    others = [word for word in words if fold(word).startswith(stem) and len(word) <= len(feminine) and word != feminine]
    return others[0] if others else feminine


@cache
def ladders() -> Mapping[str, tuple[Statement, ...]]:
    """Return the steps of each dimension, from least to most."""
    return {dimension: tuple(map(_parsed, steps)) for dimension, steps in _statements()["ladders"].items()}


def statement_of(term: str) -> Statement:
    """Return what a term of the vocabulary states: itself, or another with a degree."""
    return _parsed(_statements()["degrees"].get(term, term))


@cache
def _statements() -> dict[str, Any]:
    return tomllib.loads(files("studio.text.edit").joinpath("ladders.toml").read_text("utf-8"))


def _parsed(words: str) -> Statement:
    *degree, term = words.split()
    return Statement(term, next((known for known in DEGREES if known in degree), "plain"))
