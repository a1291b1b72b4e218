"""Takes words out of a description, so that what is left reads well."""

import re

from studio.text.lint.note import Spans

_FEWEST_LETTERS = 3
_DANGLING = r"(?:and|or|but|with|like|in|an?|the|of|for|very|really|super|truly|some|has|at|et|ou|avec|comme|une?|très)"
_CLEANING = (
    (re.compile(r"[ \t]{2,}"), " "),
    (re.compile(rf",?\s+\b{_DANGLING}(?=\s*(?:[,.;!?]|$))", re.IGNORECASE), ""),
    (re.compile(rf"(?:(?<=[.;!?] )|^){_DANGLING}(?=\s*[,.;!?])\s*", re.IGNORECASE), ""),
    (re.compile(r"\s+(?=[,.;:!?，。；：！？])"), ""),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"([，；、：])(?:\s*[，；、：])+"), r"\1"),
    (re.compile(r"[,;:，；、：]+(?=\s*[.!?。！？])"), ""),
    (re.compile(r"([.!?。])(?:\s*[.!?。])+"), r"\1"),
    (re.compile(r"^[\s,;:.!?，。；、：]+"), ""),
    (re.compile(r"[\s,;:，；、：]+$"), ""),
)
_ARTICLE = re.compile(r"\b([Aa])n? +(?=([a-zA-Z]+))")
_VOWEL = re.compile(r"(?:[aeiou]|hour|honest)(?!ni(?:que|form|son|t)|ne\b)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:^|(?<=[.!?] ))([a-zà-ÿ])")


def without(text: str, spans: Spans) -> str | None:
    """Return a description without some of its words; None if hardly anything is left.

    Spaces, commas, dangling words, "a" and "an", and capitals are put right where words went.

    Parameters
    ----------
    text : str
        The description.
    spans : tuple of (int, int)
        What is taken out.

    Examples
    --------
    >>> without("A nice, old man, unique and special.", ((2, 6), (17, 23), (28, 35)))
    'An old man.'
    """
    left = text
    for start, end in reversed(spans):
        left = left[:start] + ("" if left[end : end + 1] in ",.;" else " ") * (start > 0) + left[end:]
        left = _with_article(left, start)
    before = ""
    while left != before:
        before = left
        for pattern, instead in _CLEANING:
            left = pattern.sub(instead, left)
    if text[:1].isupper():
        left = left[:1].upper() + left[1:]
    left = _SENTENCE.sub(lambda match: match[1].upper(), left) if text[:1].isupper() else left
    return left if sum(letter.isalpha() for letter in left) >= _FEWEST_LETTERS and left != text else None


def _with_article(text: str, at: int) -> str:
    """Put "a" or "an" right before the place where words went."""
    text = re.sub(r"(\b[Aa]n?)\s*,\s*", r"\1 ", text[: at + 3]) + text[at + 3 :]
    match = next((found for found in _ARTICLE.finditer(text) if abs(found.end() - at) <= 3), None)
    if not match:
        return text
    right = match[1] + ("n" if _VOWEL.match(match[2]) else "")
    return f"{text[: match.start()]}{right} {text[match.end() :]}"
