"""Loads `sample_texts.toml`, and chooses among its texts and those of the starter descriptions."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

from studio.errors import InvalidInput
from studio.text.description.language import language_of
from studio.text.phrase_search import PhraseTable, find_phrases, phrase_table, words_of
from studio.text.starters import starter_descriptions
from studio.text.vocabulary import LANGUAGES, vocabulary

Length = Literal["short", "medium", "long"]
#: The lengths, and about how many seconds each takes to read.
LENGTHS: dict[str, int] = {"short": 3, "medium": 8, "long": 25}

_FALLBACK = "english"


def sample_text(language: str, length: Length = "medium") -> str:
    """Return the standard text of a language and length.

    Parameters
    ----------
    language : str
        One of the languages that the model speaks: "english", "japanese" …; another, and "auto", is English.
    length : {"short", "medium", "long"}
        About 3, 8 and 25 seconds.

    Raises
    ------
    InvalidInput
        If the length is another.

    Examples
    --------
    >>> sample_text("french", "short")
    'Chaque jeudi, un vieux chien blanc guette le bateau.'
    """
    if length not in LENGTHS:
        raise InvalidInput(f"{length!r} is not a length of texts.", f"Use one of {', '.join(LENGTHS)}.")
    table = _table()
    return table.get(language, table[_FALLBACK])[length]


def suitable_text(description: str, language: str = "auto", length: Length = "medium") -> str:
    """Return a text that suits what a description says the voice is for, else the standard text.

    Parameters
    ----------
    description : str
        How the voice sounds, perhaps with its use: "… for bedtime stories".
    language : str
        Of the text; "auto" is the description's.
    length : {"short", "medium", "long"}
        Of the standard text; texts for a use have about 8 seconds.

    Examples
    --------
    >>> suitable_text("A low man's voice, slow, for meditation.").startswith("Let your shoulders sink.")
    True
    """
    spoken = language if language in _table() else language_of(description)
    spoken = spoken if spoken in _table() else _FALLBACK
    use = _use_of(description) if length == "medium" else ""
    texts = (starter.text for starter in starter_descriptions() if (starter.use, starter.language) == (use, spoken))
    return next(texts, "") or sample_text(spoken, length)


def _use_of(description: str) -> str:
    """Return the use that a description names first; "" if none."""
    found = find_phrases(words_of(unicodedata.normalize("NFC", description)), _uses())
    return found[0].key if found else ""


@cache
def _uses() -> PhraseTable[str]:
    terms = vocabulary().dimension("use").terms
    words = {term.id.partition(".")[2]: sum((term.words.get(name, ()) for name in LANGUAGES), ()) for term in terms}
    more = {
        "horror": ("horror", "horror stories", "ghost story", "horreur", "恐怖"),
        "sport": ("sports", "sports commentary", "sport", "体育"),
    }
    return phrase_table({**words, **more})


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("studio.text.sample_texts").joinpath("sample_texts.toml").read_text("utf-8"))
