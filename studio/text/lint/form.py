"""Rules about the language and the length of a description."""

from collections.abc import Iterator

from studio.domain.limits import MAX_DESCRIPTION
from studio.text.lint.draft import Draft
from studio.text.lint.note import Note

ENOUGH = 500  # characters: one to three dense sentences; the model's guide asks for concise descriptions


def other_language(draft: Draft) -> Iterator[Note]:
    """Find a description in neither English nor Chinese."""
    if draft.traits.language in ("", "english", "chinese"):
        return
    key = "french" if draft.traits.language == "french" else "why"
    yield draft.note("language", ((0, len(draft.description)),), key=key)


def length(draft: Draft) -> Iterator[Note]:
    """Find a description that is longer than it needs to be, or than is allowed."""
    size = len(draft.description)
    if size > MAX_DESCRIPTION:
        yield draft.note("too-long", ((MAX_DESCRIPTION, size),), size=size, most=MAX_DESCRIPTION)
    elif size > ENOUGH:
        yield draft.note("length", ((ENOUGH, size),), size=size, enough=ENOUGH)
