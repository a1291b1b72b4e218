"""Puts words into a description so that what stands beside them still fits: articles, capitals, spaces, elisions."""

import re
from dataclasses import dataclass

from studio.text.edit.grammar import Grammar

_ARTICLE = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[(“\"]))(an?)(\s+)$", re.IGNORECASE)
_OWN_ARTICLE = re.compile(r"(?:an?|une?|du|des) ", re.IGNORECASE)
_ANY_ARTICLE = re.compile(r"(?<!\w)(?:an?|the|une?|du|des|les?|la) $", re.IGNORECASE)
_VOWEL_SOUND = re.compile(r"(?:[aeiou]|hour|honest|heir|8|11\b|18\b)", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(r"(?:uni|use|eu|one\b|ukul)", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|\n\s*)[(“\"]?$")
_FRENCH_VOWEL = re.compile(r"[aeiouyàâéèêîôûœh]", re.IGNORECASE)
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Edit:
    """A description after an edit.

    Parameters
    ----------
    description : str
        The whole description.
    start, end : int
        The part of it that the edit put there; `start == end` where words were only taken out, or nothing was changed.
    words : str
        What it says there: "very slow"; "" where something was taken out.
    without_effect : tuple of str
        Parts of what was asked for that the description says already, or cannot say more strongly.
    """

    description: str
    start: int
    end: int
    words: str = ""
    without_effect: tuple[str, ...] = ()


def edit_between(before: str, after: str, words: str = "") -> Edit:
    """Return the edit that turns one description into another, its changed part in whole words."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    kept = next((at for at in range(shorter - start) if before[-1 - at] != after[-1 - at]), shorter - start)
    end = len(after) - kept
    if start + kept == len(before):  # put in between: where its letters are those beside it, in whole words
        while start > 0 and _inside_word(after, start) and after[start - 1] == after[end - 1]:
            start, end = start - 1, end - 1
    if start < end:
        while start > 0 and _inside_word(after, start):
            start -= 1
        while end < len(after) and _inside_word(after, end):
            end += 1
    return Edit(after, start, end, words)


def _inside_word(text: str, at: int) -> bool:
    """Whether a place is between two letters; Chinese characters are words of their own."""
    pair = text[at - 1 : at + 1]
    return len(pair) == 2 and all(
        _WORD.match(character) and not "\u3400" <= character <= "\u9fff" for character in pair
    )


def replaced(text: str, start: int, end: int, words: str, grammar: Grammar) -> str:
    """Return a description with other words in a place: the article before them fits, and a sentence has its capital.

    Parameters
    ----------
    text : str
        The description.
    start, end : int
        What is replaced.
    words : str
        What stands there instead; "" takes it out.
    grammar : Grammar
        Of its language.
    """
    before, after = text[:start], text[end:]
    if _OWN_ARTICLE.match(words):
        before = _ANY_ARTICLE.sub("", before)
    rest = words + after
    if _SENTENCE_START.search(before) and rest and (not words or text[start : start + 1].isupper()):
        rest = rest[0].upper() + rest[1:]
    elif words and text[start : start + 1].islower() and words[:1].isupper():
        rest = rest[0].lower() + rest[1:]
    if grammar.language == "english":
        before = _with_article(before, rest)
    elif grammar.language == "french":
        before = _with_elision(before, rest)
    return before + rest


def _with_article(before: str, rest: str) -> str:
    found = _ARTICLE.search(before)
    if not found or not rest[:1].isalnum():
        return before
    vowel = bool(_VOWEL_SOUND.match(rest)) and not _CONSONANT_SOUND.match(rest)
    article = found[1][0] + ("n" if vowel else "")
    return before[: found.start(1)] + article + found[2]


def _with_elision(before: str, rest: str) -> str:
    vowel = bool(_FRENCH_VOWEL.match(rest))
    if not vowel and re.search(r"\b[dD]['’]$", before):
        return before[:-1] + "e "
    if vowel and re.search(r"\b[dD]e $", before):
        return before[:-2] + "'"
    return before
