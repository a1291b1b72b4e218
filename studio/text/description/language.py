"""The language of a description, decided before anything is read: one for the whole description.

By script first; in Latin script by the share of its words that a language knows: those of the lexicon where there is
one, and the small words of `languages.toml`.
"""

import re
import tomllib
import unicodedata
from functools import cache
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
    letters = [character for character in description if character.isalpha()]
    asian = {name: len(script.findall(description)) for name, script in _SCRIPTS.items()}
    if _ASIAN_WEIGHT * sum(asian.values()) > len(letters) - sum(asian.values()):
        return next(name for name, count in asian.items() if count)
    scripts = [unicodedata.name(letter, "").split(" ")[0] for letter in letters]
    other = max(_LETTERS, key=scripts.count)
    if 2 * scripts.count(other) > len(scripts):
        return _LETTERS[other]
    return _latin(tuple(WORD.findall(description)))


def _latin(words: tuple[str, ...]) -> str:
    scores: dict[str, float] = {
        name: sum(word.casefold() in small or _knows(name, word) for word in words)
        for name, small in _small_words().items()
    }
    scores["french"] += 0.5 * sum(bool(_FRENCH_LETTERS.search(word)) for word in words)
    likeliest = max(scores, key=lambda name: scores[name])  # the languages of the lexicons come first
    return likeliest if scores[likeliest] else ""


@cache
def _small_words() -> dict[str, frozenset[str]]:
    table = tomllib.loads(files("studio.text.description").joinpath("languages.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in table["small_words"].items()}


def _knows(language: str, word: str) -> bool:
    return language in LEXICONS and fold(word) in _vocabulary(language)


@cache
def _vocabulary(language: str) -> frozenset[str]:
    return frozenset(word for phrase in lexicon(language).entries for word in phrase)
