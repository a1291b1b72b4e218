"""How a language sets its texts: apostrophes, spaces that do not break, numbers and quotations."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\s?%)?")
_QUOTED = re.compile(r"(['\"])(.*)\1", re.DOTALL)
_BEFORE = re.compile(r" (?=[:;?!»])")
_AFTER = re.compile(r"(?<=«) ")


def typeset(text: str, language: str) -> str:
    r"""Return a text as its language is set: French with ’ and without a line break before ": ; ? !".

    Examples
    --------
    >>> typeset("Qu'est-ce que c'est ?", "fr")
    'Qu’est-ce que c’est\xa0?'
    """
    if language != "fr":
        return text
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text.replace("'", "’")))


def joined_in(separator: str, parts: Sequence[str], language: str) -> str:
    """Return parts of an enumeration, joined by an English separator as a language writes it."""
    return (f"\u00a0{separator}" if separator[0] == ";" and language == "fr" else separator).join(parts)


def value_in(text: str, language: str) -> str:
    r"""Return a number or a quotation, as Python writes it, in the way of a language; anything else as it is.

    Examples
    --------
    >>> value_in("1,024.5", "fr"), value_in("'Rain'", "fr"), value_in("v1.5", "fr")
    ('1\u202f024,5', '«\xa0Rain\xa0»', 'v1.5')
    """
    if language != "fr":
        return text
    if quoted := _QUOTED.fullmatch(text):
        return f"«\u00a0{quoted[2]}\u00a0»"
    if number := _NUMBER.fullmatch(text):
        sign, whole, decimals, percent = number.groups(default="")
        return sign + whole.replace(",", "\u202f") + decimals.replace(".", ",") + ("\u00a0%" if percent else "")
    return text
