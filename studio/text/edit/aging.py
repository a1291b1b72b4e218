"""Makes a description ask for somebody so many years older or younger."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from studio.text.description.lexicon import lexicon
from studio.text.edit.grammar import Grammar, Statement, ladders
from studio.text.edit.joining import Edit, edit_between
from studio.text.edit.mentions import understand
from studio.text.edit.people import age_replacements
from studio.text.edit.writing import differences, said_alone, written
from studio.text.vocabulary import vocabulary

_ORDINARY_AGE = 40.0
_YOUNGEST, _OLDEST = 5.0, 95.0
_NEAR = 3.0  # years: "in her fifties" is read as 55
#: How the parts of a decade are written, and the year of the decade that they are read as.
_PARTS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "english": (("{}", 5), ("early {}", 2), ("late {}", 8)),
    "french": (("{}", 5), ("début de la {}", 2), ("fin de la {}", 8)),
}


def older(text: str, years: float, grammar: Grammar) -> Edit:
    """Return a description of somebody so many years older; fewer than 0 are younger. See `at_age`."""
    return at_age(text, _age_in(text, grammar) + years, grammar)


def at_age(text: str, age: float, grammar: Grammar) -> Edit:
    """Return a description of somebody of an age in years.

    The age is written as the description writes it: in figures, as a decade, or as a word such as "elderly". An
    age that is not said counts as 40.
    """
    before, now = understand(text, grammar.language), _age_in(text, grammar)
    wanted = min(max(age, _YOUNGEST), _OLDEST)
    if abs(wanted - now) < 1:
        return Edit(text, len(text), len(text))
    for way in _exact_ways(text, wanted, grammar):
        after = understand(way, grammar.language)
        read = after.value("age")
        near = read is not None and abs(float(read) - wanted) <= _NEAR
        if near and not differences(before, after, {"age"}):
            return edit_between(text, way, f"{wanted:.0f}")
    return written(text, _nearest_step(now, wanted, grammar), grammar)


def _age_in(text: str, grammar: Grammar) -> float:
    said = understand(text, grammar.language).value("age")
    return float(said) if said is not None else _ORDINARY_AGE


def _exact_ways(text: str, wanted: float, grammar: Grammar) -> Iterator[str]:
    """Yield the description with the age in the form that stands there, where that is a number of years or a decade."""
    understood = understand(text, grammar.language)
    statement = _nearest_step(wanted, wanted, grammar)
    forms = dict(grammar.terms[statement.term]) | {"years": f"{wanted:.0f}", "decade": _decade(wanted, grammar)}
    exact = replace(grammar, terms={**grammar.terms, statement.term: forms})
    for mention in understood.stated("age"):
        yield from age_replacements(text, statement, mention, understood.spans, exact)


def _decade(age: float, grammar: Grammar) -> str | None:
    tens = int(age // 10 * 10)
    name = next((words for words, value in lexicon(grammar.language).decades.items() if value == tens), None)
    if name is None or grammar.language not in _PARTS:
        return None
    parts = _PARTS[grammar.language]
    return min(parts, key=lambda part: abs(part[1] - age % 10))[0].format(" ".join(name))


def _nearest_step(now: float, wanted: float, grammar: Grammar) -> Statement:
    """Return the step of the ladder of ages nearest to an age, in the direction that is wanted."""
    steps = [(_age_of(step, grammar), step) for step in ladders()["age"] if grammar.text(step, "sentence")]
    beyond = [each for each in steps if (each[0] - now) * (wanted - now) > 0] or steps
    return min(beyond, key=lambda each: abs(each[0] - wanted))[1]


def _age_of(step: Statement, grammar: Grammar) -> float:
    read = said_alone(step, grammar.language).value("age")
    return float(read if read is not None else vocabulary().term(step.term).value)
