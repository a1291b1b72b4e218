"""Rules about what the model cannot do with words: accents, imitations, sound quality, rooms and microphones."""

import re
from collections.abc import Iterator

from studio.text.description import read_traits
from studio.text.description.lexicon import Entry, lexicon
from studio.text.lint.draft import Draft
from studio.text.lint.note import Note, Spans
from studio.text.lint.phrases import joined, names_pattern, phrases_of, removed_with
from studio.text.lint.removal import clauses, without
from studio.text.phrase_search import Word

_NEAR = 3  # words from "British" to "woman"
_PUNCTUATION = re.compile(r"[,;.]")
_CLAUSE_START = re.compile(r"(?:^|[,;.])\s*(?:(?:very|heavy|thick|strong|broad|slight(?:ly)?|soft) )*$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"\s*(?:[,;.]|$)")
_CLAUSE_STOP = re.compile(r"[,;.!?，；。、！？]")


def accent(draft: Draft) -> Iterator[Note]:
    """Find accents, and origins that stand for one: "a British woman", "a man from Brooklyn"."""
    mentions = [one for one in draft.traits.said("accent") if one.value]
    named = [(one.start, one.start + len(one.words)) for one in mentions]
    spans = tuple(sorted({*named, *_origins(draft)}))
    if spans:
        yield draft.note("accent", spans, without(draft.description, _widened(draft, "accent", spans)))


def _origins(draft: Draft) -> Iterator[tuple[int, int]]:
    alone = phrases_of("accent", draft.language, "alone").listed
    for start, end in phrases_of("accent", draft.language).find(draft.description, draft.words):
        said = tuple(word.folded for word in draft.words if start <= word.start < end)
        if said in alone or draft.language == "chinese" or _is_of_a_person(draft, start, end):
            yield start, end


def _is_of_a_person(draft: Draft, start: int, end: int) -> bool:
    """Return whether an origin is the speaker's: not in "French lessons", "a German shepherd"."""
    text = draft.description
    listed = _CLAUSE_END.match(text[end:]) and _CLAUSE_START.search(text[:start])
    if listed or text[:start].endswith(("from ", "from the ")):
        return True
    near = [word for word in draft.words if word.start >= end and not _PUNCTUATION.search(text[end : word.start])][
        :_NEAR
    ]
    if draft.language == "french":  # the adjective stands after its noun
        near += [word for word in draft.words if word.end <= start][-2:]
    return any(_is_of_a_speaker(draft.language, word) for word in near)


def _is_of_a_speaker(language: str, word: Word) -> bool:
    entry = lexicon(language).entries.get((word.folded,), Entry())
    return bool(entry.tags & {"person", "voice"}) or any(sense.dimension == "gender" for sense in entry.senses)


def celebrity(draft: Draft) -> Iterator[Note]:
    """Find names of people and characters that the voice is to imitate."""
    known = phrases_of("celebrity", draft.language).find(draft.description, draft.words)
    if spans := joined([*known, *_names(draft)]):
        yield draft.note("celebrity", spans, without(draft.description, _with_comparison(draft.description, spans)))


def _names(draft: Draft) -> Iterator[tuple[int, int]]:
    """Yield what looks like a name, unless all words have capitals."""
    if sum(draft.description[word.start].isupper() for word in draft.words) * 2 > len(draft.words):
        return
    entries = lexicon(draft.language).entries
    for match in names_pattern().finditer(draft.description):
        if not any((word.folded,) in entries for word in draft.words if match.start() <= word.start < match.end()):
            yield match.span("marked")


_COMPARES = re.compile(
    r",?\s*\b(?:(?:that |who |which )?(?:sounds?|sounding) like|like|in the style of|an? imitation of|reminiscent of"
    r"|à la)\s+$|[像似如学]$",
    re.IGNORECASE,
)
_LEADS_TO = re.compile(r",?\s*\b(?:that|who|which|an?)\s+$", re.IGNORECASE)
_CHINESE_OF = re.compile(r"(?:一样|那样|一般)?的")


def _with_comparison(text: str, spans: Spans) -> Spans:
    wider = []
    for start, end in spans:
        before = _COMPARES.search(text[:start]) or _LEADS_TO.search(text[:start])
        of = _CHINESE_OF.match(text[end:])
        wider.append((before.start() if before else start, end + (of.end() if of else 0)))
    return tuple(wider)


def sound_quality(draft: Draft) -> Iterator[Note]:
    """Find words about the quality of a recording."""
    if spans := phrases_of("quality", draft.language).find(draft.description, draft.words):
        yield draft.note("quality", spans, without(draft.description, _widened(draft, "quality", spans)))


def microphone_and_room(draft: Draft) -> Iterator[Note]:
    """Find words about microphones, rooms, and what else is to be heard."""
    if spans := phrases_of("recording", draft.language).find(draft.description, draft.words):
        yield draft.note("recording", spans, _without_recording(draft, spans))


def _without_recording(draft: Draft, spans: Spans) -> str | None:
    """Return the description without what is around the voice, the first way that leaves who speaks and how high."""
    text = draft.description
    ways = [way for wider in (clauses, _places) if (way := without(text, wider(text, spans)))]
    ways += filter(None, [without(text, spans)])
    return next((way for way in ways if _keeps_speaker(draft, way)), ways[0] if ways else None)


def _keeps_speaker(draft: Draft, description: str) -> bool:
    left, before = read_traits(description), draft.traits
    return left.gender == before.gender and (left.pitch is None) == (before.pitch is None)


_PLACE = re.compile(
    r",?\s*\b(?:(?:speaking|heard|echoing|recorded|coming) )?(?:on|in|inside|into|through|over|from|across)"
    r" (?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)


def _places(text: str, spans: Spans) -> Spans:
    """Return the spans with their prepositions, up to the next comma: "on an old gramophone record"."""
    wider = []
    for start, end in spans:
        before = _PLACE.search(text[:start])
        closes = _CLAUSE_STOP.search(text, end)
        wider.append((before.start() if before else start, closes.start() if closes else len(text)))
    return joined(wider)


def _widened(draft: Draft, rule: str, spans: Spans) -> Spans:
    """Return spans with what goes with their words when they are taken out: "with a strong Scottish accent"."""
    pattern = removed_with(rule, draft.language)
    wider = list(spans)
    if pattern:
        for at, (start, end) in enumerate(spans):
            marked = re.escape(draft.description[start:end])
            for match in re.finditer(pattern.replace("PHRASE", marked), draft.description, re.IGNORECASE):
                if match.start() <= start and end <= match.end():
                    wider[at] = match.span()
    return joined(wider)
