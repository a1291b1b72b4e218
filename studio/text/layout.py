"""What the lines of a text mean to its speaker: wrapped paragraphs, headings, and lines that end on purpose."""

import re
from itertools import accumulate, pairwise

from studio.text.sentence_ends import CLOSING, is_abbreviation

_STOP = re.compile(rf"[.!?…:;,，、；：。！？｡—–-][{re.escape(CLOSING)}]*$")
_LETTER = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u1100-\u11ff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
_NO_SPACES = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff9f]")  # scripts written without spaces
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u061c\u180e\u034f]")
_JOINER = re.compile("(?<=[^\\W\\d_])\u200d(?=[^\\W\\d_])")  # elsewhere it joins pictures
_LONGEST_HEADING = 60  # columns
_OPENING = "\"'“‘«„([¿¡"
_NARROWEST = 30  # columns of a wrapped paragraph
_WIDEST_VERSE = 50  # columns: a longer line without a stop belongs to a paragraph
_FEW_WORDS, _FEW_SIGNS = 4, 12  # of a heading in scripts with and without spaces
# Words that stand inside a sentence: a line that ends with one goes on.
_OPEN_TEXT = """
    a an the and or but of to in on at by for with from as that which who than into is are was were
    le la les un une des du de et ou mais à au aux en dans par pour sur avec que qui est
    der die das den dem des ein eine einen einem einer und oder aber von zu zum zur mit für auf in im an am bei
    el los las una unos unas y o pero del al en con por para sobre que
    il lo gli i uno e ma di della del dei con per su che da nel
    os as um uma ou mas do da dos das no na em com por para que
    и или но в на с к по за из от для о что не
"""
_OPEN_WORDS = frozenset(_OPEN_TEXT.split())


def without_invisible(text: str) -> str:
    """Return a text without signs that have no width and no sound, such as a zero-width space inside a word."""
    return _JOINER.sub("", _INVISIBLE.sub("", text))


def joined_lines(text: str) -> str:
    r"""Return a text with wrapped lines joined, and a full stop and a blank line after headings.

    A line was wrapped if the first word of the next one would not have fitted into the width of its paragraph, or if
    the next one begins in lower case. A short line that begins like a sentence and has no stop is a heading. Lines that
    end in a stop, and those of a poem, stay as they are.

    Examples
    --------
    >>> joined_lines("Chapter One\nIt was a dark and\nstormy night.")
    'Chapter One.\n\nIt was a dark and stormy night.'
    """
    if "\n" not in text:
        return text
    blocks = re.split(r"(\s*\n[^\S\n]*\n\s*)", text.strip())
    return "".join(block if place % 2 else _joined(block) for place, block in enumerate(blocks))


def _joined(block: str) -> str:
    lines = [line.strip() for line in block.split("\n")]
    if len(lines) == 1:
        return block
    width = max(_NARROWEST, *map(_columns, lines))
    longest_after = list(accumulate(map(_columns, reversed(lines)), max))[::-1]
    joined = [lines[0]]
    for (line, following), longest in zip(pairwise(lines), longest_after[1:], strict=True):
        joined += [_link(line, following, width, longest), following]
    return "".join(joined)


def _link(line: str, following: str, width: int, longest: int) -> str:
    """Return what stands between two lines of a block, whose longest line after the first has `longest` columns."""
    if _is_wrapped(line, following, width):
        unspaced = _NO_SPACES.match(line[-1:]) or _NO_SPACES.match(following[:1])
        return "" if unspaced or re.search("\\w[-\u00ad]$", line) else " "
    if _is_heading(line, longest):
        return "。\n\n" if _NO_SPACES.match(line[-1:]) else ".\n\n"
    return "\n"


def _is_wrapped(line: str, following: str, width: int) -> bool:
    if following.lstrip(_OPENING)[:1].islower() or line.split()[-1] in _OPEN_WORDS:
        return True
    if _ends_in_abbreviation(line, following) or line.endswith("\u00ad"):
        return True
    if _is_list_item(following):
        return False
    word = following[:1] if _NO_SPACES.match(following) else following.split(" ", 1)[0]
    full = _columns(line) + 1 + _columns(word) > width
    nearly = _columns(line) >= max(_WIDEST_VERSE, 0.7 * width) and not _STOP.search(line) and not _is_titled(line)
    return full or nearly


def _ends_in_abbreviation(line: str, following: str) -> bool:
    return bool(re.search(r"\w\.$", line)) and is_abbreviation(line[:-1], following[:1])


def _is_heading(line: str, longest: int) -> bool:
    if _STOP.search(line) or not _LETTER.search(line) or _columns(line) > _LONGEST_HEADING:
        return False
    if _NO_SPACES.search(line):
        return len(line) <= _FEW_SIGNS or longest >= 2 * _columns(line)
    return len(line.split()) <= _FEW_WORDS or _is_titled(line) or longest >= 2 * _columns(line)


def _is_titled(line: str) -> bool:
    """Return whether all longer words of a line are capitalised, as in an English title."""
    return all(word[:1].isupper() or not word[:1].isalpha() for word in line.split() if len(word) > 3)


def _is_list_item(line: str) -> bool:
    return bool(re.match(r"(?:[-*•–—]|\d{1,3}[.)])\s", line))


def _columns(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))
