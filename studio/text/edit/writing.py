"""Writes a statement into a description, and takes what it says out of it.

The ways to do it are tried, the most natural first; the first one counts that is read as wanted, with everything else
as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from studio.text.description.traits import DIMENSIONS, Mention
from studio.text.edit import people
from studio.text.edit.grammar import Grammar, Statement, grammar_of, statement_of
from studio.text.edit.inserting import insertions, sentence_after
from studio.text.edit.joining import Edit, edit_between
from studio.text.edit.mentions import Understood, terms_in, understand
from studio.text.edit.places import place_of
from studio.text.edit.removing import removals
from studio.text.edit.replacing import replacements
from studio.text.vocabulary import Value

SAME_AGE = 5.0  # years: "in her seventies" is as old as "elderly"
_SAME = 0.02  # values closer than this are the same
_MOST_MENTIONS = 8


def written(text: str, statement: Statement, grammar: Grammar) -> Edit:
    """Return a description that says a statement, and nothing else in its dimension.

    Parameters
    ----------
    text : str
        The description, NFC.
    statement : Statement
        What it is to say.
    grammar : Grammar
        Of its language, or of the one that the statement is written in.
    """
    before = understand(text, grammar.language)
    readable = before.traits.language in ("", grammar.language)
    after = _best(text, _ways(text, statement, grammar), *_wanted(statement, grammar), grammar) if readable else None
    if after is None:
        cleared = without(text, statement.dimension, grammar) if readable else text
        after = next(sentence_after(cleared, grammar.text(statement, "sentence"), grammar), cleared)
    return edit_between(text, after, _name(statement, grammar))


def without(text: str, dimension: str, grammar: Grammar) -> str:
    """Return a description without what it says in a dimension; what only suggests something stays."""
    for _ in range(_MOST_MENTIONS):
        said = understand(text, grammar.language).plain(dimension)
        fewer = _best(
            text, _removals(text, dimension, said, grammar), {dimension}, _has_fewer(dimension, said), grammar
        )
        if fewer is None:
            break
        text = fewer
    return text


def differences(before: Understood, now: Understood, apart_from: set[str]) -> list[str]:
    """Return the measurable dimensions in which two readings differ."""
    others = [name for name in DIMENSIONS if name not in apart_from]
    return [name for name in others if not _same(name, before.value(name), now.value(name))]


@cache
def said_alone(statement: Statement, language: str) -> Understood:
    """Return what is read in a statement alone."""
    return understand(grammar_of(language).text(statement, "sentence") or "", language)


def _wanted(statement: Statement, grammar: Grammar) -> tuple[set[str], Callable[[Understood], bool]]:
    """Return the dimensions that a statement is about, and whether a reading has what it says."""
    alone = said_alone(statement, grammar.language)
    own = {mention.dimension for mention in alone.traits.mentions} | {statement.dimension}
    return own, lambda now: _says(now, statement, grammar)


def _ways(text: str, statement: Statement, grammar: Grammar) -> Iterator[str]:
    """Yield the ways to make a description say a statement."""
    dimension, before = statement.dimension, understand(text, grammar.language)
    if _says(before, statement, grammar):
        yield text
    said = before.stated(dimension)
    if dimension == "gender" and before.said("gender"):
        yield from people.gender_replacements(text, statement, before.said("gender"), before.spans, grammar)
    elif said:
        replace = people.age_replacements if dimension == "age" else replacements
        for single, mention in _reduced(text, said, dimension, grammar):
            yield from replace(single, statement, mention, understand(single, grammar.language).spans, grammar)
    cleared = without(text, dimension, grammar) if before.plain(dimension) else text
    spans = understand(cleared, grammar.language).spans
    if cleared.strip() and dimension == "gender":
        yield from people.gender_insertions(cleared, statement, spans, grammar)
    if cleared.strip() and dimension == "age":
        yield from people.age_insertions(cleared, statement, spans, grammar)
    yield from insertions(cleared, statement, spans, grammar)


def _reduced(text: str, said: Sequence[Mention], dimension: str, grammar: Grammar) -> Iterator[tuple[str, Mention]]:
    """Yield the description with one mention of a dimension alone, first the first, and that mention."""
    for kept in said:
        after = text
        for _ in range(_MOST_MENTIONS):
            now = understand(after, grammar.language).plain(dimension)
            others = [mention for mention in now if mention.words != kept.words]
            ways = _removals(after, dimension, others[-1:], grammar)
            fewer = _best(after, ways, {dimension}, _has_fewer(dimension, now), grammar)
            if fewer is None:
                break
            after = fewer
        if left := understand(after, grammar.language).stated(dimension):
            yield after, left[0]


def _removals(text: str, dimension: str, said: Sequence[Mention], grammar: Grammar) -> Iterator[str]:
    spans = understand(text, grammar.language).spans
    if dimension == "gender":
        yield from people.without_gender(text, said, spans, grammar)
    for mention in said:
        end = mention.start + len(mention.words)
        if dimension == "age" and any(span.person for span in spans if mention.start <= span.start < end):
            yield from people.without_age(text, mention, spans, grammar)
        start, end = place_of(text, mention, grammar)
        yield from removals(text, start, end, spans, grammar)
        own = next((span.start for span in spans if span.end == end), start)
        if own > start:  # what is denied together with it stays denied: "no rasp or growl"
            yield from removals(text, own, end, spans, grammar)


def _best(
    text: str, ways: Iterable[str], own: set[str], is_wanted: Callable[[Understood], bool], grammar: Grammar
) -> str | None:
    """Return the first way that is read as wanted with the dimensions as before, apart from its own.

    Where there is none, words that say several things at once ("booming") have to go: then the way that changes least.
    """
    before = understand(text, grammar.language)
    least: tuple[int, str] | None = None
    for way in ways:
        now = understand(way, grammar.language)
        if not is_wanted(now):
            continue
        changed = len(differences(before, now, own))
        if not changed:
            return way
        if least is None or changed < least[0]:
            least = changed, way
    return least[1] if least else None


def _has_fewer(dimension: str, said: Sequence[Mention]) -> Callable[[Understood], bool]:
    """Return whether a reading has fewer mentions of a dimension."""
    return lambda now: len(now.plain(dimension)) < len(said)


def _says(now: Understood, statement: Statement, grammar: Grammar) -> bool:
    """Whether a reading has what a statement says, and in a dimension without values nothing else."""
    dimension = statement.dimension
    if dimension in DIMENSIONS:
        return _same(dimension, now.value(dimension), said_alone(statement, grammar.language).value(dimension))
    anywhere = any(_is_said_by(mention, statement, grammar) for mention in now.said(dimension))
    return anywhere and all(_is_said_by(mention, statement, grammar) for mention in now.plain(dimension))


def _is_said_by(mention: Mention, statement: Statement, grammar: Grammar) -> bool:
    terms = {statement_of(term).term for term in terms_in(mention.words, mention.dimension, grammar.language)}
    return statement.term in terms and (mention.denied is not None) == (statement.degree == "not")


def _same(dimension: str, one: Value | None, other: Value | None) -> bool:
    if one is None or other is None or isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(float(one) - float(other)) <= (SAME_AGE if dimension == "age" else _SAME)


def _name(statement: Statement, grammar: Grammar) -> str:
    """Return a statement in words, as the name of a step: "very slow"."""
    names = ("adjective.m", "listed", "noun")
    named = next((form for name in names if (form := grammar.form(statement, name))), None)
    return named or grammar.text(statement, "item") or ""
