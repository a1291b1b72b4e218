"""Rules about what a description does not say."""

from collections.abc import Iterator

from studio.text.lint.draft import Draft
from studio.text.lint.note import Note


def no_gender(draft: Draft) -> Iterator[Note]:
    """Find a description that names no gender."""
    if draft.traits.gender is None:
        yield draft.note("no-gender")


def no_pitch(draft: Draft) -> Iterator[Note]:
    """Find a description that names no pitch register; a whisper has none."""
    if draft.traits.pitch is None and not draft.traits.whisper:
        yield draft.note("no-pitch")
