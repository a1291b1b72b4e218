"""Rules about how a description is worded: a statement, in words about sound, each said once."""

from collections.abc import Iterator
from itertools import pairwise

from studio.text.lint.draft import Draft
from studio.text.lint.note import Note, Spans
from studio.text.lint.phrases import phrases_of
from studio.text.lint.removal import clauses, sentences_with, without
from studio.text.lint.statements import as_statement
from studio.text.phrase_search import find_phrases, words_of


def vague_words(draft: Draft) -> Iterator[Note]:
    """Find words that praise a voice and do not describe it."""
    quality = phrases_of("quality", draft.language).find(draft.description, draft.words)  # has a note of its own
    found = phrases_of("vague", draft.language).find(draft.description, draft.words)
    spans = tuple((start, end) for start, end in found if not any(a <= start and end <= b for a, b in quality))
    if spans:
        yield draft.note("vague", spans, without(draft.description, spans))


def request(draft: Draft) -> Iterator[Note]:
    """Find a description that asks for something, where it should state how the voice sounds."""
    if spans := _requests(draft.description, draft.language):
        yield draft.note("request", spans, _stated(draft, spans))


def _requests(text: str, language: str) -> Spans:
    return phrases_of("request", language).find(text, words_of(text))


def _stated(draft: Draft, spans: Spans) -> str | None:
    """Return what is asked for as a statement, else the description without the clause, or the sentence, that asks."""
    text = draft.description
    ways = (
        as_statement(text, draft.language),
        without(text, clauses(text, spans)),
        without(text, sentences_with(text, spans)),
    )
    return next((way for way in ways if way and not _requests(way, draft.language)), None)


def doubled_intensifiers(draft: Draft) -> Iterator[Note]:
    """Find intensifiers in a row: "very, very", "extremely very"."""
    found = find_phrases(draft.words, phrases_of("intensifiers", draft.language).listed)
    spans: list[tuple[int, int]] = []
    extra: list[tuple[int, int]] = []
    for one, after in pairwise(found):
        if not draft.description[one.end : after.start].strip(" ,，、-"):
            start = spans.pop()[0] if spans and spans[-1][1] == one.end else one.start
            spans.append((start, after.end))
            extra.append((one.end, after.end))
    if spans:
        yield draft.note("intensifiers", tuple(spans), _cut(draft.description, tuple(extra)))


def _cut(text: str, spans: Spans) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text
