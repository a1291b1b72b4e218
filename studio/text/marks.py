"""Marks in a text: Markdown and tags, which are not spoken, and pauses.

Recognised are Markdown (CommonMark and the tables, footnotes and strikethrough of its dialects), HTML and SSML tags,
comments and entities, BBCode, and the pauses of other tools: `<break time="1s"/>`, `[pause 0.5]`, `[[slnc 500]]`. The
reactions that other tools perform, `[laughs]` and `[sighs softly]`, are left out: no voice here makes those sounds.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from studio.domain.limits import LONGEST_PAUSE, MOST_PAUSES
from studio.domain.script import Script

_PAUSE = "\ufdd0"  # a noncharacter, where a pause is
_MOST_NAMED = 6  # marks in a note
_LONGEST_NAMED = 24  # characters of one
_DEFAULT_PAUSE = 0.5  # seconds, as the medium strength of SSML
_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 1.0, "x-strong": 1.5}

_PAUSES = re.compile(
    r"""<break\b([^<>]*?)/?\s*>(?:\s*</break\s*>)?"""
    r"""|\[\s*(?:pause|silence|break)\b[\s:=]*([^\[\]]{0,20}?)\s*\]"""
    r"""|\[\[\s*slnc\s+(\d{1,6})\s*\]\]"""
    r"""|<\#(\d{1,3}(?:\.\d{1,3})?)\#>""",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,3})?|[.,]\d{1,3})\s*(ms|milliseconds?|s|sec|secs|seconds?)?", re.IGNORECASE
)
_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)"""
_TAG = rf"</?[A-Za-z][\w:.-]*(?:{_ATTRIBUTE})*\s*/?>"
_BREAKS = re.compile(rf"<(?:br|hr)(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
_BLOCKS = re.compile(
    rf"</?(?:p|div|h[1-6]|li|ul|ol|tr|table|blockquote|section|article|title|paragraph)(?:{_ATTRIBUTE})*\s*/?>",
    re.IGNORECASE,
)
_ALIAS = re.compile(r"""<sub\s+alias\s*=\s*["']([^"'<>]*)["']\s*>[^<>]*</sub\s*>""", re.IGNORECASE)
_UNSPOKEN = re.compile(
    r"<!--.*?-->|<(script|style|metadata|desc)\b[^<>]*>.*?</\1\s*>|<\?xml[^<>]*\?>|<!DOCTYPE[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_BBCODE = re.compile(r"\[/?(?:b|i|u|s|url|img|quote|code|color|size|center|list)(?:=[^\[\]\n]*)?\]", re.IGNORECASE)

_REACTION = r"""(?:laugh(?:s|ing|ter)?|chuckl(?:e|es|ing)|giggl(?:e|es|ing)|sigh(?:s|ing)?|gasp(?:s|ing)?|gulp(?:s|ing)?
    |cough(?:s|ing)?|sniff(?:s|ing|les)?|sob(?:s|bing)?|cries|crying|clear(?:s|ing)?\ (?:(?:his|her|their)\ )?throat
    |inhal(?:es?|ing)|exhal(?:es?|ing)|breath(?:es?|ing)?|yawn(?:s|ing)?|groan(?:s|ing)?|snort(?:s|ing)?|wheez(?:es?|ing)
    |applause|rit|rires?|soupir(?:e|s)?|tousse|sanglot(?:e|s)?|笑声?|叹气|咳嗽)"""
_REACTIONS = re.compile(
    rf"(?<![ \t])([ \t]*)\[\s*(?:[\w'’-]+\ ){{0,2}}{_REACTION}(?:\ [\w'’-]+){{0,2}}\s*\](?![(\[:])([ \t]*)(?=(\w?))",
    re.IGNORECASE | re.VERBOSE,
)


def read_marks(text: str) -> Script:
    """Return a text without its marks, its pauses, and notes that say what was done.

    Parameters
    ----------
    text : str
        As a person typed it.

    Returns
    -------
    Script
        The same text where it has no marks.

    Examples
    --------
    >>> script = read_marks("It is **very** late. [pause 1] Good night.")
    >>> script.text, script.pauses
    ('It is very late. Good night.', ((17, 1.0),))
    >>> script.notes
    ('Not spoken: **.', 'Paused for: [pause 1] (1 s).')
    """
    reading = _Reading(unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).replace(_PAUSE, ""))
    for step in _STEPS:
        step(reading)
    if not reading.marks and not reading.pauses:
        return Script(text)
    return _script(reading)


@dataclass
class _Reading:
    """A text while its marks are read: those that were left out, and the pauses, each with what asked for it."""

    text: str

    def __post_init__(self) -> None:
        self.marks: dict[str, None] = {}  # in order, each once
        self.pauses: list[float] = []
        self.asked: dict[str, None] = {}

    def replace(self, pattern: re.Pattern[str], with_: str | Callable[[re.Match[str]], str], mark: str = "") -> None:
        """Replace a mark, and remember it: as `mark`, or as it stands in the text."""

        def replaced(found: re.Match[str]) -> str:
            said = with_(found) if callable(with_) else found.expand(with_)
            if said != found.group():
                self.marks[mark or _short(found.group())] = None
            return said

        self.text = pattern.sub(replaced, self.text)


def _short(mark: str) -> str:
    """Return a mark as a note names it."""
    plain = " ".join(mark.split())
    return plain if len(plain) <= _LONGEST_NAMED else f"{plain[:_LONGEST_NAMED]}…"


def _read_pauses(reading: _Reading) -> None:
    def pause(found: re.Match[str]) -> str:
        seconds = _seconds(found)
        if seconds is None:
            return found.group()
        reading.pauses.append(seconds)
        reading.asked[f"{found.group()} ({seconds:g} s)"] = None
        return _PAUSE

    reading.text = _PAUSES.sub(pause, reading.text)


def _seconds(found: re.Match[str]) -> float | None:
    """Return the length of a pause, or None where it is not one: "[break it]"."""
    attributes, words, milliseconds, seconds = found.groups()
    if milliseconds is not None:
        return min(int(milliseconds) / 1000, LONGEST_PAUSE)
    if seconds is not None:
        return min(float(seconds), LONGEST_PAUSE)
    if attributes is not None:
        time = re.search(r"""time\s*=\s*["']?\s*([^"'>]*)""", attributes, re.IGNORECASE)
        strength = re.search(r"""strength\s*=\s*["']?([\w-]+)""", attributes, re.IGNORECASE)
        if time is None:
            return _STRENGTHS.get(strength.group(1).lower(), _DEFAULT_PAUSE) if strength else _DEFAULT_PAUSE
        words = time.group(1).strip()
    if not words:
        return _DEFAULT_PAUSE
    duration = _DURATION.fullmatch(words)
    if duration is None:
        return _DEFAULT_PAUSE if attributes is not None else None
    value = float(duration.group(1).replace(",", "."))
    return min(value / 1000 if (duration.group(2) or "s").lower().startswith("m") else value, LONGEST_PAUSE)


def _read_code_and_escapes(reading: _Reading) -> None:
    reading.replace(re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n?", re.MULTILINE), "", "```")
    reading.replace(re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]{1,300}?)\1(?!`)"), r"\2", "`")


def _read_tags(reading: _Reading) -> None:
    reading.replace(_UNSPOKEN, "")
    reading.replace(_REACTIONS, _gap)
    reading.replace(_ALIAS, r"\1")
    reading.replace(_BREAKS, "\n")
    reading.replace(_BLOCKS, "\n\n")
    reading.replace(re.compile(r"<((?:https?|mailto):[^\s<>]+)>"), r"\1", "<…>")
    reading.replace(re.compile(_TAG), "")
    reading.replace(_BBCODE, "")


def _gap(found: re.Match[str]) -> str:
    """Return what stands between the words around a reaction: nothing before a full stop or at the start of a line."""
    before, after, word = found.groups()
    if not before and found.string[: found.start()][-1:] in ("", "\n"):
        return ""
    return " " if (before and after) or (word and (before or after)) else ""


def _read_lines(reading: _Reading) -> None:
    reading.replace(re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$\n*", re.MULTILINE), _heading, "#")
    reading.replace(
        re.compile(r"^(?=[^\n\w]*\w)([^\n]+)\n[ ]{0,3}(?:={2,}|-{2,})[ \t]*$\n*", re.MULTILINE), _heading, "==="
    )
    reading.replace(
        re.compile(r"^[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$", re.MULTILINE), "\n", "---"
    )
    reading.replace(re.compile(r"^(?:[ ]{0,3}>[ \t]?)+", re.MULTILINE), "", ">")
    reading.replace(
        re.compile(r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$\n?", re.MULTILINE), "", "|"
    )
    reading.replace(re.compile(r"^[ \t]*\|(.+)\|[ \t]*$", re.MULTILINE), _table_row, "|")
    reading.replace(re.compile(r"^[ \t]*[*+•‣◦·][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)(.*)$", re.MULTILINE), _item, "*")
    dashes = re.compile(r"^[ \t]*-[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)(.*)$", re.MULTILINE)
    if len(dashes.findall(reading.text)) > 1:  # a single one may begin a line of dialogue
        reading.replace(dashes, _item, "-")


def _heading(found: re.Match[str]) -> str:
    return f"{_stopped(found.group(1))}\n\n"


def _item(found: re.Match[str]) -> str:
    return _stopped(found.group(1))


def _table_row(found: re.Match[str]) -> str:
    return _stopped(", ".join(cell.strip() for cell in found.group(1).split("|") if cell.strip()))


def _stopped(line: str) -> str:
    """Return a line that is a sentence of its own: with a full stop where it has no mark at its end."""
    line = line.strip()
    bare = re.sub(r"[*_~`]+$", "", line)
    if not bare or not bare[-1].isalnum():
        return line
    return f"{line}。" if re.search(r"[\u3040-\u9fff]$", bare) else f"{line}."


def _read_words(reading: _Reading) -> None:
    reading.replace(re.compile(r"!\[([^\[\]\n]*)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)"), r"\1", "![…](…)")
    reading.replace(re.compile(r"\[([^\[\]\n]+)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)"), r"\1", "[…](…)")
    reading.replace(re.compile(r"^[ ]{0,3}\[\^?[^\[\]\n]+\]:[ \t]*\S+[^\n]*$\n?", re.MULTILINE), "", "[…]: …")
    reading.replace(re.compile(r"\[\^[^\[\]\s]{1,30}\]"), "")
    reading.replace(re.compile(r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]"), r"\1", "[…][…]")
    for sign in ("***", "___", "**", "__", "*", "_", "~~", "==", "'''", "''"):
        reading.replace(_around(sign), r"\1", sign)
    reading.replace(re.compile(r"\\([\\`*_{}\[\]()#+\-.!~|<>])"), r"\1", "\\")
    reading.replace(_ENTITY, lambda found: html.unescape(found.group()).replace("\xa0", " "))


def _around(sign: str) -> re.Pattern[str]:
    """Return the pattern of words between two signs, which stand at their edges and inside no word."""
    mark, first = re.escape(sign), re.escape(sign[0])
    inside = rf"(?=[^\s{first}])((?:[^{first}\n]|\n(?!\n)){{1,300}}?)(?<=[^\s{first}])"
    if sign in ("**", "***"):  # these may stand inside a word
        return re.compile(rf"(?<![{first}\\]){mark}{inside}{mark}(?!{first})")
    return re.compile(rf"(?<![\w{first}\\]){mark}{inside}{mark}(?![\w{first}])")


_STEPS = (_read_pauses, _read_code_and_escapes, _read_tags, _read_lines, _read_words)


def _script(reading: _Reading) -> Script:
    """Return the words between the pauses as one text, with the pauses' positions."""
    plain = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", re.sub(r"\n{3,}", "\n\n", reading.text))
    pieces = [piece.strip() for piece in plain.split(_PAUSE)]
    text, pauses, waiting = "", list[tuple[int, float]](), 0.0
    for piece, after in zip(pieces, [*reading.pauses, 0.0], strict=True):
        spoken = any(map(str.isalnum, piece))
        if text and spoken and waiting and len(pauses) < MOST_PAUSES:
            pauses.append((len(text) + 1, min(waiting, LONGEST_PAUSE)))
        if piece:
            text += f" {piece}" if text else piece
        waiting = after if spoken or not text else waiting + after
    return Script(text, tuple(pauses), notes=_notes(reading))


def _notes(reading: _Reading) -> tuple[str, ...]:
    notes = []
    if reading.marks:
        notes.append(f"Not spoken: {_listed(list(reading.marks))}.")
    if reading.asked:
        notes.append(f"Paused for: {_listed(list(reading.asked))}.")
    return tuple(notes)


def _listed(marks: list[str]) -> str:
    named = ", ".join(marks[:_MOST_NAMED])
    return f"{named} and {len(marks) - _MOST_NAMED} others" if len(marks) > _MOST_NAMED else named
