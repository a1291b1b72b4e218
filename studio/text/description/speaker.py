"""Who speaks: of the people in a description one is the speaker, and ages and genders of the others do not count.

Others follow "to", "for", "than" and the like, belong to somebody ("his wife"), or own something that is not a voice
("a child's story"). Of the rest, the first is the speaker. "Like an old man" counts where nobody else is named.
"""

from collections.abc import Sequence
from typing import Literal

from studio.text.description.phrases import Span
from studio.text.description.traits import NUMBER

#: Of a span: about the speaker; somebody the speaker is likened to; somebody else; what the voice is compared with.
Role = Literal["speaker", "simile", "other", "compared"]

_MARKERS: tuple[Role, ...] = ("simile", "other", "compared")


def roles_of(spans: Sequence[Span], adjectives: str) -> list[Role]:
    """Return for each span whom it is about.

    Parameters
    ----------
    spans : sequence of Span
        The description.
    adjectives : str
        As for `heads.describes_the_speaker`; with "" (Chinese) an owner stands before what is owned without a mark.
    """
    roles = _regions(spans, adjectives)
    _mark_people(spans, roles, adjectives)
    _mark_pronouns(spans, roles)
    for place, span in enumerate(spans):
        if span.says("age") and not span.person and roles[place] == "speaker":
            roles[place] = "other" if _measures_a_thing(spans, place) else _owner(spans, roles, place)
        elif span.number is not None and _follows_a_person(spans, place):
            roles[place] = _owner(spans, roles, place)
        elif span.number is not None:
            roles[place] = "other"
    return roles


def _regions(spans: Sequence[Span], adjectives: str) -> list[Role]:
    """Mark the noun phrases after "to", "like", "than" …, to the end of their clause."""
    roles: list[Role] = ["speaker"] * len(spans)
    region: Role = "speaker"
    first = 0
    for place, span in enumerate(spans):
        if region != "speaker":
            if _ends_region(spans, place):
                region = "speaker"
            elif span.is_a("voice") and region != "compared":
                if place > 0 and not span.breaks:
                    roles[first:place] = ["speaker"] * (place - first)
                region = "speaker"
        roles[place] = region
        marker = _marker(spans, place)
        if marker and (not adjectives or _begins_noun_phrase(spans, place + 1, marker)):
            region, first = marker, place + 1
    return roles


def _ends_region(spans: Sequence[Span], place: int) -> bool:
    span = spans[place]
    if span.stops or (span.breaks and not _continues_list(spans, place)) or span.is_a("resume", "but"):
        return True
    return span.is_a("and", "or") and not _begins_noun_phrase(spans, place + 1, "other", strict=True)


def _continues_list(spans: Sequence[Span], place: int) -> bool:
    """Return whether the comma before a span is one of a list of people: "to his wife, his son and a friend"."""
    if not _begins_noun_phrase(spans, place, "other", strict=True):
        return False
    for here in range(place + 1, min(len(spans), place + 5)):
        if spans[here].breaks:
            return False
        if spans[here].is_a("and"):
            return _begins_noun_phrase(spans, here + 1, "other", strict=True)
    return False


def _marker(spans: Sequence[Span], place: int) -> Role | None:
    span = spans[place]
    around = spans[max(0, place - 1) : place] if span.is_a("range") else ()
    around = (*around, *(spans[place + 1 : place + 2] if span.is_a("about_age") else ()))
    if any(beside.number is not None or (beside.says("age") and not beside.person) for beside in around):
        return None  # "20 to 30", "about 35"
    if span.is_a("cause"):
        after = spans[place + 1 : place + 2]
        return None if not after or after[0].is_a("loose") else "compared"  # "from low to high" is a range
    if span.is_a("as"):
        again = any(before.is_a("as", "so") for before in spans[max(0, place - 4) : place])
        return "compared" if again else None
    if span.is_a("of"):
        owns = place > 0 and spans[place - 1].is_a("parent")
        return "other" if owns and _begins_noun_phrase(spans, place + 1, "other", strict=True) else None
    return next((marker for marker in _MARKERS if span.is_a(marker)), None)


def _begins_noun_phrase(spans: Sequence[Span], place: int, marker: Role, *, strict: bool = False) -> bool:
    if place >= len(spans) or spans[place].breaks:
        return strict and place < len(spans) and (spans[place].is_a("determiner", "possessive") or spans[place].person)
    span = spans[place]
    if span.is_a("determiner", "possessive") or span.person or marker == "compared":
        return True
    return not strict and (span.describes or span.number is not None or span.entry.scale is not None)


def _mark_people(spans: Sequence[Span], roles: list[Role], adjectives: str) -> None:
    found = False
    for place, span in enumerate(spans):
        if not span.person or roles[place] != "speaker":
            continue
        owned = _is_owned(spans, place) and not _owns_voice(spans, place, adjectives)
        another = not _is_the_same_person(spans, roles, place) if found else _explains_another(spans, roles, place)
        if owned or another or _owns_something_else(spans, place, adjectives):
            roles[place] = "other"
        else:
            found = True
    first = next((place for place, span in enumerate(spans) if span.person), None)
    if not found and first is not None and roles[first] == "other" and _is_subject(spans, first):
        roles[first] = "speaker"


def _is_subject(spans: Sequence[Span], place: int) -> bool:
    """Return whether a person somebody owns opens the description and speaks: "his daughter, a clear voice"."""
    opening = all(span.is_a("possessive", "owns") or span.describes for span in spans[:place])
    named_by_pronoun = any(span.is_a("pronoun") and not span.is_a("possessive") for span in spans)
    return place > 0 and opening and not named_by_pronoun


def _owned_from(spans: Sequence[Span], place: int, adjectives: str) -> int | None:
    """Return where what a person owns begins: after "'s", in Chinese after 的; None without these."""
    after = place + 1
    if after >= len(spans):
        return None
    if not adjectives:
        return after + 1 if spans[after].is_a("owns") else after if spans[after].is_a("voice") else None
    if not spans[after].gap.startswith(("'", "’")):
        return None
    return after + 1 if spans[after].words == ("s",) else after


def _owns_voice(spans: Sequence[Span], place: int, adjectives: str) -> bool:
    start = _owned_from(spans, place, adjectives)
    return start is not None and any(span.is_a("voice") for span in _noun_phrase(spans, start))


def _owns_something_else(spans: Sequence[Span], place: int, adjectives: str) -> bool:
    start = _owned_from(spans, place, adjectives)
    if start is None or start >= len(spans) or spans[start].breaks or _owns_voice(spans, place, adjectives):
        return False
    return bool(adjectives) or any(span.person for span in _noun_phrase(spans, start))


def _noun_phrase(spans: Sequence[Span], start: int) -> list[Span]:
    phrase: list[Span] = []
    for span in spans[start : start + 5]:
        if span.breaks or span.is_a("and", "or", "but", "resume", "function"):
            break
        phrase.append(span)
    return phrase


def _is_owned(spans: Sequence[Span], place: int) -> bool:
    """Return whether a possessive stands before a person: "his wife", "leur jeune fille"."""
    for here in range(place - 1, max(-1, place - 4), -1):
        if spans[here + 1].breaks:
            return False
        if spans[here].is_a("possessive"):
            return True
        if not spans[here].describes and not spans[here].unknown and not spans[here].is_a("owns"):
            return False
    return False


def _is_the_same_person(spans: Sequence[Span], roles: Sequence[Role], place: int) -> bool:
    """Return whether a person after the first is the speaker again: "…, an old man", "it is a woman"."""
    for here in range(place, -1, -1):
        if spans[here].breaks or here == 0:
            return True
        before = spans[here - 1]
        if before.is_a("is", "but"):
            return True
        if before.person:
            return roles[here - 1] == "speaker"
        if not (before.is_a("determiner", "voice") or before.describes or before.entry.scale is not None):
            return False
    return True


def _explains_another(spans: Sequence[Span], roles: Sequence[Role], place: int) -> bool:
    """Return whether a person only explains the one before the comma: "she lost her husband, an old sailor"."""
    start = next((here for here in range(place, 0, -1) if spans[here].breaks), 0)
    explains = start > 0 and spans[start - 1].person and roles[start - 1] == "other" and not spans[start].stops
    return explains and spans[0].is_a("pronoun")


def _mark_pronouns(spans: Sequence[Span], roles: list[Role]) -> None:
    """Keep the role of the first pronoun alone, unless it may stand for a voice named before it ("la voix… elle")."""
    first = True
    for place, span in enumerate(spans):
        if span.is_a("pronoun"):
            earlier, after = spans[:place], spans[place + 1 : place + 2]
            if span.is_a("possessive") and after and not (after[0].breaks or after[0].is_a("function", "and")):
                roles[place] = "speaker"  # "to his wife": his is the speaker's
            acts = bool(after) and after[0].is_a("speaks")
            may_be_voice = span.is_a("stands_for_voice") and not acts and any(one.is_a("voice") for one in earlier)
            if not first or may_be_voice:
                roles[place] = "other"
            elif roles[place] == "speaker":
                first = False


def _owner(spans: Sequence[Span], roles: Sequence[Role], place: int) -> Role:
    """Return whom an age is about: the person of its noun phrase, else, for figures, the one before it."""
    for here in range(place + 1, min(len(spans), place + 5)):
        span = spans[here]
        if span.breaks or not (span.describes or span.unknown or span.person):
            break
        if span.person:
            return roles[here]
    if spans[place].number is None and not any(sense.weight == NUMBER for sense in spans[place].entry.senses):
        return "speaker"
    for here in range(place - 1, -1, -1):
        if spans[here + 1].breaks and spans[place].number is None:
            break
        if spans[here].person:
            return roles[here]
    return "speaker"


def _measures_a_thing(spans: Sequence[Span], place: int) -> bool:
    """Return whether years belong to a thing: "une carrière de 30 ans"."""
    return place >= 2 and spans[place - 1].is_a("of") and spans[place - 2].unknown


_FEWEST_YEARS = 4  # "a boy of 13 recites", but "a man of 3 words"


def _follows_a_person(spans: Sequence[Span], place: int) -> bool:
    """Return whether a bare number is an age: "a man of 60", "woman, 35,", but not "father of 3", "room 40"."""
    before = place - 1
    while before >= 0 and spans[before].is_a("of", "about_age"):
        before -= 1
    if before > 0 and spans[before].is_a("is"):
        before -= 0 if spans[before].is_a("pronoun") else 1
    if before < 0 or not (spans[before].person or spans[before].is_a("pronoun")):
        return False
    number = spans[place].number or 0.0
    if spans[before].is_a("parent") and number < 18:
        return False
    after = place + 1
    if after == len(spans) or spans[after].breaks:
        return True
    counted = spans[after].unknown and not (spans[place - 1].is_a("of") and number >= _FEWEST_YEARS)
    return not counted and not spans[after].is_a("of")
