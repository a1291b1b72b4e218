"""Sentences of a text that arrives in pieces, as a language model writes it."""

import re

from studio.domain.limits import MAX_SPEECH
from studio.errors import InvalidInput
from studio.text.sentence_ends import MARKS, ends_sentence

_LINE_END = re.compile(r"\s*\n\s*")
_WIDE = "。！？｡．"  # after these no space follows


class SentenceStream:
    """Returns each sentence once it is complete.

    Examples
    --------
    >>> stream = SentenceStream()
    >>> stream.add("Good evening, Dr. R"), stream.add("ay. And wel"), stream.finish()
    ([], ['Good evening, Dr. Ray.'], 'And wel')
    """

    def __init__(self) -> None:
        self._text = ""

    def add(self, text: str) -> list[str]:
        """Return the sentences that are complete after more text; what follows a full stop decides if it ends one.

        Raises
        ------
        InvalidInput
            If a sentence is longer than a text may be.
        """
        self._text += text
        sentences, start = [], 0
        for end in self._ends():
            sentences.append(self._text[start:end].strip())
            start = end
        self._text = self._text[start:]
        if len(self._text) > MAX_SPEECH:
            raise InvalidInput(
                f"A sentence has more than {MAX_SPEECH:,} characters.", "Send shorter ones.", details={"field": "text"}
            )
        return [sentence for sentence in sentences if sentence]

    def finish(self) -> str:
        """Return what is left: a sentence without an end, or ""."""
        left, self._text = self._text.strip(), ""
        return left

    def _ends(self) -> list[int]:
        lines = [found.end() for found in _LINE_END.finditer(self._text)]
        marks = [
            mark.end()
            for mark in MARKS.finditer(self._text)
            if (mark.end() < len(self._text) or mark.group()[0] in _WIDE) and ends_sentence(self._text, mark)
        ]
        return sorted({*lines, *marks})
