"""Changes who speaks: the gender and the age, in nouns, pronouns and what agrees with them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from studio.text.description.lexicon import WORD, fold, phrase_of
from studio.text.description.phrases import Span
from studio.text.description.traits import NUMBER, Mention
from studio.text.edit.grammar import Grammar, Statement
from studio.text.edit.inserting import beside_noun, item_after
from studio.text.edit.joining import replaced

_SIDES = {"gender.female": 0, "gender.male": 1, "gender.neutral": 2}
_YOUNG = ("age.child", "age.teenage")
_BEYOND = 3  # words beside a noun that may agree with it
_ADJECTIVES = {"female", "male", "feminine", "masculine", "feminin", "masculin", "女", "男"}
_VOWEL_FORMS = {"ieux": "ieil", "e": "et", "eau": "el"}
_BEFORE_VOWEL = re.compile(r"\b([vV](?=ieux)|[cC](?=e )|[bB](?=eau))(ieux|eau|e) (?=homme|ami|oncle|acteur|orateur)")
_PRONOUNS = {
    "english": frozenset({"she", "he", "her", "his", "him", "hers", "herself", "himself"}),
    "french": frozenset({"elle", "il"}),
    "chinese": frozenset({"她", "他"}),
}


def gender_replacements(
    text: str, statement: Statement, mentions: Sequence[Mention], spans: Sequence[Span], grammar: Grammar
) -> Iterator[str]:
    """Yield the description with the speaker's nouns and pronouns in another gender."""
    side = _SIDES[statement.term]
    places = [place for mention in mentions if (place := _place_of(spans, mention)) is not None]
    nouns = [place for place in places if not spans[place].is_a("pronoun")]
    if side == 2:
        yield from _neutral(text, statement, spans, nouns, grammar)
        return
    words = _counterparts(side, grammar)
    changes = [change for place in nouns for change in _noun_changes(text, spans, place, side, words, grammar)]
    yield _changed(text, [*changes, *_pronoun_changes(text, spans, side, grammar)], grammar)
    yield _changed(text, changes, grammar)


def gender_insertions(text: str, statement: Statement, spans: Sequence[Span], grammar: Grammar) -> Iterator[str]:
    """Yield the description with a gender, where it names none, beside a person, the voice or an age."""
    noun = dict(zip(_SIDES, grammar.speaker.people[""], strict=True))[statement.term]
    adjective = grammar.form(statement, "adjective")
    owner = grammar.form(statement, "owner")
    for place, span in enumerate(spans):
        person = " ".join(span.words)
        if grammar.language == "english" and span.is_a("person"):
            own = noun if person == "person" else f"{adjective} {text[span.start : span.end]}"
            yield replaced(text, span.start, span.end, own, grammar)
        elif grammar.language == "french" and person == "personne":
            yield replaced(text, span.start, span.end, noun, grammar)
        elif span.words[-1] in grammar.nouns and owner and grammar.language == "english":
            if place and not span.breaks:
                yield replaced(text, span.start, span.start, f"{owner} ", grammar)
        elif span.words[-1] in grammar.nouns and owner and grammar.language == "french":
            yield replaced(text, span.end, span.end, f" {owner}", grammar)
    if grammar.language == "chinese":
        yield f"{grammar.form(statement, 'noun')}{grammar.comma}{text}"


def age_replacements(
    text: str, statement: Statement, mention: Mention, spans: Sequence[Span], grammar: Grammar
) -> Iterator[str]:
    """Yield the description with another age in the form that stood there: figures, a decade, a noun, an adjective."""
    end = mention.start + len(mention.words)
    inside = [place for place, span in enumerate(spans) if mention.start <= span.start < end]
    if not inside:
        return
    years, decade = grammar.form(statement, "years"), grammar.form(statement, "decade")
    figures = re.search(r"\d+", mention.words)
    if figures and not re.search(r"\d0s", mention.words) and years:
        at = mention.start + figures.start()
        yield replaced(text, at, mention.start + figures.end(), years, grammar)
    own = spans[inside[-1]]
    if grammar.language == "chinese" and mention.weight == NUMBER:
        yield replaced(text, mention.start, end, f"{years}岁", grammar)
    if decade and text[end:].startswith((" d'années", " d’années")):
        decade = decade.rpartition(" de la ")[2]  # "une quarantaine d'années"
    if decade and mention.weight == NUMBER and not own.is_a("age_word"):
        yield replaced(text, mention.start, end, decade, grammar)
    whole = _with_person(spans, inside[0], inside[-1])
    people = _people(statement, spans, range(whole[0], whole[1] + 1), grammar)
    needed = statement.term in _YOUNG or any(spans[place].says("gender") for place in inside)
    if people and (needed or grammar.language == "french"):
        yield _person_replaced(text, spans, whole, people, grammar)
    adjective = grammar.form(statement, "adjective.f" if _feminine(spans) else "adjective.m")
    if adjective and not own.person and (mention.weight < NUMBER or own.is_a("age_word")):
        yield replaced(text, mention.start, end, adjective, grammar)
    if people:
        yield _person_replaced(text, spans, whole, people, grammar)


def age_insertions(text: str, statement: Statement, spans: Sequence[Span], grammar: Grammar) -> Iterator[str]:
    """Yield the description with an age beside the speaker's noun, or beside the voice."""
    adjective = grammar.form(statement, "adjective.f" if _feminine(spans) else "adjective.m")
    for place, span in enumerate(spans):
        if not (span.person or (span.says("gender") and not span.is_a("pronoun", "voice"))):
            continue
        plain = [tuple(phrase_of(word)) for word in grammar.speaker.people[""]]
        ages = statement.term in _YOUNG or span.says("age")
        people = _people(statement, spans, range(place, place + 1), grammar)
        if people and (ages or span.words in plain):
            yield _person_replaced(text, spans, (place, place), people, grammar)
        if adjective and grammar.language == "french":
            yield replaced(text, span.end, span.end, f" {adjective}", grammar)
        elif adjective:
            yield replaced(text, span.start, span.start, f"{adjective}{grammar.space}", grammar)
    yield from beside_noun(text, spans, statement, grammar)
    if grammar.language == "chinese":
        yield f"{grammar.form(statement, 'noun')}{grammar.comma}{text}"


def without_gender(text: str, mentions: Sequence[Mention], spans: Sequence[Span], grammar: Grammar) -> Iterator[str]:
    """Yield the description with a word for a person in place of one for a woman or a man."""
    person = grammar.speaker.people[""][2]
    for mention in mentions:
        place = _place_of(spans, mention)
        if place is None or not spans[place].person or spans[place].words[-1] in _ADJECTIVES:
            continue
        span = spans[place]
        if owned := re.match(r"['’]s (?=\w)", text[span.end :]):
            yield replaced(text, span.start, span.end + owned.end(), "", grammar)
        if led := re.search(r"(?<=voix) (?:d['’]|de |d['’]une? )$", text[: span.start]):
            yield text[: led.start()] + text[span.end :]
        noun = "声音" if span.words[-1] in ("声", "音") else person
        yield _person_replaced(text, spans, (place, place), noun, grammar)


def without_age(text: str, mention: Mention, spans: Sequence[Span], grammar: Grammar) -> Iterator[str]:
    """Yield the description with a woman, a man or a person in place of one of some age."""
    end = mention.start + len(mention.words)
    inside = [place for place, span in enumerate(spans) if mention.start <= span.start < end]
    if inside:
        whole = _with_person(spans, inside[0], inside[-1])
        people = _people(None, spans, range(whole[0], whole[1] + 1), grammar)
        if people:
            yield _person_replaced(text, spans, whole, people, grammar)


def _place_of(spans: Sequence[Span], mention: Mention) -> int | None:
    end = mention.start + len(mention.words)
    return next((place for place, span in enumerate(spans) if span.end == end), None)


def _feminine(spans: Sequence[Span]) -> bool:
    """Whether the speaker is a woman, or only the voice is named."""
    sides = [sense.value for span in spans for sense in span.entry.senses if sense.dimension == "gender"]
    return sides[0] != "male" if sides else True


def _with_person(spans: Sequence[Span], first: int, last: int) -> tuple[int, int]:
    """Return an age with the noun of the person beside it: "elderly woman", "femme âgée"."""
    if any(spans[place].person for place in range(first, last + 1)):
        return first, last
    after = spans[last + 1 : last + 2]
    if after and not after[0].breaks and after[0].person:
        return first, last + 1
    if first and not spans[first].breaks and spans[first - 1].person:
        return first - 1, last
    return first, last


def _people(statement: Statement | None, spans: Sequence[Span], places: Sequence[int], grammar: Grammar) -> str | None:
    """Return a woman, a man or a person of an age, as the spans in some places say which; None if they name nobody."""
    if not any(spans[place].person or spans[place].says("gender") for place in places):
        return None
    values = [sense.value for place in places for sense in spans[place].entry.senses if sense.dimension == "gender"]
    side = {"female": 0, "male": 1}.get(str(values[0]) if values else "", 2)
    return grammar.speaker.people[statement.term if statement else ""][side]


def _person_replaced(text: str, spans: Sequence[Span], places: tuple[int, int], person: str, grammar: Grammar) -> str:
    start, end = spans[places[0]].start, spans[places[1]].end
    changes = [(start, end, person)]
    feminine = fold(person.split()[0]) in {fold(word) for word in ("femme", "petite", "personne", "adolescente")} or (
        person.startswith("jeune femme") or person.startswith("jeune personne")
    )
    changes += _agreements(spans, places, 0 if feminine else 1, grammar)
    return _changed(text, changes, grammar)


def _counterparts(side: int, grammar: Grammar) -> Mapping[tuple[str, ...], str]:
    """Return the words of one gender by those of the other."""
    counterparts: dict[tuple[str, ...], str] = {}
    for pair in grammar.speaker.pairs:
        counterparts.setdefault(phrase_of(pair[1 - side]), pair[side])
    return counterparts


def _noun_changes(
    text: str, spans: Sequence[Span], place: int, side: int, words: Mapping[tuple[str, ...], str], grammar: Grammar
) -> Iterator[tuple[int, int, str]]:
    span = spans[place]
    adjective = span.words[-1] in ("androgynous", "androgyne") or not span.person
    generic = grammar.speaker.people[""][side]
    if adjective and grammar.language == "english":
        generic = ("female", "male")[side]
    elif adjective and grammar.language == "french":
        generic = ("féminine", "masculine")[side]
    elif adjective:
        generic = ("女", "男")[side]
    yield span.start, span.end, words.get(span.words, generic)
    yield from _agreements(spans, (place, place), side, grammar)


def _agreements(
    spans: Sequence[Span], places: tuple[int, int], side: int, grammar: Grammar
) -> Iterator[tuple[int, int, str]]:
    """Yield changes of the articles and adjectives that agree with a noun."""
    forms = {fold(pair[1 - side]): pair[side] for pair in reversed(grammar.speaker.agreeing)}
    first, last = places
    for here in range(first - 1, max(-1, first - 1 - _BEYOND), -1):
        span = spans[here]
        if spans[here + 1].breaks or span.is_a("voice") or span.words == ("de",):
            break
        if len(span.words) == 1 and (form := forms.get(span.words[0])):
            yield span.start, span.end, form
    for span in spans[last + 1 : last + 1 + _BEYOND]:
        if span.breaks or span.is_a("determiner", "voice"):
            break
        if len(span.words) == 1 and (form := forms.get(span.words[0])):
            yield span.start, span.end, form


def _pronoun_changes(text: str, spans: Sequence[Span], side: int, grammar: Grammar) -> Iterator[tuple[int, int, str]]:
    counterparts = _counterparts(side, grammar)
    speaker = grammar.speaker
    for found in WORD.finditer(text):
        word = fold(found[0])
        if word not in _PRONOUNS[grammar.language]:
            continue
        if word == speaker.possessive[1 - side] and _before_noun(text, found.end(), spans):
            yield found.start(), found.end(), speaker.possessive[side]
        elif word == speaker.object[1 - side]:
            yield found.start(), found.end(), speaker.object[side]
        elif other := counterparts.get((word,)):
            yield found.start(), found.end(), other


def _before_noun(text: str, end: int, spans: Sequence[Span]) -> bool:
    following = next((span for span in spans if span.start >= end), None)
    return following is not None and not following.breaks and not following.is_a("function", "determiner", "and")


def _neutral(
    text: str, statement: Statement, spans: Sequence[Span], nouns: Sequence[int], grammar: Grammar
) -> Iterator[str]:
    adjective = grammar.form(statement, "adjective.f") or ""
    for place in nouns[:1]:
        span = spans[place]
        if span.words in (("女",), ("男",)):
            yield replaced(text, span.start, span.end, adjective, grammar)
        if grammar.language == "chinese":
            noun = "声音" if span.words[-1] in "声音" else grammar.speaker.people[""][2]
            without = replaced(text, span.start, span.end, noun, grammar)
            yield from item_after(without, grammar.text(statement, "item"), grammar)
        owned = re.match(r"['’]s(?=\s)", text[span.end :])
        if owned and grammar.language == "english":
            yield replaced(text, span.start, span.end + owned.end(), adjective, grammar)
        if grammar.language == "french" and (
            led := re.search(r"(?:d['’]|de |d['’]une |d['’]un )$", text[: span.start])
        ):
            yield replaced(text, led.start(), span.end, adjective, grammar)
        if span.is_a("voice") and grammar.language == "english":
            yield replaced(text, span.start, span.end, f"{adjective} voice", grammar)
        if span.words[-1] in _ADJECTIVES:
            yield replaced(text, span.start, span.end, adjective, grammar)
        if span.person and not span.is_a("voice"):
            person = grammar.speaker.people[""][2]
            whole = {"english": f"{adjective} {person}", "french": f"{person} {adjective}"}.get(grammar.language)
            yield _person_replaced(text, spans, (place, place), whole or f"{adjective}声音", grammar)
        yield replaced(text, span.start, span.end, adjective, grammar)


def _changed(text: str, changes: Sequence[tuple[int, int, str]], grammar: Grammar) -> str:
    """Return a text with several changes, each as `replaced` makes it."""
    for start, end, words in sorted(set(changes), reverse=True):
        text = replaced(text, start, end, words, grammar)
    return _BEFORE_VOWEL.sub(lambda found: f"{found[1]}{_VOWEL_FORMS[found[2]]} ", text) if changes else text
