"""The rules, and the notes that they make of a description."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from studio.text.description.lexicon import LEXICONS
from studio.text.lint.beyond_voice import accent, celebrity, microphone_and_room, sound_quality
from studio.text.lint.contradictions import contradictions
from studio.text.lint.draft import Draft
from studio.text.lint.examples import nearest_example
from studio.text.lint.form import length, other_language
from studio.text.lint.missing import no_gender, no_pitch, persona_only
from studio.text.lint.note import Note
from studio.text.lint.wording import doubled_intensifiers, request, vague_words

Rule = Callable[[Draft], Iterator[Note]]

#: Rules about the text as a whole, whatever its language.
WHOLE: tuple[Rule, ...] = (other_language, length)
#: Rules about what it says, in a language that is read.
CONTENT: tuple[Rule, ...] = (
    no_gender,
    no_pitch,
    contradictions,
    persona_only,
    vague_words,
    request,
    accent,
    celebrity,
    doubled_intensifiers,
    sound_quality,
    microphone_and_room,
)
#: Every rule, in the order in which notes are shown. A new one is a function here and a table in `sentences.toml`.
RULES = (*CONTENT, *WHOLE)


def lint(draft: Draft) -> tuple[Note, ...]:
    """Return the notes of all rules, each with a fix at least; none of an empty description."""
    if not draft.words:
        return ()
    rules = RULES if draft.traits.language in ("", *LEXICONS) else WHOLE
    return tuple(_with_fix(draft, note) for rule in rules for note in rule(draft))


def _with_fix(draft: Draft, note: Note) -> Note:
    """Return a note with an example as its fix, where no change of the words is one."""
    if note.fixes:
        return note
    return replace(note, fixes=(draft.fix("example", nearest_example(draft.traits)),))
