"""Finds what a description says of character and use, by the words of the vocabulary alone."""

from dataclasses import dataclass
from functools import cache

from studio.text.description.lexicon import LEXICONS, lexicon
from studio.text.phrase_search import PhraseTable, Word, find_phrases, phrase_table
from studio.text.vocabulary import vocabulary

#: The dimensions of the vocabulary that the reader of traits leaves out.
CHARACTER_AND_USE = ("character", "use")


@dataclass(frozen=True)
class NamedTerm:
    """A term of the vocabulary whose words stand in a description: its id, and their first and last index."""

    term: str
    start: int
    end: int

    @property
    def dimension(self) -> str:
        """The dimension of the term."""
        return self.term.partition(".")[0]


def character_and_use(words: tuple[Word, ...], language: str) -> tuple[NamedTerm, ...]:
    """Return the terms of character and use that a description names and does not deny, in the order of the text.

    Parameters
    ----------
    words : tuple of Word
        Of the description.
    language : str
        Of the description; nothing is found in one without a lexicon.
    """
    language = language or LEXICONS[0]
    if language not in LEXICONS:
        return ()
    found = find_phrases(words, _phrases(language), _negations(language))
    return tuple(NamedTerm(one.key, one.start, one.end) for one in found)


@cache
def _phrases(language: str) -> PhraseTable[str]:
    terms = (term for name in CHARACTER_AND_USE for term in vocabulary().dimension(name).terms)
    return phrase_table({term.id: term.words.get(language, ()) for term in terms})


@cache
def _negations(language: str) -> frozenset[str]:
    entries = lexicon(language).entries.items()
    return frozenset(phrase[0] for phrase, entry in entries if len(phrase) == 1 and entry.scale == 0)
