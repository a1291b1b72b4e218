"""Writes a text in characters that espeak-ng reads aloud as a person would.

Compatibility normalisation (NFKC) is right for ligatures, widths and mathematical letters, and wrong for signs that
carry a meaning of their own: it makes "1½" eleven halves, "10²" a hundred and two, and "nº" the word "no". Those are
written in words here first; the words are in `signs.toml`.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.sentence_ends import without_abbreviation_stops

_APOSTROPHES = re.compile(r"(?<=[^\W_])[´`‘ʹʻʼʽ‛′＇](?=[^\W\d_])")
_LOOSE_ACCENTS = re.compile("[´¨¯¸˘˙˚˛˜˝]")
_SQUARED_UNITS = re.compile("[\u3371-\u337a\u3380-\u33df]")  # "㎡" is one character
_MIXED = re.compile(r"(?<![\d/.,])(\d{1,3} [1-9])/([2-9]|10)(?![\d/])")  # "1 1/2"; "1/2" alone may be a date
_NUMBER_SIGN = re.compile(r"(?:№|\bnr|\bn\.?\s?(?:[º°]|ᵒˢ?)s?)\.?\s*(?=\d|$)|№", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\? )\bN[Oo]\.\s?(?=\d)")  # "No. 5", but not the answer to a question
_DEGREE = re.compile(r"(?<=\d)\s?º\s?(?=[CFK]\b)")
_TITLES = re.compile(r"(\b(?:Mrs?|Dr)\.\s)")  # espeak-ng knows them in English
_WAVE = re.compile(r"\s*[~～〜∼˷]+(?!/)\s*")
_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"
_FRACTION = re.compile(rf"(\d+)?([ \u00a0\u202f\u2064]?)(?:([{_VULGAR}])|(?<!\d)([\d⁰¹²³⁴-⁹]+)⁄([\d₀-₉]+))")
_EXPONENT = re.compile(r"([⁺⁻]?)([⁰¹²³⁴-⁹]+)")
_BASE = re.compile(r"(?:[\d)\]]|(?<![^\W\d_])[^\W\d_]{1,2})$")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_KANA_MEETS_KANJI = re.compile(r"(?<=[\u3040-\u30ff])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[\u3040-\u30ff])")
_KEPT = frozenset("ªº™℠¾½¼")  # compatibility characters whose own reading is the right one


def speakable(text: str, language: str) -> str:
    """Return a text in characters that espeak-ng reads well.

    Fractions, exponents, and the sign for "number" become words of the language; signs used as apostrophes become
    apostrophes; "１２" becomes 12. Control characters, which are commands to espeak-ng, become spaces. Kana are
    separated from kanji, or they would be spelled.

    Parameters
    ----------
    text : str
        What is spoken.
    language : str
        A key of `studio.domain.language.LANGUAGES`.

    Examples
    --------
    >>> speakable("1½ cups, it´s 10²", "english")
    "1 and a half cups, it's 10 squared"
    """
    words = _signs()[language]
    text = _NUMBER.sub(f"{words['number']} ", unicodedata.normalize("NFC", text))
    text = _stops(text, language)
    text = _SQUARED_UNITS.sub(lambda unit: _letters(unit.group()), text)
    text = _APOSTROPHES.sub("'", text)
    text = _NUMBER_SIGN.sub(f"{words['number']} ", text)
    text = _DEGREE.sub("°", text)
    text = _WAVE.sub(lambda wave: _wave(wave, words), text)
    text = _MIXED.sub(r"\1⁄\2", text)
    text = _FRACTION.sub(lambda found: _fraction(found, words), text)
    text = _EXPONENT.sub(lambda found: _exponent(found, words), text)
    text = _LOOSE_ACCENTS.sub(" ", text)
    plain = unicodedata.normalize("NFC", "".join(map(_plain, text)))
    return _KANA_MEETS_KANJI.sub(" ", plain) if language == "japanese" else plain


def _plain(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Cs"}:
        return character if character in "\n\t" else " "
    if character in _KEPT:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return unicodedata.normalize("NFKC", character)


def _stops(text: str, language: str) -> str:
    """Remove the full stops of abbreviations, after which espeak-ng pauses, except of those that it knows."""
    if language != "english":
        return without_abbreviation_stops(text)
    titles = _TITLES.split(text)
    return "".join(part if place % 2 else without_abbreviation_stops(part) for place, part in enumerate(titles))


def _letters(unit: str) -> str:
    """Return the letters of a squared unit; an exponent stays one, which NFKC would make a digit."""
    return "".join(chr(int(code, 16)) for code in unicodedata.decomposition(unit).split()[1:])


def _wave(found: re.Match[str], words: dict[str, Any]) -> str:
    """A wave between numbers is a range; elsewhere it lengthens a sound or adorns it."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    if before.isdecimal() and after.isdecimal():
        return str(words["to"])
    spaced = found.group().strip() != found.group() or (before + after).isascii()
    return " " if spaced and before and after else ""


def _fraction(found: re.Match[str], words: dict[str, Any]) -> str:
    whole, gap, sign, above, below = found.groups()
    if sign:
        above, _, below = unicodedata.normalize("NFKC", sign).partition("⁄")
    spoken = _fraction_words(int(above.translate(_SUPERSCRIPTS)), int(below.translate(_SUPERSCRIPTS)), words)
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    joint = f"{whole}{words['and']}" if whole else gap or (" " if before.isalnum() else "")
    return joint + spoken + (" " if after.isalnum() else "")


def _fraction_words(numerator: int, denominator: int, words: dict[str, Any]) -> str:
    if "fraction" in words:
        return str(words["fraction"]).format(above=numerator, below=denominator)
    names = words["parts"]
    if not 2 <= denominator <= len(names) + 1:
        return f"{numerator}/{denominator}"
    one, many = names[denominator - 2]
    return one if numerator == 1 else f"{words['counts'].get(str(numerator), numerator)} {many}"


def _exponent(found: re.Match[str], words: dict[str, Any]) -> str:
    sign, digits = found.group(1), found.group(2).translate(_SUPERSCRIPTS)
    before, after = found.string[: found.start()], found.string[found.end() :][:1]
    number = f"{words['minus']} {digits}" if sign == "⁻" else digits
    if not _BASE.search(before):  # a footnote's number
        spoken = number
    elif number in words["powers"]:
        spoken = words["powers"][number]
    else:
        spoken = words["power"].format(number)
    return f" {spoken}" + (" " if after.isalnum() else "")


@cache
def _signs() -> dict[str, Any]:
    return tomllib.loads(files("studio.worker.sketch").joinpath("signs.toml").read_text("utf-8"))
