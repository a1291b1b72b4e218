"""What the words around a trait do to it: "very", "not", "no hint of", "neither … nor", "mid-to-low pitch"."""

from collections.abc import Sequence

from studio.text.description.lexicon import Sense
from studio.text.description.phrases import Span
from studio.text.description.traits import ONE_SIDED

_UNKNOWN_WORDS = 3  # as many may stand between a negation and its trait: "no usual announcer's depth"
_REACH = 20  # spans: clauses are shorter
_ASPECT_REACH = 5  # spans between "volume" and its "low"


def scale_at(spans: Sequence[Span], place: int) -> tuple[float, int]:
    """Return what a trait's value is multiplied by, and the index of the first span that says so.

    Degrees ("very") stand directly before their trait. A negation (0) reaches across fillers, unknown words, lists
    with "or", and, after "no", "without" and the like, nouns with "and"; it ends with its clause.
    """
    if _negated_after(spans, place) or any(span.is_a("half_negation") for span in spans[place - 1 : place]):
        return 0.0, place
    scale, start, near, unknown = 1.0, place, True, 0
    for here in range(place - 1, max(-1, place - 1 - _REACH), -1):
        span = spans[here]
        if spans[here + 1].breaks:
            if not _in_list(spans, here + 1):
                break
            near = False
        factor = span.entry.scale
        if factor is not None and (near or factor == 0) and (near or not span.is_a("prefix")):
            scale, start = scale * factor, here
        elif span.is_a("or") or (span.is_a("and") and _alike(spans, here)):
            near = False
        elif span.is_a("but", "and"):
            break
        elif span.describes or span.person:
            if spans[place].about_who and not (span.about_who and not spans[place].says("gender")):
                break
            near = False
        elif span.unknown:
            if spans[place].about_who:
                break
            near, unknown = False, unknown + 1
            if unknown > _UNKNOWN_WORDS:
                break
        if scale == 0:
            break
    after = spans[place + 1] if place + 1 < len(spans) else None
    beyond = spans[place + 2 : place + 3]
    applies = not any(span.describes and not span.breaks for span in beyond)  # "grave, un peu rauque" else
    if after and not after.breaks and after.is_a("a_little_after") and applies:
        scale *= 0.5
    return scale, start


def _negated_after(spans: Sequence[Span], place: int) -> bool:
    """Return whether a word after the trait takes it away: "rasp-free"."""
    after = [span for span in spans[place + 1 : place + 3] if not span.is_a("is") or span.entry.scale is not None]
    return any(span.is_a("free") and (not span.breaks or ":" in span.gap) for span in after[:1])


def _in_list(spans: Sequence[Span], place: int) -> bool:
    """Return whether the comma before a span is one of a list that ends with "or": "no rasp, breath or growl"."""
    if spans[place].stops:
        return False
    for here in range(place, min(len(spans), place + 8)):
        if here > place and spans[here].stops:
            return False
        if spans[here].is_a("or"):
            return True
        if not (spans[here].describes or spans[here].is_a("filler", "determiner")):
            return False
    return False


def _alike(spans: Sequence[Span], place: int) -> bool:
    """Return whether "and" joins two nouns: what takes away the first, takes away the second."""
    after = next((span for span in spans[place + 1 : place + 2] if not span.breaks), None)
    before = spans[place - 1] if place else None
    return bool(before and after and before.is_a("noun") and after.is_a("noun"))


def level_sense(spans: Sequence[Span], place: int) -> Sense | None:
    """Return what a level says: "low" of the aspect beside it ("low volume", "volume: low"); None if of none."""
    level = spans[place].entry.level
    assert level is not None
    dimension = _aspect_after(spans, place) or _aspect_before(spans, place) or _range_with(spans, place)
    if not dimension:
        return None
    if spans[place].is_a("of_loudness") and dimension == "pitch":
        dimension = "energy"  # 声音大 is a loud voice, 声音高 a high one
    return Sense(dimension, max(0.0, 0.4 + 0.6 * level) if dimension in ONE_SIDED else level)


def has_level(spans: Sequence[Span], place: int) -> bool:
    """Return whether a level beside the noun of an aspect says how much there is of it: "energy: low"."""
    beside = [span for span in spans[max(0, place - 1) : place] if not spans[place].breaks]
    after = list(spans[place + 1 : place + 4])
    while after and after[0].is_a("is") and after[0].entry.level is None:
        after.pop(0)
    beside += [span for span in after[:1] if not span.breaks or set(span.gap) & set(":：")]
    return any(span.entry.level is not None for span in beside)


def _range_with(spans: Sequence[Span], place: int) -> str:
    """Return the dimension of the level at the other end of a range: "mid-to-high voice"."""
    for step in (2, -2):
        between, other = place + step // 2, place + step
        if 0 <= other < len(spans) and spans[between].is_a("range"):
            return next((sense.dimension for sense in spans[other].entry.senses), "")
    return ""


def _aspect_after(spans: Sequence[Span], place: int) -> str:
    for span in spans[place + 1 : place + _ASPECT_REACH]:
        joins = span.is_a("and") and place > 0 and spans[place - 1].is_a("range")
        if span.breaks or span.is_a("but") or (span.is_a("and") and not joins):
            break
        if span.entry.aspect:
            return span.entry.aspect
        if not (span.describes or span.is_a("or", "and", "filler", "owns", "range") or span.person or span.entry.scale):
            break
    return ""


def _aspect_before(spans: Sequence[Span], place: int) -> str:
    for here in range(place - 1, max(-1, place - 1 - _ASPECT_REACH), -1):
        if spans[here + 1].breaks and ":" not in spans[here + 1].gap and "：" not in spans[here + 1].gap:
            break
        span = spans[here]
        if span.entry.aspect:
            return span.entry.aspect
        if not (
            span.entry.level is not None
            or span.entry.scale is not None
            or span.is_a("filler", "is", "range", "or", "and", "determiner", "of")
        ):
            break
    return ""
