"""Long text in passages that a model speaks well, and the pauses between them.

A model's pace and pronunciation drift over a long text, and it begins to drop words; peers split past some 900
characters. Here a passage is at most 350 codec frames of ordinary speech, 28 seconds, about 350 letters: not much
longer than the reference it is to sound like, and little to make again when one goes wrong.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from studio.domain.limits import MAX_SEED, expected_frames
from studio.text.layout import joined_lines, without_invisible
from studio.text.sentence_ends import MARKS, ends_sentence

LONGEST = 350  # codec frames

PARAGRAPH, SENTENCE, CLAUSE, WORD = 0.75, 0.4, 0.2, 0.0  # seconds between two passages, by what lies between them

_SEED_STEP = 0x85EBCA6B  # far from the seeds of the takes beside it

_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")
_LINES = re.compile(r"\s*\n\s*")
_CLAUSES = re.compile(r"(?:[,;:](?=\s)|\s[–—]\s|[、，；：])\s*")
_WORDS = re.compile(r"\s+")


@dataclass(frozen=True)
class Passage:
    """A part of a text that is spoken at once.

    Parameters
    ----------
    text : str
        What it says.
    pause : float
        Seconds of silence after it; 0 after the last.
    """

    text: str
    pause: float = 0.0


def passages(text: str, longest: int = LONGEST) -> tuple[Passage, ...]:
    """Split a text where its speaker would pause: between paragraphs, sentences, else clauses, else words.

    Wrapped lines are joined first, and headings get a full stop; see `studio.text.layout`. The passages of a paragraph
    are of about the same length, so that none is left with a word or two. Every character that can be spoken is in
    exactly one passage, in order.

    Parameters
    ----------
    text : str
        With something to pronounce.
    longest : int
        Codec frames of ordinary speech a passage may have; see `studio.domain.limits.expected_frames`.

    Returns
    -------
    tuple of Passage
        One where it is short.

    Examples
    --------
    >>> passages("Good evening. Dr. Ray is in.", longest=15)
    (Passage(text='Good evening.', pause=0.4), Passage(text='Dr. Ray is in.', pause=0.0))
    """
    text = joined_lines(without_invisible(text))
    if expected_frames(text) <= longest:
        return (Passage(text.strip()),)
    found = [passage for paragraph in _PARAGRAPHS.split(text) for passage in _paragraph(paragraph, longest)]
    spoken = [passage for passage in found if any(character.isalnum() for character in passage.text)]
    return (*spoken[:-1], Passage(spoken[-1].text))


def passage_seed(seed: int, number: int) -> int:
    """Return the seed of a take's passage, counted from 0; the first passage has the take's own seed."""
    return (seed + number * _SEED_STEP) % (MAX_SEED + 1)


def _paragraph(text: str, longest: int) -> list[Passage]:
    parts = _divide(text.strip(), longest, _LEVELS)
    return [*parts[:-1], Passage(parts[-1].text, PARAGRAPH)]


def _divide(text: str, longest: int, levels: tuple["_Level", ...]) -> list[Passage]:
    """Cut at the first level that has a place to cut, put the pieces together again as far as they fit."""
    if expected_frames(text) <= longest:
        return [Passage(text)]
    if not levels:
        return [Passage(piece) for piece in _chop(text, longest)]
    pieces, pause = levels[0].cut(text), levels[0].pause
    packed = _pack(pieces, longest) if len(pieces) > 1 else pieces
    divided = [_divide(piece, longest, levels[1:]) for piece in packed]
    return [
        Passage(part.text, pause if part is parts[-1] else part.pause)
        for parts in divided
        for part in parts
        if part.text
    ] or [Passage(text)]


def _pack(pieces: list[str], longest: int) -> list[str]:
    """Join neighbours into as few pieces as fit, of about the same length."""
    lengths = [expected_frames(piece) for piece in pieces]
    aim = sum(lengths) / -(-sum(lengths) // longest)
    packed, length, reached = [pieces[0]], lengths[0], lengths[0]
    for piece, more in zip(pieces[1:], lengths[1:], strict=True):
        if length + more > longest or reached + more / 2 > aim * len(packed):
            packed.append(piece)
            length = 0
        else:
            packed[-1] += _between(packed[-1]) + piece
        length += more
        reached += more
    return packed


def _between(left: str) -> str:
    """A space, except after a sign of a script that writes none."""
    return "" if left[-1:] in "。！？｡、，；：」』）】》〉" else " "


def _chop(text: str, longest: int) -> list[str]:
    """Cut a text without any place to pause, such as one enormous word."""
    pieces, length = [""], 0
    for character in text:
        more = expected_frames(character)
        if pieces[-1] and length + more > longest:
            pieces.append("")
            length = 0
        pieces[-1] += character
        length += more
    return pieces


def _cut_at(pattern: re.Pattern[str], is_end: Callable[[str, re.Match[str]], bool]) -> Callable[[str], list[str]]:
    def cut(text: str) -> list[str]:
        pieces, start = [], 0
        for match in pattern.finditer(text):
            if is_end(text, match):
                pieces.append(text[start : match.end()].strip())
                start = match.end()
        return [piece for piece in [*pieces, text[start:].strip()] if piece]

    return cut


def _always(text: str, match: re.Match[str]) -> bool:
    return True


@dataclass(frozen=True)
class _Level:
    cut: Callable[[str], list[str]]
    pause: float


_LEVELS = (
    _Level(_cut_at(_LINES, _always), SENTENCE),
    _Level(_cut_at(MARKS, ends_sentence), SENTENCE),
    _Level(_cut_at(_CLAUSES, _always), CLAUSE),
    _Level(_cut_at(_WORDS, _always), WORD),
)
