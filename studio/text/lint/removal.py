"""Takes words out of a description, so that what is left reads well."""

import re
from bisect import bisect_right

from studio.text.description.lexicon import lexicon, phrase_of
from studio.text.lint.note import Spans
from studio.text.lint.phrases import joined

_FEWEST_LETTERS = 3
_MOST_SPANS = 20
_LEADS_ON = re.compile(
    r",?\s*(?<!\w)(?:and|or|but|with|like|in|on|by|who|that|which|an?|the|his|her|their|of|for|very|really|super|truly|some|has|at|et|ou|avec|comme|une?|très"
    r"|[和与且])\s*$",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r",?\s*(?<!\w)(?:and|or|but|et|ou|mais|yet|very|really|super|truly|très|[和与且])\s*$", re.IGNORECASE
)
_JOINS_ON = re.compile(r"\s*(?:and|or|but|yet|et|ou|mais)\b\s*", re.IGNORECASE)
_CLOSES = re.compile(r"\s*(?:[,.;:!?，。；：、！？)]|$)")
_SENTENCE_END, _COMMA = ".!?。！？", ",;:，；：、"
_ARTICLE = re.compile(r"(?<!\w)(an?)$", re.IGNORECASE)
_AWAITS = re.compile(r"(?<!\w)(?:an?|the|is|are|be|sounds|seems|with|une?|la|le|est)$", re.IGNORECASE)
_LAST_ADJECTIVE = re.compile(r"([^\W\d_]+),$")
_VOWEL = re.compile(r"(?:[aeiou]|hour|honest)(?!ni(?:que|form|son|t)|ne\b)", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


_CLAUSE_BEGINS = re.compile(r"[,;，；、]|(?<=[.!?。]) |\b(?:and|with|over|as|who|that|which|while|et|qui|avec)\b ?")
_CLAUSE_ENDS = re.compile(r"[,;.!?，；。、！？]|$")
_SENTENCE_ENDS = re.compile(r"[.!?…]+(?=\s)|[。！？]")


def clauses(text: str, spans: Spans) -> Spans:
    """Return the parts between commas that the spans are in: "recorded in a large cathedral with long reverb"."""
    begins = [match.start() for match in _CLAUSE_BEGINS.finditer(text)]
    wider = []
    for start, end in spans:
        at = bisect_right(begins, start)
        closes = _CLAUSE_ENDS.search(text, end)
        wider.append((begins[at - 1] if at else 0, closes.start() if closes else len(text)))
    return joined(wider)


def sentences(text: str) -> Spans:
    """Return where each sentence of a description starts and ends, with its full stop, without spaces around it."""
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(text)]
    bounds = zip([0, *ends], [*ends, len(text)], strict=True)
    return tuple(_stripped(text, start, end) for start, end in bounds if text[start:end].strip())


def sentences_with(text: str, spans: Spans) -> Spans:
    """Return the sentences that the spans are in."""
    return tuple(one for one in sentences(text) if any(one[0] < end and start < one[1] for start, end in spans))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def without(text: str, spans: Spans) -> str | None:
    """Return a description without some of its words; None if hardly anything is left, or very much goes.

    Only what stands beside the words changes: spaces, commas, "and", "a" and "an", and the capital of a sentence.

    Parameters
    ----------
    text : str
        The description.
    spans : tuple of (int, int)
        What is taken out, in the order of the text, apart from each other.

    Examples
    --------
    >>> without("A nice, old man, unique and special.", ((2, 6), (17, 23), (28, 35)))
    'An old man.'
    """
    if len(spans) > _MOST_SPANS:
        return None
    left = text
    for start, end in reversed(spans):
        left = _joined(left[:start].rstrip(), left[end:].lstrip(), capital=left[:1].isupper())
    return left if sum(letter.isalpha() for letter in left) >= _FEWEST_LETTERS and left != text else None


def _joined(before: str, after: str, *, capital: bool) -> str:
    """Join what stood before and after words that went."""
    if _ARTICLE.search(before) and after[:1] in _COMMA:  # "a nice, low voice"
        after = after.lstrip(_COMMA + " ")
    leads_on = _LEADS_ON if _CLOSES.match(after) else _JOINS
    while match := leads_on.search(before):
        before = before[: match.start()].rstrip()
    if before.endswith(tuple(_COMMA)) and (not after or after[0] in _SENTENCE_END):
        before = before[:-1].rstrip()
    adjective = _LAST_ADJECTIVE.search(before)
    if adjective and after[:1].isalpha() and _describes_sound(adjective[1]):  # "a deep, high man's voice"
        before = before[:-1]
    begins = not before or before[-1] in _SENTENCE_END
    if begins or before[-1] in _COMMA or _AWAITS.search(before):
        after = after.lstrip(_COMMA + (_SENTENCE_END if begins else "") + " ")
        after = _JOINS_ON.sub("", after, count=1) if _JOINS_ON.match(after) else after
    if begins and capital:
        after = after[:1].upper() + after[1:]
    if article := _ARTICLE.search(before):
        before = before[: article.start()] + article[1][0] + ("n" if _VOWEL.match(after) else "")
    spaced = before and after and after[0] not in _COMMA + _SENTENCE_END + ")"
    chinese = bool(_CHINESE.match(before[-1:]) or _CHINESE.match(after[:1]))
    return before + (" " if spaced and not chinese else "") + after


def _describes_sound(word: str) -> bool:
    entry = lexicon("english").entries.get(phrase_of(word))
    return entry is not None and any(sense.dimension not in ("gender", "age") for sense in entry.senses)
