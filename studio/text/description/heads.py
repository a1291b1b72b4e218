"""What an adjective describes: "a deep voice" and "deep and slow" the voice, "a deep sea" and "a dark stranger" not.

Only words of the lexicon's list `loose` are checked, which describe many things, and adjectives of age.
"""

from collections.abc import Sequence

from studio.text.description.phrases import Span

_REACH = 5  # spans: longer noun phrases do not occur in descriptions


def describes_the_speaker(spans: Sequence[Span], place: int, adjectives: str) -> bool:
    """Return whether the adjective at a place describes the voice, or the person who speaks.

    Parameters
    ----------
    spans : sequence of Span
        The description.
    place : int
        Where the adjective is.
    adjectives : str
        Whether they stand "before" or "after" their nouns in this language; "" if that does not matter.
    """
    if not spans[place].is_a("loose", "age_word"):
        return True
    if not adjectives:
        after = spans[place + 1 : place + 2]
        return not (after and after[0].unknown and not after[0].gap)  # in Chinese, a part of an unknown word
    if adjectives == "after" and (left := _left_head(spans, place)) is not None:
        return left
    return _right_head(spans, place)


def _left_head(spans: Sequence[Span], place: int) -> bool | None:
    """Return whether the noun before an adjective is a voice or a person; None if no noun is there."""
    for here in range(place - 1, -1, -1):
        span = spans[here]
        if spans[here + 1].breaks or span.is_a("determiner"):
            return None
        if span.unknown:
            return False
        if span.is_a("voice", "person", "thing") or span.person:
            return not span.is_a("thing")
        if span.entry.scale is None and not span.describes:
            return True
    return None


def _right_head(spans: Sequence[Span], place: int) -> bool:
    """Return whether the noun phrase that an adjective begins has a voice or a person as its head."""
    unknown: Span | None = None
    for here in range(place + 1, min(len(spans), place + 1 + _REACH)):
        span = spans[here]
        if span.breaks or span.is_a("and", "or"):
            return _shares(spans, here) if unknown is None else False
        if span.is_a("voice", "says") or span.entry.aspect:
            return not (span.is_a("person") and unknown is not None and spans[place].is_a("looks"))
        if span.person:
            if _is_possessor(spans, here) or any(after.is_a("voice") for after in spans[here + 1 : here + 2]):
                continue
            return _suits_a_person(spans[place], span, unknown)
        if span.is_a("thing"):
            return False
        if span.unknown:
            unknown = None if span.words[-1].endswith(("ing", "ed", "ly")) else span
        elif not span.describes and span.entry.scale is None and span.words != ("s",):
            break
    named = unknown is not None and (unknown.words[-1].endswith(_PERSONS) or unknown.proper)
    return unknown is None or (named and spans[place].is_a("age_word") and not spans[place].is_a("rank"))


_PERSONS = ("er", "or", "ist", "ian", "eer", "ess", "eur", "euse", "rice", "iste", "ien", "ienne", "man", "woman")


def _shares(spans: Sequence[Span], here: int) -> bool:
    """Return whether the adjective after "and" or a comma, if any, describes the voice: "dark, deep forest"."""
    next_one = here + 1 if spans[here].is_a("and", "or") else here
    if next_one < len(spans) and spans[next_one].is_a("loose"):
        return _right_head(spans, next_one)
    return True


def _is_possessor(spans: Sequence[Span], place: int) -> bool:
    return place + 1 < len(spans) and spans[place + 1].gap.startswith(("'", "’"))


def _suits_a_person(adjective: Span, person: Span, unknown: Span | None) -> bool:
    if adjective.is_a("age_word"):
        return not adjective.is_a("rank") or (person.says("gender") and unknown is None)
    return not adjective.is_a("looks")
