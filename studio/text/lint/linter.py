"""The rules, and the notes that they make of a description."""

from collections.abc import Callable, Iterator

from studio.text.lint.draft import Draft
from studio.text.lint.missing import no_gender, no_pitch
from studio.text.lint.note import Note

#: Every rule, in the order in which notes are shown. A new one is a function here and a table in `sentences.toml`.
RULES: tuple[Callable[[Draft], Iterator[Note]], ...] = (no_gender, no_pitch)


def lint(draft: Draft) -> tuple[Note, ...]:
    """Return the notes of all rules; none of an empty description."""
    if not draft.words:
        return ()
    return tuple(note for rule in RULES for note in rule(draft))
