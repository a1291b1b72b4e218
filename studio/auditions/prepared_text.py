"""Texts as recipes contain them: marks read, scripts checked, pronunciations chosen."""

from collections.abc import Mapping
from dataclasses import replace

from studio.domain.limits import MAX_SPEECH
from studio.domain.script import Script
from studio.text.marks import read_marks
from studio.text.pronunciations import used
from studio.text.scripts import check_scripts

_LONGEST = 4 * MAX_SPEECH  # characters, with marks


def prepared(text: str, *, raw: bool = False, pronunciations: Mapping[str, str] | None = None) -> Script:
    """Return what is spoken of a text that a person typed.

    Parameters
    ----------
    text : str
        As typed.
    raw : bool
        Whether Markdown, tags and pauses are spoken as they stand.
    pronunciations : mapping of str to str, optional
        Words and their respellings; those that the text needs are used.

    Raises
    ------
    InvalidInput
        If it is in a script that no voice can speak.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return Script(text)  # refused with its recipe
    script = check_scripts(Script(text) if raw else read_marks(text))
    respelled = used(script.text, pronunciations or {})
    if not respelled:
        return script
    read = ", ".join(f"{word} → {said}" for word, said in respelled.items())
    return replace(script, pronunciations=respelled, notes=(*script.notes, f"Pronounced: {read}."))
