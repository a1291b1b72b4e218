"""Scripts that a voice cannot speak."""

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from studio.domain.language import LANGUAGES
from studio.domain.script import Script
from studio.errors import InvalidInput

#: First words of the Unicode names of letters that one of the ten languages is written in.
_SPOKEN = frozenset(
    {
        "LATIN",
        "CYRILLIC",
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "HANGUL",
        "BOPOMOFO",
        "IDEOGRAPHIC",
    }
)
_MOST = 0.1  # of the letters: a few foreign words are spelled
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_RUN = 2  # letters: a single one is a symbol, as in "the angle α" and "5 µm"
_NAMES = {"CJK": "Chinese characters"}

_OWN = {
    "russian": {"LATIN", "CYRILLIC"},
    "chinese": {"LATIN", "CJK", "BOPOMOFO", "HANGUL"},
    "japanese": {"LATIN", "HIRAGANA", "KATAKANA"},
    "korean": {"LATIN", "HANGUL"},
}


def unspeakable(text: str) -> tuple[float, tuple[str, ...]]:
    """Return the share of letters in scripts of none of the ten languages, 0 to 1, and the names of those scripts."""
    return _share(text, _SPOKEN)


def unreadable(text: str, language: str) -> tuple[float, tuple[str, ...]]:
    """Return the share of letters that espeak-ng would spell in a language, 0 to 1, and the names of their scripts."""
    return _share(text, frozenset(_OWN.get(language, {"LATIN"})))


def check_scripts(script: Script) -> Script:
    """Return what is spoken.

    Raises
    ------
    InvalidInput
        If more than a tenth of its letters are in scripts of none of the ten languages.
    """
    share, names = unspeakable(script.text)
    if share <= _MOST:
        note = f"{share:.0%} of the text is in a script that is spelled at best ({', '.join(names)})."
        return replace(script, notes=(*script.notes, note)) if names else script
    raise InvalidInput(
        f"{share:.0%} of the text is in a script that no voice here can speak ({', '.join(names)}).",
        f"Write it in one of these languages: {', '.join(name.capitalize() for name in LANGUAGES)}.",
        code="unspeakable-script",
        details={"field": "text", "share": share, "scripts": list(names)},
    )


def _share(text: str, spoken: frozenset[str]) -> tuple[float, tuple[str, ...]]:
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] != "M")
    letters, names, foreign = 0, dict[str, None](), 0
    for word in _WORD.findall(plain):
        letters += len(word)
        for script, run in groupby(word, key=_script):
            length = len(list(run))
            if script not in spoken and length >= _SHORTEST_RUN:
                foreign += length
                names[_NAMES.get(script, script.capitalize())] = None
    return foreign / max(1, letters), tuple(names)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
