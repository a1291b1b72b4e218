"""What changed between two texts, word by word; the page does the same in `static/page/word_diff.js`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import Literal

from studio.domain.rich_display import RichDisplay

Kind = Literal["same", "removed", "added"]

# Whole words; text without spaces, as in Chinese, character by character.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef"
_WORD = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+")
_IS_WIDE = re.compile(f"[{_WIDE}]")
_MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


@dataclass(frozen=True)
class Change:
    """Words that are in both texts, or only in one.

    Parameters
    ----------
    kind : str
        "same", "removed" or "added".
    words : str
        The words.
    """

    kind: Kind
    words: str

    def __str__(self) -> str:
        """Return the words with a mark: "[-slow-]", "{+fast+}"."""
        return _MARKS[self.kind].format(self.words)


class WordDiff(tuple[Change, ...], RichDisplay):
    """The changes between two texts, in reading order."""

    @property
    def changed(self) -> int:
        """How many words were removed or added."""
        return sum(len(_words(change.words)) for change in self if change.kind != "same")

    def __str__(self) -> str:
        """Return both texts as one, with marks as of `git diff --word-diff`: "a calm [-man-] {+woman+}"."""
        return _joined([str(change) for change in self])

    def __repr__(self) -> str:
        return f"<WordDiff {str(self)!r}>"


def word_diff(before: str, after: str) -> WordDiff:
    """Return what changed between two texts.

    Examples
    --------
    >>> print(word_diff("a calm man, slow", "a calm woman, slow"))
    a calm [-man,-] {+woman,+} slow
    """
    steps = _steps(_words(before), _words(after))
    grouped = groupby(steps, key=lambda step: step[0])
    return WordDiff(Change(kind, _joined([word for _, word in found])) for kind, found in grouped)


def distinct_words(texts: Sequence[str]) -> tuple[str, ...]:
    """Return of each text the words that are not common to all of them, in order.

    Examples
    --------
    >>> distinct_words(["a very slow man", "a man", "a fast man"])
    ('very slow', '', 'fast')
    """
    common = reduce(_common, map(_words, texts))
    return tuple(
        _joined([word for kind, word in _steps(common, _words(text)) if kind == "added"]).strip(",;. ")
        for text in texts
    )


def _steps(a: list[str], b: list[str]) -> list[tuple[Kind, str]]:
    lengths = _common_lengths(a, b)
    found: list[tuple[Kind, str]] = []
    i = j = 0
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and a[i] == b[j]:
            found.append(("same", b[j]))
            i, j = i + 1, j + 1
        elif i < len(a) and (j == len(b) or lengths[i + 1][j] >= lengths[i][j + 1]):
            found.append(("removed", a[i]))
            i += 1
        else:
            found.append(("added", b[j]))
            j += 1
    return found


def _common(a: list[str], b: list[str]) -> list[str]:
    return [word for kind, word in _steps(a, b) if kind == "same"]


def _common_lengths(a: list[str], b: list[str]) -> list[list[int]]:
    """Return how many words the rests of both have in common, in order (longest common subsequence)."""
    lengths = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            longest = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if a[i] == b[j] else longest
    return lengths


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _joined(words: Sequence[str]) -> str:
    """Return words as a text; characters of a text without spaces stand side by side."""
    text = ""
    for word in words:
        close = not text or (_IS_WIDE.match(word) and _IS_WIDE.match(text[-1]))
        text += word if close else f" {word}"
    return text
