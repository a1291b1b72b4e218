"""The language of a description, decided before anything is read: one for the whole description.

By script first; in Latin script by the share of its words that a language knows: those of the lexicon where there is
one, and the small words of `languages.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from studio.text.description.lexicon import LEXICONS, WORD, fold, lexicon

_SCRIPTS = {
    "japanese": re.compile(r"[\u3040-\u30ff\uff66-\uff9f]"),
    "korean": re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "chinese": re.compile(r"[\u3400-\u9fff]"),
}
#: Unicode names of letters begin with their script; those that stand for one language have its name.
_LETTERS = {
    "CYRILLIC": "russian",
    "GREEK": "greek",
    "ARABIC": "arabic",
    "HEBREW": "hebrew",
    "DEVANAGARI": "hindi",
    "THAI": "thai",
}
_FRENCH_LETTERS = re.compile(r"[àâçèéêëîïôùûœ]", re.IGNORECASE)
_ASIAN_WEIGHT = 3  # letters that one Chinese character stands for


def language_of(description: str) -> str:
    """Return the language of a description: "english", "french", "chinese", "german" …; "" if nothing tells.

    Examples
    --------
    >>> language_of("Elle parle doucement, son timbre est chaud.")
    'french'
    """
    words = WORD.findall(description)
    return _latin(words) if description.isascii() else _other_script(description) or _latin(words)


def _other_script(description: str) -> str:
    """Return the language that a script other than the Latin tells; "" where most letters are Latin."""
    letters = [character for character in description if character.isalpha()]
    asian = {name: len(script.findall(description)) for name, script in _SCRIPTS.items()}
    if _ASIAN_WEIGHT * sum(asian.values()) > len(letters) - sum(asian.values()):
        return next(name for name, count in asian.items() if count)
    scripts = [unicodedata.name(letter, "").split(" ")[0] for letter in letters]
    other = max(_LETTERS, key=scripts.count)
    return _LETTERS[other] if 2 * scripts.count(other) > len(scripts) else ""


def _latin(words: Sequence[str]) -> str:
    scores: dict[str, float] = dict.fromkeys(_small_words(), 0.0)
    for word in words:
        for name in _languages_with(word):
            scores[name] += 1
    scores["french"] += 0.5 * sum(bool(_FRENCH_LETTERS.search(word)) for word in words)
    likeliest = max(scores, key=lambda name: scores[name])  # the languages of the lexicons come first
    return likeliest if scores[likeliest] else ""


@lru_cache(maxsize=8192)
def _languages_with(word: str) -> tuple[str, ...]:
    """Return the languages that know a word."""
    small, folded = word.casefold(), fold(word)
    return tuple(name for name, words in _small_words().items() if small in words or folded in _vocabulary(name))


@cache
def _small_words() -> dict[str, frozenset[str]]:
    table = tomllib.loads(files("studio.text.description").joinpath("languages.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in table["small_words"].items()}


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Return the folded words of a language's lexicon; none of a language without one."""
    entries = lexicon(language).entries if language in LEXICONS else ()
    return frozenset(word for phrase in entries for word in phrase)
