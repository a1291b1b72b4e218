"""What a description says, as a notebook and a terminal show it."""

from dataclasses import asdict, dataclass
from typing import Any

from studio.domain.rich_display import RichDisplay
from studio.text.description import Traits
from studio.text.lint import Note
from studio.text.lint.note import Spans
from studio.text.reading.understood import Understood

_LONGEST = 60  # characters of words that are quoted
_NOT_SAID = {"en": "not said", "fr": "non dit"}
_SUGGESTED = {"en": " (suggested)", "fr": " (suggéré)"}


@dataclass(frozen=True, repr=False)
class Reading(RichDisplay):
    """What was understood of a description, and the linter's notes.

    Parameters
    ----------
    description : str
        As it was read, NFC.
    language : str
        "english", "french", "chinese"; the name of another, of which nothing is read; "" where it cannot be told.
    traits : Traits
        What the sketch makes a voice of.
    dimensions : tuple of Understood
        Those that are said, and those that are open, in the order of the vocabulary.
    notes : tuple of Note
        What could be better.
    interface : str
        The language of labels and notes: "en" or "fr".
    """

    description: str
    language: str
    traits: Traits
    dimensions: tuple[Understood, ...]
    notes: tuple[Note, ...]
    interface: str = "en"

    def __getitem__(self, dimension: str) -> Understood:
        """Return what was understood of a dimension; KeyError if it is not among those shown."""
        for one in self.dimensions:
            if one.dimension == dimension:
                return one
        raise KeyError(dimension)

    @property
    def not_said(self) -> str:
        """What people read for a dimension that is open."""
        return _NOT_SAID[self.interface]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data, for programs."""
        return {
            "description": self.description,
            "language": self.language,
            "dimensions": [asdict(one) for one in self.dimensions],
            "notes": [asdict(note) for note in self.notes],
        }

    def quoted(self, spans: Spans) -> str:
        """Return the words of some spans in quotation marks, shortened; "" where they are the whole text, or none."""
        if spans == ((0, len(self.description)),):
            return ""
        words = (self.description[start:end] for start, end in spans)
        return ", ".join(f"“{one}”" if len(one) <= _LONGEST else f"“{one[:_LONGEST].rstrip()}…”" for one in words)

    def __repr__(self) -> str:
        said = [f"{one.label}: {self.says(one)}" for one in self.dimensions if one.value is not None]
        left = [one.label for one in self.dimensions if one.value is None]
        open_line = [f"{self.not_said}: {', '.join(left)}"] if left else []
        lines = [", ".join(said), *open_line, *(f"– {line}" for line in self.note_lines())]
        return "Reading(" + "\n  ".join(filter(None, lines)) + ")"

    def says(self, one: Understood) -> str:
        """Return what a dimension says, for people; "" where it is open."""
        return one.says + (_SUGGESTED[self.interface] if one.suggested else "")

    def note_lines(self) -> list[str]:
        """Return the notes as sentences, each with the words that it is about."""
        return [f"{note.why} {self.quoted(note.spans)}".rstrip() for note in self.notes]
