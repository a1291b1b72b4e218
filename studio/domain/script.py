"""What is spoken: the words, the silence between them, and how some of them are pronounced."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Script:
    """A text as a recipe contains it; `studio.text.marks.read_script` makes one of what a person typed.

    Parameters
    ----------
    text : str
        The words, without marks.
    pauses : tuple of (int, float)
        Silence: before the character at this position, so many seconds.
    pronunciations : mapping of str to str
        Words of the text → how they are respelled for the voice.
    notes : tuple of str
        What was done with the typed text, in sentences for the person.
    """

    text: str
    pauses: tuple[tuple[int, float], ...] = ()
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
