"""Rules about the language and the length of a description."""

import re
from collections.abc import Iterator

from studio.domain.limits import MAX_DESCRIPTION
from studio.text.description import Traits
from studio.text.edit import add
from studio.text.lint.draft import Draft
from studio.text.lint.note import Note
from studio.text.vocabulary import vocabulary
from studio.text.vocabulary.nearest_term import term_of

ENOUGH = 500  # characters: one to three dense sentences; the model's guide asks for concise descriptions
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")


def other_language(draft: Draft) -> Iterator[Note]:
    """Find a description in neither English nor Chinese."""
    if draft.traits.language in ("", "english", "chinese"):
        return
    whole = ((0, len(draft.description)),)
    if draft.traits.language == "french":
        yield draft.note("language", whole, _in_english(draft.traits) or None, key="french")
    else:
        yield draft.note("language", whole)


def _in_english(traits: Traits) -> str:
    """Return what was read in a description in English words; "" where that is nothing."""
    description = ""
    for dimension in vocabulary().dimensions:
        value = getattr(traits, dimension.name, None)
        term = None if value is None else term_of(dimension, value)
        if term is not None and term.word("english"):
            description = add(description, term.id, "english").description
    return description


def length(draft: Draft) -> Iterator[Note]:
    """Find a description that is longer than it needs to be, or than is allowed."""
    size = len(draft.description)
    if size > MAX_DESCRIPTION:
        shorter = _first_sentences(draft.description, MAX_DESCRIPTION)
        yield draft.note("too-long", ((MAX_DESCRIPTION, size),), shorter, size=size, most=MAX_DESCRIPTION)
    elif size > ENOUGH:
        shorter = _first_sentences(draft.description, ENOUGH)
        yield draft.note("length", ((ENOUGH, size),), shorter, size=size, enough=ENOUGH)


def _first_sentences(description: str, most: int) -> str | None:
    """Return the sentences that fit into so many characters; None if the first one does not."""
    ends = [end.end() for end in _SENTENCE_END.finditer(description, 0, most)]
    return description[: ends[-1]].rstrip() if ends else None
