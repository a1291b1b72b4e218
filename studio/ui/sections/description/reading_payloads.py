"""What the page is told of a description. Places are counted in UTF-16 units there, as JavaScript counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from studio.text.reading import Note, Reading, Understood
from studio.text.reading.positions import positions_in
from studio.text.vocabulary import vocabulary

Span = tuple[int, int]


@dataclass(frozen=True)
class UnderstoodPayload:
    """What the description says in one dimension.

    Parameters
    ----------
    label : str
        The dimension as people read it.
    says : str
        What it says, as people read it; "" where it is not said.
    words : str
        The words that say it.
    term : str or None
        The nearest term of the vocabulary.
    """

    name: str
    label: str
    says: str
    words: str
    term: str | None
    spans: list[Span]

    @classmethod
    def of(cls, understood: Understood, description: str, positions: Sequence[int]) -> Self:
        """Return the payload of one dimension."""
        words = dict.fromkeys(description[start:end] for start, end in understood.spans)
        spans = _converted(understood.spans, positions)
        return cls(understood.dimension, understood.label, understood.says, ", ".join(words), understood.term, spans)


@dataclass(frozen=True)
class FixPayload:
    """What a click on one of a note's fixes does: the whole description after it."""

    label: str
    description: str


@dataclass(frozen=True)
class NotePayload:
    """A note on the description.

    Parameters
    ----------
    why : str
        A sentence.
    spans : list of pairs
        The words that it is about.
    """

    rule: str
    why: str
    spans: list[Span]
    fixes: list[FixPayload]

    @classmethod
    def of(cls, note: Note, positions: Sequence[int]) -> Self:
        """Return the payload of a note."""
        fixes = [FixPayload(fix.label, fix.description) for fix in note.fixes]
        return cls(note.rule, note.why, _converted(note.spans, positions), fixes)


@dataclass(frozen=True)
class ReadingPayload:
    """What was understood of a description, and the notes on it.

    Parameters
    ----------
    dimensions : list of UnderstoodPayload
        First those that every description is expected to say, so that their cells keep their places.
    """

    language: str
    dimensions: list[UnderstoodPayload]
    notes: list[NotePayload]

    @classmethod
    def of(cls, reading: Reading, typed: str) -> Self:
        """Return the payload of a reading of what was typed, which may have decomposed characters."""
        positions = positions_in(typed)
        expected = {each.name for each in vocabulary().dimensions if each.expected}
        dimensions = sorted(reading.dimensions, key=lambda each: each.dimension not in expected)
        return cls(
            language=reading.language,
            dimensions=[UnderstoodPayload.of(each, reading.description, positions) for each in dimensions],
            notes=[NotePayload.of(note, positions) for note in reading.notes],
        )


def _converted(spans: Sequence[Span], positions: Sequence[int]) -> list[Span]:
    return [(positions[start], positions[end]) for start, end in spans]
