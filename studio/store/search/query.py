"""Reads what a person searches for: words, and filters such as `tag:narrator pitch:180-220 star after:2026-11-01`."""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from studio.domain.label import parse_label
from studio.errors import InvalidInput
from studio.store.numbering import folded
from studio.store.search.filters import FILTERS, MARKS, Filter
from studio.store.search.rule import Rule

_MOST_TERMS = 40
_TERM = re.compile(
    r'(?P<no>-)?(?:(?P<name>[^\W\d_]+):(?!//)(?=\S))?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))',
)
_OF_VERSION = """
(instr(words, ?) OR id IN (
    SELECT audition FROM ratings JOIN takes ON takes.id = take
    WHERE (note != '' OR title != '') AND instr(folded(note || ' ' || title), ?)
    UNION SELECT audition FROM tags JOIN takes ON takes.id = take WHERE instr(folded, ?)
){numbered})
"""
_OF_TAKE = """
(instr(coalesce(words, ''), ?) OR instr(folded(coalesce(note || ' ' || title, '')), ?)
OR EXISTS (SELECT 1 FROM tags WHERE tags.take = takes.id AND instr(tags.folded, ?)){numbered})
"""
_OF_TEST = """
id IN (SELECT test FROM listening_clips WHERE instr(folded(label), ?) OR reference IN (
    SELECT 'take:' || takes.id FROM takes JOIN auditions ON auditions.id = audition WHERE instr(words, ?)
))
"""


@dataclass(frozen=True)
class Word:
    """A word that must occur, or must not.

    Parameters
    ----------
    text : str
        As `studio.store.numbering.folded` returns it; several words if they were in quotation marks.
    absent : bool
        Whether it must not occur.
    """

    text: str
    absent: bool = False

    def of_version(self) -> Rule:
        """Return the condition on a row of `auditions`: its words, or the notes, titles and tags of its takes."""
        label = parse_label(self.text)
        return self._rule(_OF_VERSION, 3, f" OR version = {label[0]}" if label else "")

    def of_take(self) -> Rule:
        """Return the condition on a row of `studio.store.search.filters.TAKES`."""
        label = parse_label(self.text)
        numbered = f" OR version = {label[0]}" if label else ""
        return self._rule(
            _OF_TAKE, 3, numbered + (f" AND position = {label[1]}" if label and label[1] is not None else "")
        )

    def of_test(self) -> Rule:
        """Return the condition on a row of `listening_tests`: a clip of it."""
        return self._rule(_OF_TEST, 2)

    def _rule(self, sql: str, times: int, numbered: str = "") -> Rule:
        rule = Rule(sql.format(numbered=numbered), (self.text,) * times)
        return rule.negated() if self.absent else rule


@dataclass(frozen=True)
class Query:
    """What a person searches for; a take is found if all of it holds.

    Parameters
    ----------
    words : tuple of Word
        Words that must occur, or must not.
    filters : tuple of Rule
        Conditions on a take, except those in the next two.
    measured : tuple of Rule
        Conditions on its measurements.
    dates : tuple of Rule
        Conditions on the time `{created}`.
    """

    words: tuple[Word, ...] = ()
    filters: tuple[Rule, ...] = ()
    measured: tuple[Rule, ...] = ()
    dates: tuple[Rule, ...] = ()

    @property
    def takes(self) -> tuple[Rule, ...]:
        """The conditions on a take other than its words and its time."""
        return self.filters + self.measured

    def created(self, column: str) -> list[Rule]:
        """Return the conditions on the time in a column."""
        return [Rule(rule.sql.format(created=column), rule.values) for rule in self.dates]


def parse_query(text: str) -> Query:
    """Read a search.

    Parameters
    ----------
    text : str
        Words, "several words" in quotation marks, filters of `FILTERS` such as `tag:"late night"`, and `star`; each of
        them with a `-` in front for the opposite.

    Raises
    ------
    InvalidInput
        If there is no such filter, it has no such value, or there are more than 40 terms (code "invalid-search").

    Examples
    --------
    >>> parse_query('husky -"slightly slow"').words
    (Word(text='husky', absent=False), Word(text='slightly slow', absent=True))
    """
    terms = list(_TERM.finditer(str(text)))
    if len(terms) > _MOST_TERMS:
        raise _invalid(
            f"A search may have at most {_MOST_TERMS} words and filters; this one has {len(terms)}.", "Shorten it."
        )
    words: list[Word] = []
    filters: list[Rule] = []
    measured: list[Rule] = []
    dates: list[Rule] = []
    for term in terms:
        absent, value = bool(term["no"]), term["plain"] or term["quoted"] or ""
        if term["name"]:
            kind = _filter(term["name"], value)
            rules = measured if kind.measured else dates if kind.dated else filters
            rules.append(_signed(_rule(kind, value), absent))
        elif term["plain"] and folded(value) in MARKS:
            filters.append(_signed(MARKS[folded(value)], absent))
        elif term["plain"] and folded(value).removesuffix(":") in FILTERS and value.endswith(":"):
            _refuse_value(FILTERS[folded(value).removesuffix(":")], "")
        elif word := folded(value).strip():
            words.append(Word(word, absent))
    return Query(tuple(words), tuple(filters), tuple(measured), tuple(dates))


def _signed(rule: Rule, absent: bool) -> Rule:
    return rule.negated() if absent else rule


def _filter(name: str, value: str) -> Filter:
    if folded(name) in FILTERS:
        return FILTERS[folded(name)]
    raise _invalid(
        f"A search has no filter {name[:40]!r}.",
        f'Use {", ".join(FILTERS)}, or put the words in quotation marks: "{name[:40]}:{value[:40]}".',
    )


def _rule(kind: Filter, value: str) -> Rule:
    with suppress(ValueError):
        if value.strip():
            return kind.rule(value.strip())
    _refuse_value(kind, value)


def _refuse_value(kind: Filter, value: str) -> NoReturn:
    what = (
        f"{value[:40]!r} is not a value of the filter {kind.name}."
        if value
        else f"The filter {kind.name} has no value."
    )
    raise _invalid(what, f"For example: {kind.example}.")


def _invalid(what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="invalid-search", details={"field": "search"})
