"""Finds phrases in a description, whole words only, whatever their case, accents and hyphens."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from studio.text.description.lexicon import WORD, Phrase, fold, phrase_of

Key = TypeVar("Key")

_BREAK = re.compile(r"[,;:.!?()\[\]\n–—…，、；：。！？（）]")


@dataclass(frozen=True)
class Word:
    """One word of a text, folded, and where it stands; each Chinese character is a word.

    `begins` says whether punctuation stands before it, which no phrase crosses.
    """

    folded: str
    start: int
    end: int
    begins: bool = False


@dataclass(frozen=True)
class Found(Generic[Key]):
    """A phrase that was found: what it stands for, the index of its first word, and its characters."""

    key: Key
    word: int
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text."""
    words: list[Word] = []
    for match in WORD.finditer(text):
        gap = text[words[-1].end if words else 0 : match.start()]
        words.append(Word(fold(match.group()), match.start(), match.end(), bool(_BREAK.search(gap))))
    return tuple(words)


@dataclass(frozen=True)
class PhraseTable(Generic[Key]):
    """Phrases to search for.

    Parameters
    ----------
    keys : mapping of phrase to anything
        What each phrase, as its folded words, stands for.
    longest : mapping of str to int
        The first words of the phrases, and how many words the longest phrase has that begins so.
    """

    keys: Mapping[Phrase, Key] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=dict)

    def __contains__(self, phrase: object) -> bool:
        return phrase in self.keys


def phrase_table(phrases: Mapping[Key, tuple[str, ...]]) -> PhraseTable[Key]:
    """Return a table of the phrases of each key."""
    keys = {phrase_of(phrase): key for key, several in phrases.items() for phrase in several}
    longest: dict[str, int] = {}
    for phrase in filter(None, keys):
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return PhraseTable(keys, longest)


def find_phrases(
    words: tuple[Word, ...], table: PhraseTable[Key], unless_after: Container[str] = ()
) -> list[Found[Key]]:
    """Find phrases, the longest first where several begin at one word.

    Parameters
    ----------
    words : tuple of Word
        The words of a text.
    table : PhraseTable
        The phrases.
    unless_after : container of str
        Folded words after which a phrase does not count, such as negations.
    """
    found: list[Found[Key]] = []
    free = 0  # the first word after the last phrase
    for place, word in enumerate(words):
        longest = table.longest.get(word.folded)
        if longest and place >= free:
            size = _longest_at(words, place, longest, table)
            free = place + (size or 1)
            if size and not (place and words[place - 1].folded in unless_after):
                folded = tuple(word.folded for word in words[place:free])
                found.append(Found(table.keys[folded], place, word.start, words[free - 1].end))
    return found


def _longest_at(words: tuple[Word, ...], place: int, longest: int, table: PhraseTable[Key]) -> int:
    """Return how many words the longest phrase has that begins at a place; 0 where none does."""
    ahead = words[place : place + longest]
    clause = next((at for at in range(1, len(ahead)) if ahead[at].begins), len(ahead))
    folded = tuple(word.folded for word in ahead[:clause])
    return next((size for size in range(clause, 0, -1) if folded[:size] in table.keys), 0)
