"""The rule about contradictions: "a deep, high-pitched voice" gives a coin toss."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from studio.errors import StudioError
from studio.text.description import Mention, Traits, read_traits
from studio.text.description.traits import HINT
from studio.text.edit import swap
from studio.text.lint.draft import LONGEST_TO_EDIT, Draft
from studio.text.lint.note import Note
from studio.text.lint.phrases import joined, phrases_of
from studio.text.lint.removal import clauses, sentences_with, without
from studio.text.phrase_search import words_of
from studio.text.vocabulary import vocabulary
from studio.text.vocabulary.nearest_term import term_of

#: How far from 0 both ends must be: "warm" and "bright" go together, "dark" and "bright" do not.
_FAR = {"pitch": 0.3, "pitch_range": 0.5, "pace": 0.3, "brightness": 0.6, "energy": 0.5}
_MUCH = 0.7  # of roughness, beside "smooth": "smooth and husky" is said of many voices
_SHOUTED = 0.9
_YEARS = 25.0
_DIMENSIONS = ("gender", "age", *_FAR, "roughness", "whisper")
_JOINS = re.compile(r"\s+(?:and|or|et|ou)\s+", re.IGNORECASE)


def contradictions(draft: Draft) -> Iterator[Note]:
    """Find two values of one dimension that cannot both be met; words of a voice that changes are meant."""
    if phrases_of("contradiction", draft.language, "change").find(draft.description, draft.words):
        return
    for start, end in phrases_of("contradiction", draft.language).find(draft.description, draft.words):
        yield _of_both(draft, start, end)
    for dimension in _DIMENSIONS:
        if pair := _contradicting(draft.traits, dimension):
            yield _note(draft, dimension, pair)


def _of_both(draft: Draft, start: int, end: int) -> Note:
    """Return the note on words that contradict themselves: "male and female", of which the first can stay."""
    text = draft.description
    words = text[start:end]
    first = "男性" if draft.language == "chinese" else _JOINS.split(words, maxsplit=1)[0]
    return draft.note(
        "contradiction", ((start, end),), text[:start] + first + text[end:], key="both", words=words, kept=first
    )


def _contradicting(traits: Traits, dimension: str) -> tuple[Mention, Mention] | None:
    """Return two mentions that contradict each other in a dimension; None if none do."""
    said = _said(traits)
    if dimension == "whisper":
        return _whispered_shout(said)
    return _pair(dimension, _own(said, dimension, traits.language))


def _said(traits: Traits) -> list[Mention]:
    return [one for one in traits.mentions if one.weight > HINT and one.denied is None]


def _own(said: Sequence[Mention], dimension: str, language: str) -> list[Mention]:
    return [one for one in said if one.dimension == dimension and not _is_neutral(one, language)]


def _pair(dimension: str, mentions: Sequence[Mention]) -> tuple[Mention, Mention] | None:
    if len(mentions) < 2:
        return None
    if dimension == "gender":
        found = {one.value: one for one in mentions}
        return (found["female"], found["male"]) if found.keys() == {"female", "male"} else None
    low, high = (chosen(mentions, key=lambda one: float(one.value)) for chosen in (min, max))
    apart = {
        "age": float(high.value) - float(low.value) > _YEARS,
        "roughness": float(low.value) == 0.0 and float(high.value) > _MUCH,
    }
    far = _FAR.get(dimension, 0.0)
    return (low, high) if apart.get(dimension, float(low.value) <= -far and float(high.value) >= far) else None


def _whispered_shout(said: Sequence[Mention]) -> tuple[Mention, Mention] | None:
    whispers = [one for one in said if one.dimension == "whisper" and one.value]
    shouts = [one for one in said if one.dimension == "energy" and float(one.value) >= _SHOUTED]
    return (whispers[0], shouts[0]) if whispers and shouts else None


def _is_neutral(mention: Mention, language: str) -> bool:
    """Return whether a word names a singer's register or a manner, which contradicts nothing."""
    listed = phrases_of("contradiction", language, "neutral").listed
    said = tuple(word.folded for word in words_of(mention.words))
    return any(said[-size:] in listed for size in range(1, len(said) + 1))


def _note(draft: Draft, dimension: str, pair: tuple[Mention, Mention]) -> Note:
    first, second = sorted(pair, key=lambda one: one.start)
    ways = ((kept, _with_one(draft, dimension, kept, other)) for kept, other in ((first, second), (second, first)))
    fixes = tuple(draft.fix("contradiction", fixed, kept=kept.words) for kept, fixed in ways if fixed)
    note = draft.note("contradiction", (_span(first), _span(second)), first=first.words, second=second.words)
    return replace(note, fixes=fixes)


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.start + len(mention.words)


def _with_one(draft: Draft, dimension: str, kept: Mention, other: Mention) -> str | None:
    """Return the description with one of the two alone; None where no way to write it is read so."""
    if _compound(draft.description, *_span(kept)) != _span(kept):
        return None  # "child-aged" is read as a child, and is no word for one
    ways = _ways_to_keep(draft, dimension, kept, other)
    return next((way for way in ways if way and _keeps(way, draft.traits, dimension, kept)), None)


def _ways_to_keep(draft: Draft, dimension: str, kept: Mention, other: Mention) -> Iterator[str | None]:
    """Yield descriptions without the other words, with the dimension written anew, without their clause, sentence."""
    text, said = draft.description, _said(draft.traits)
    own = _own(said, dimension, draft.language) if dimension != "whisper" else [kept, other]
    others = tuple(_span(one) for one in own if one is not kept and not _same_side(one, kept))
    if dimension == "whisper":
        yield without(text, clauses(text, others))
    if draft.language != "chinese":
        both = [match.span() for match in _BOTH.finditer(text, 0, kept.start) if match.end() == kept.start]
        yield without(text, joined([*both, *(_with_its_noun(text, *one) for one in others)]))
    yield _swapped(draft, kept)
    yield without(text, clauses(text, others))
    yield without(text, sentences_with(text, others))
    yield without(text, others)


def _swapped(draft: Draft, kept: Mention) -> str | None:
    """Return the description with one word for the dimension; of a long one, the sentence with that word."""
    text, whole = draft.description, (0, len(draft.description))
    start, end = whole if len(text) <= LONGEST_TO_EDIT else next(iter(sentences_with(text, (_span(kept),))), whole)
    term = term_of(vocabulary().dimension(kept.dimension), kept.value)
    if end - start > LONGEST_TO_EDIT or term is None:
        return None
    try:
        return text[:start] + swap(text[start:end], term.id, draft.language).description + text[end:]
    except StudioError:
        return None


def _keeps(description: str, before: Traits, dimension: str, kept: Mention) -> bool:
    """Return whether a description still says one of two words and who speaks, and nothing against the word."""
    traits = read_traits(description)
    said = _own(_said(traits), kept.dimension, traits.language)
    who = (dimension == "gender" or traits.gender == before.gender) and not _DANGLING.search(description)
    return who and any(_same_side(one, kept) for one in said) and not _contradicting(traits, dimension)


def _compound(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words with hyphens begin and end that a word is part of."""
    before, after = _HYPHENS_BEFORE.search(text[:start]), _HYPHENS_AFTER.match(text[end:])
    return before.start() if before else start, end + (after.end() if after else 0)


def _same_side(one: Mention, kept: Mention) -> bool:
    if isinstance(one.value, str) or isinstance(kept.value, str) or kept.dimension == "age":
        return one.value == kept.value
    return one.dimension == kept.dimension and (one.value > 0) == (kept.value > 0)


_HYPHENS_BEFORE = re.compile(r"(?:\w+-)+$")
_HYPHENS_AFTER = re.compile(r"(?:-\w+)+")
_DANGLING = re.compile(
    r"\b(?:both|speaking|talking|reading|sounding) (?:and|or)\b|\b(?:speaks|talks|sounds|reads)[.,;]"
    r"|\ban? \w+ing \w+ed\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|either|à la fois|tantôt) ", re.IGNORECASE)
_DEGREE_BEFORE = re.compile(r"\b\w+ly $")
_NOUN_AFTER = re.compile(r" (?:pace|pitch|register|tempo|speed|delivery|intonation|volume)\b", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r",? ?\b(?:with|at|in|of)? ?\b(?:an? |the )?(?:\w+, )?$", re.IGNORECASE)


def _with_its_noun(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the words with the phrase that is about nothing else: "with an unhurried pace"."""
    start, end = _compound(text, start, end)
    degree = _DEGREE_BEFORE.search(text[:start])
    start = degree.start() if degree else start
    noun = _NOUN_AFTER.match(text[end:])
    before = _ARTICLE_BEFORE.search(text[:start])
    return (before.start() if before else start, end + noun.end()) if noun else (start, end)
