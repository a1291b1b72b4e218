"""Pronunciations: words that are respelled for the voice."""

import re
from collections.abc import Mapping

_WORD_EDGE_BEFORE, _WORD_EDGE_AFTER = r"(?<![^\W_])", r"(?![^\W_])"


def respell(text: str, pronunciations: Mapping[str, str]) -> str:
    """Return a text with its words respelled.

    A word is replaced where it stands alone, the longest one first, and never inside a respelling. One in lower case is
    replaced however it is written; one with capitals only as it is written.

    Examples
    --------
    >>> respell("Nguyen's GIF, gif, and gifts", {"Nguyen": "Win", "gif": "jif"})
    "Win's jif, jif, and gifts"
    """
    if not pronunciations:
        return text
    words = sorted(pronunciations, key=len, reverse=True)
    return re.sub("|".join(map(_pattern, words)), lambda found: _said(found.group(), pronunciations), text)


def used(text: str, pronunciations: Mapping[str, str]) -> dict[str, str]:
    """Return the pronunciations that a text needs."""
    return {word: said for word, said in pronunciations.items() if re.search(_pattern(word), text)}


def _pattern(word: str) -> str:
    """Return the pattern of a word; it has edges only where it begins or ends with a letter of a spaced script."""
    before = _WORD_EDGE_BEFORE if _has_edge(word[0]) else ""
    after = _WORD_EDGE_AFTER if _has_edge(word[-1]) else ""
    case = "" if word != word.lower() else "(?i:"
    return f"{before}{case}{re.escape(word)}{')' if case else ''}{after}"


def _said(found: str, pronunciations: Mapping[str, str]) -> str:
    return pronunciations.get(found) or pronunciations[found.lower()]


def _has_edge(character: str) -> bool:
    return character.isalnum() and not "\u3000" <= character <= "\u9fff"
