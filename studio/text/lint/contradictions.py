"""The rule about contradictions: "a deep, high-pitched voice" gives a coin toss."""

import re
from collections.abc import Iterator, Sequence

from studio.errors import StudioError
from studio.text.description import Mention, read_traits
from studio.text.description.traits import HINT
from studio.text.edit import swap
from studio.text.lint.draft import LONGEST_TO_EDIT, Draft
from studio.text.lint.note import Note
from studio.text.lint.phrases import joined, phrases_of
from studio.text.lint.removal import without
from studio.text.phrase_search import words_of
from studio.text.vocabulary import vocabulary

#: How far from 0 both ends must be: "warm" and "bright" go together, "dark" and "bright" do not.
_FAR = {"pitch": 0.3, "pitch_range": 0.5, "pace": 0.3, "brightness": 0.6, "energy": 0.5}
_MUCH = 0.7  # of roughness, beside "smooth": "smooth and husky" is said of many voices
_SHOUTED = 0.9
_YEARS = 25.0


def contradictions(draft: Draft) -> Iterator[Note]:
    """Find two values of one dimension that cannot both be met; words of a voice that changes are meant."""
    if phrases_of("contradiction", draft.language, "change").find(draft.description, draft.words):
        return
    for start, end in phrases_of("contradiction", draft.language).find(draft.description, draft.words):
        yield draft.note("contradiction", ((start, end),), key="both", words=draft.description[start:end])
    said = [one for one in draft.traits.mentions if one.weight > HINT and one.denied is None]
    for dimension in ("gender", "age", *_FAR, "roughness", "whisper"):
        own = [one for one in said if one.dimension == dimension and not _is_neutral(one, draft.language)]
        pair = _whispered_shout(said) if dimension == "whisper" else _pair(dimension, own)
        if pair:
            yield _note(draft, dimension, pair, own if dimension != "whisper" else pair)


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


def _note(draft: Draft, dimension: str, pair: tuple[Mention, Mention], own: Sequence[Mention]) -> Note:
    first, second = sorted(pair, key=lambda one: one.start)
    spans = (_span(first), _span(second))
    return draft.note("contradiction", spans, _with_first(draft, first, own), first=first.words, second=second.words)


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.start + len(mention.words)


def _with_first(draft: Draft, first: Mention, own: Sequence[Mention]) -> str | None:
    """Return the description with the first of the two alone: without the others, else rewritten."""
    if len({one.dimension for one in own}) > 1:
        return None  # a whispered shout
    others = [one for one in own if one is not first and not _same_side(one, first)]
    spans = tuple(_with_its_noun(draft.description, *_span(one)) for one in others)
    cut = without(draft.description, joined(spans)) if draft.language != "chinese" else None
    if cut and _agrees(cut, first):
        return cut
    if len(draft.description) > LONGEST_TO_EDIT or first.dimension not in _FAR:
        return None
    term = vocabulary().dimension(first.dimension).nearest(float(first.value))
    try:
        return swap(draft.description, term.id).description if term else None
    except StudioError:
        return None


def _same_side(one: Mention, first: Mention) -> bool:
    if isinstance(one.value, str) or isinstance(first.value, str) or first.dimension == "age":
        return one.value == first.value
    return one.dimension == first.dimension and (one.value > 0) == (first.value > 0)


def _agrees(description: str, first: Mention) -> bool:
    """Return whether a description still says the first of two words, and nothing against it."""
    said = read_traits(description).said(first.dimension)
    return bool(said) and all(_same_side(one, first) for one in said if one.weight > HINT and one.denied is None)


_NOUN_AFTER = re.compile(r" (?:pace|pitch|register|tempo|speed|delivery|intonation|volume)\b", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r",? ?\b(?:with|at|in|of)? ?\b(?:an? |the )?(?:\w+, )?$", re.IGNORECASE)


def _with_its_noun(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the words with the phrase that is about nothing else: "with an unhurried pace"."""
    noun = _NOUN_AFTER.match(text[end:])
    before = _ARTICLE_BEFORE.search(text[:start])
    return (before.start() if before else start, end + noun.end()) if noun else (start, end)
