"""Translates Python's sentences for the page: errors, notes, methods, reasons.

They are written in English where they arise, with values inserted. `sentences.LANGUAGE.toml` has each with a name in
the place of every value, and its translation with the same names; a sentence is looked up by matching it. Values that
are in the catalogue themselves, such as reasons, are translated too; numbers and quotations take the language's form.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from studio.ui.words.typography import joined_in, typeset, value_in

_PLACE = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
_LONGEST = 4096  # characters of a text; a sentence of the studio is far shorter
_DEEPEST = 4  # a reason within a reason


class Catalogue:
    """The sentences of one language.

    Parameters
    ----------
    sentences : mapping of str to str
        English sentence → translation, both with "{name}" where a value is inserted.
    language : str
        The ISO 639-1 code of the translations.
    """

    def __init__(self, sentences: Mapping[str, str], language: str) -> None:
        self.sentences = sentences
        self.language = language

    def translate(self, text: str) -> str:
        """Return a text of one or more sentences in the language; as it is where the catalogue has nothing for it."""
        return (self._found(text, 0) or text) if len(text) <= _LONGEST else text

    def _found(self, text: str, depth: int) -> str | None:
        if depth > _DEEPEST:
            return None
        return self._sentence(text, depth) or self._sentences(text, depth) or self._list(text, depth)

    def _sentence(self, text: str, depth: int) -> str | None:
        """Return the translation of the sentence, or None: the one with the most words in common with it."""
        if text in self.sentences:
            return self.sentences[text]
        for pattern, translation in self._patterns:
            if found := pattern.fullmatch(text):
                values = {name: self._value(value, depth) for name, value in found.groupdict().items()}
                return translation.format(**values)
        return None

    def _value(self, value: str, depth: int) -> str:
        return self._found(value, depth + 1) or value_in(value, self.language)

    def _sentences(self, text: str, depth: int) -> str | None:
        """Return the translation of several sentences in a row, or None unless all are in the catalogue."""
        for end in _SENTENCE_END.finditer(text):
            first = self._sentence(text[: end.start()], depth)
            rest = self._found(text[end.end() :], depth + 1) if first else None
            if first and rest:
                return f"{first} {rest}"
        return None

    def _list(self, text: str, depth: int) -> str | None:
        """Return the translation of an enumeration, or None unless all of its parts are in the catalogue."""
        for separator in ("; ", ", "):
            parts = [self._sentence(part, depth + 1) for part in text.split(separator)]
            if len(parts) > 1 and all(parts):
                return joined_in(separator, [part for part in parts if part], self.language)
        return None

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """The sentences with places, the one with the most letters of its own first."""
        filled = [(english, other) for english, other in self.sentences.items() if _PLACE.search(english)]
        filled.sort(key=lambda pair: len(_PLACE.sub("", pair[0])), reverse=True)
        return [(_pattern(english), other) for english, other in filled]


def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)  # text and names in turn
    return re.compile("".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.S)


@cache
def catalogue(language: str) -> Catalogue | None:
    """Return the catalogue of a language; None where it has none, as English."""
    file = Path(__file__).parent / f"sentences.{language}.toml"
    if not (language.isalpha() and file.is_file()):
        return None
    rooms = tomllib.loads(file.read_text(encoding="utf-8"))
    sentences = {english: typeset(other, language) for room in rooms.values() for english, other in room.items()}
    return Catalogue(sentences, language)


def translate(text: str, language: str) -> str:
    """Return a sentence of Python in a language of the page.

    Examples
    --------
    >>> translate("The seed 12345678901 is out of range.", "fr")
    'La graine 12345678901 est hors limites.'
    """
    found = catalogue(language)
    return found.translate(text) if found else text
