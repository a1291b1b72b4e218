"""Where a sentence ends, in the ten languages.

On the table of `tests/text/test_sentence_ends.py`, `pysbd` 0.3.4 cuts after "Ft.", "Corp.", "Mme.", "Fa." and "Hr.",
knows no Portuguese or Korean, and takes 0.4 s for its first sentence. For the pauses of speech a false cut is the worse
fault.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

CLOSING = "\"'”’»«›‹)]}」』）】》〉"
# A sentence ends at a full stop, question or exclamation mark and what closes with it; Latin ones need a space after.
MARKS = re.compile(rf"(?:[.!?…‼⁇⁈⁉]+[{re.escape(CLOSING)}]*(?=\s)|[。！？｡．]+[{re.escape(CLOSING)}]*)\s*")
_INNER = re.compile(r"(?<=\w)\.(?=[^\S\n]+[\"'“‘«„(]?\w)")
_MAY_END = frozenset(  # they often stand last
    (
        "etc",
        "usw",
        "ecc",
        "др",
        "пр",
        "гг",
        "co",
        "corp",
        "inc",
        "ltd",
        "cia",
        "cie",
        "st",
        "jr",
        "sr",
        "min",
        "max",
        "al",
    )
)
_GERMAN_MONTH = re.compile(
    r"\s+(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«„/]*$")
_INNER_STOP = re.compile(r"[^\W\d_]\.-?[^\W\d_]")
_VOWEL = re.compile(r"[aeiouyàâäáãæåèéêëíìîïóòôöõøœúùûüýÿаеёиоуыэюяіїє]")
_ROMAN = re.compile(r"[IVXLC]{2,}")
_LONGEST_CLIPPED = 5  # letters of a word without a vowel: "Blvd", "Ltd"
_LONGEST_TITLE = 3  # letters
_LONGEST_ORDINAL = 3  # digits: "3. Mai", "100. Geburtstag"


def ends_sentence(text: str, mark: re.Match[str]) -> bool:
    """Return whether a match of `MARKS` ends a sentence: not in "Dr. Ray", "the U.S. Senate", "3. Mai", "well … maybe".

    In doubt it does not: a pause that is missing is cheaper than a false one.
    """
    signs, following = mark.group().strip(), text[mark.end() :].lstrip("\"'“‘«„([¿¡")[:1]
    if following.islower():
        return False
    if signs[0] != "." or signs.startswith(".."):
        return True
    return not is_abbreviation(text[: mark.start()], following)


def is_abbreviation(before: str, following: str) -> bool:
    """Return whether a full stop belongs to the word before it.

    Parameters
    ----------
    before : str
        The text up to the full stop.
    following : str
        The next letter or digit; "" at the end of the text.
    """
    found = _LAST_WORD.search(before)
    word = found.group().rstrip(".") if found else ""
    last = word.casefold()
    always, before_numbers = _abbreviations()
    if last.isdecimal():
        return len(last) <= _LONGEST_ORDINAL
    if last in always or (following.isdecimal() and last in before_numbers):
        return True
    return _is_initial(word) or _is_clipped(word) or (_is_title(word) and _inside_sentence(before[: -len(word)]))


def without_abbreviation_stops(text: str) -> str:
    """Return a text without the full stops of abbreviations, for a reader that takes them for ends of sentences.

    Stricter than `is_abbreviation`, since a sentence that really ends would lose its pause: numbers and unknown short
    words keep theirs.

    Examples
    --------
    >>> without_abbreviation_stops("He met Sen. Warren in the U.S. Senate.")
    'He met Sen Warren in the U.S Senate.'
    """
    return _INNER.sub(lambda stop: "" if _is_inner(text, stop) else ".", text)


def _is_inner(text: str, stop: re.Match[str]) -> bool:
    found = _LAST_WORD.search(text[: stop.start()])
    word = found.group() if found else ""
    following = text[stop.end() :].lstrip("\"'“‘«„( \t")[:1]
    if following.islower() or word.casefold() in _MAY_END:
        return False
    return _is_initial(word) or word.casefold() in _abbreviations()[0] or _is_date(word, text[stop.end() :])


def _is_date(word: str, following: str) -> bool:
    return word.isdecimal() and len(word) <= 2 and bool(_GERMAN_MONTH.match(following))


def _is_initial(word: str) -> bool:
    """Return whether a word is an initial, an abbreviation with stops inside, or a Roman number."""
    initial = len(word) == 1 and _has_case(word) and (word != "I")
    return initial or bool(_INNER_STOP.search(word)) or bool(_ROMAN.fullmatch(word))


def _is_clipped(word: str) -> bool:
    """Return whether a short word has no vowel, such as "Blvd"."""
    return 1 < len(word) <= _LONGEST_CLIPPED and _has_case(word) and not _VOWEL.search(word.casefold())


def _is_title(word: str) -> bool:
    """Return whether a short capitalised word may be somebody's title, such as "Sen" or "Avv"."""
    return 1 < len(word) <= _LONGEST_TITLE and word.istitle()


def _inside_sentence(before: str) -> bool:
    return bool(before.strip()) and before.rstrip()[-1] not in f".!?…:{CLOSING}\"'“‘«„¿¡"


def _has_case(word: str) -> bool:
    return word.isalpha() and word.upper() != word.lower()


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Return the abbreviations, and those that are ordinary words unless a number follows."""
    lists = tomllib.loads(files("studio.text").joinpath("abbreviations.toml").read_text("utf-8"))
    always = frozenset(word for words in lists["always"].values() for word in words.split())
    return always, frozenset(lists["before_numbers"]["words"].split())
