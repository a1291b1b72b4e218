"""The vocabulary as the page's menus show it."""

from dataclasses import dataclass

from studio.text.edit.grammar import grammar_of, ladders
from studio.text.vocabulary import Dimension, Term, vocabulary

#: The language of the vocabulary's names and meanings for each language of the page.
_LANGUAGES = {"en": "english", "fr": "french"}


@dataclass(frozen=True)
class TermPayload:
    """A term of a dimension.

    Parameters
    ----------
    words : dict
        The word that says it, by the language of the description; only those that an edit can put there.
    meaning : str
        What it is in sound.
    """

    id: str
    words: dict[str, str]
    meaning: str


@dataclass(frozen=True)
class TermsPayload:
    """The words of one dimension.

    Parameters
    ----------
    label : str
        The dimension as people read it.
    meaning : str
        What it is in sound.
    ordered : bool
        Whether there is a little more or less of it.
    """

    label: str
    meaning: str
    ordered: bool
    terms: list[TermPayload]


def terms_by_dimension(interface: str) -> dict[str, TermsPayload]:
    """Return the terms of each dimension, with their meanings in a language of the page."""
    language = _LANGUAGES.get(interface, "english")
    return {each.name: _terms(each, language) for each in vocabulary().dimensions}


def _terms(dimension: Dimension, language: str) -> TermsPayload:
    terms = [_term(term, language) for term in dimension.terms]
    return TermsPayload(
        dimension.names[language], dimension.meaning.get(language, ""), dimension.name in ladders(), terms
    )


def _term(term: Term, language: str) -> TermPayload:
    words = {spoken: known[0] for spoken, known in term.words.items() if term.id in grammar_of(spoken).terms}
    return TermPayload(term.id, words, term.meaning.get(language, ""))
