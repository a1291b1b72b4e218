"""Adds to a description what a note misses in it."""

from studio.text.description.language import language_of
from studio.text.edit import add
from studio.text.lint.draft import LONGEST_TO_EDIT, Draft
from studio.text.lint.removal import sentences


def saying(draft: Draft, terms: tuple[str, ...]) -> tuple[str, str]:
    """Return the description with terms of the vocabulary, and the words for them: "low, gravelly, slow".

    In a long description only the first sentence is edited; where that is long as well, or in another language, a
    sentence is added.
    """
    text, whole = draft.description, (0, len(draft.description))
    start, end = whole if len(text) <= LONGEST_TO_EDIT else next(iter(sentences(text)), whole)
    if end - start > LONGEST_TO_EDIT or language_of(text[start:end]) not in ("", draft.language):
        alone, words = _added("", terms, draft.language)
        return f"{text.rstrip()}{'' if draft.language == 'chinese' else ' '}{alone}", words
    edited, words = _added(text[start:end], terms, draft.language)
    return text[:start] + edited + text[end:], words


def _added(text: str, terms: tuple[str, ...], language: str) -> tuple[str, str]:
    words = []
    for term in terms:
        edit = add(text, term, language)
        text = edit.description
        words.append(edit.words)
    return text, ("、" if language == "chinese" else ", ").join(words)
