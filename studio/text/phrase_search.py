"""Finds phrases in a description, whole words only, whatever their case, accents and hyphens."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
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


def phrase_table(phrases: Mapping[Key, tuple[str, ...]]) -> dict[Phrase, Key]:
    """Return what each phrase, as its folded words, stands for."""
    return {phrase_of(phrase): key for key, several in phrases.items() for phrase in several}


def find_phrases(
    words: tuple[Word, ...], table: Mapping[Phrase, Key], unless_after: Container[str] = ()
) -> list[Found[Key]]:
    """Find phrases, the longest first where several begin at one word.

    Parameters
    ----------
    words : tuple of Word
        The words of a text.
    table : mapping of phrase to anything
        As `phrase_table` returns it.
    unless_after : container of str
        Folded words after which a phrase does not count, such as negations.
    """
    longest = max(map(len, table), default=0)
    found: list[Found[Key]] = []
    place = 0
    while place < len(words):
        ahead = words[place : place + longest]
        size = next((at for at in range(1, len(ahead)) if ahead[at].begins), len(ahead))
        folded = tuple(word.folded for word in ahead[:size])
        size = next((size for size in range(len(folded), 0, -1) if folded[:size] in table), 0)
        if size and not (place and words[place - 1].folded in unless_after):
            start, end = words[place].start, words[place + size - 1].end
            found.append(Found(table[folded[:size]], place, start, end))
        place += size or 1
    return found
