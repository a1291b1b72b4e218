"""Rules about what a description does not say."""

from collections.abc import Iterator
from dataclasses import replace

from studio.text.description.lexicon import Entry, lexicon
from studio.text.description.traits import HINT
from studio.text.lint.adding import saying
from studio.text.lint.draft import Draft
from studio.text.lint.note import Note
from studio.text.lint.personas import sounds_of
from studio.text.lint.phrases import phrases_of

_NO_SOUND = {"gender", "age", "accent", "emotion"}
_GENDERS = ("female", "male", "neutral")
_REGISTERS = ("low", "medium", "high")


def no_gender(draft: Draft) -> Iterator[Note]:
    """Find a description that names no gender."""
    if draft.traits.gender is None:
        fixes = (draft.fix("no-gender", saying(draft, (f"gender.{key}",))[0], key) for key in _GENDERS)
        yield replace(draft.note("no-gender"), fixes=tuple(fixes))


def no_pitch(draft: Draft) -> Iterator[Note]:
    """Find a description without a word of pitch, be it one that the reader finds elsewhere; a whisper needs none."""
    entries = lexicon(draft.language).entries
    named = phrases_of("no-pitch", draft.language).find(draft.description, draft.words) or any(
        sense.dimension == "pitch" and sense.weight > HINT
        for word in draft.words
        for sense in entries.get((word.folded,), Entry()).senses
    )
    silent = draft.traits.pitch is None and not draft.traits.whisper and not named
    if silent and not any(persona_only(draft)):  # whose note asks for the pitch as well
        fixes = (draft.fix("no-pitch", saying(draft, (f"pitch.{key}",))[0], key) for key in _REGISTERS)
        yield replace(draft.note("no-pitch"), fixes=tuple(fixes))


def persona_only(draft: Draft) -> Iterator[Note]:
    """Find a description of somebody, without a word about sound."""
    if any(one.dimension not in _NO_SOUND and one.weight > HINT for one in draft.traits.mentions):
        return
    if any(one.dimension not in _NO_SOUND for one in draft.traits.unmeasured):
        return
    if spans := _who(draft):
        added = (saying(draft, terms) for terms in sounds_of(draft))
        fixes = tuple(draft.fix("persona", fixed, words=words) for fixed, words in added)
        yield replace(draft.note("persona", spans), fixes=fixes)


def _who(draft: Draft) -> tuple[tuple[int, int], ...]:
    """Return the words that name more than a gender and an age, from the first to the last; none if there are none."""
    plain = phrases_of("persona", draft.language, "plain").listed
    stated = {
        at
        for one in draft.traits.mentions + draft.traits.unmeasured
        for at in range(one.start, one.start + len(one.words))
        if not (one.dimension == "gender" and one.weight > HINT)  # "queen" says more than "woman"
    }
    names = [
        word
        for word in draft.words
        if (word.folded,) not in plain and word.folded not in draft.small_words and word.start not in stated
    ]
    chinese = draft.language == "chinese"
    if len(names) < (2 if chinese else 1):
        return ()
    return ((names[0].start, names[-1].end),)
