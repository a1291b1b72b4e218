"""The history of a home folder: its versions and blind tests, newest first, in pages, filtered and searched."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from studio.domain.label import designed_label, spoken_label, stopped_label
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput
from studio.store.database import Database, Row
from studio.store.library_entry import LIVE
from studio.store.ratings import RATING, Rating, rating_of
from studio.store.search.filters import STARRED, TAKES
from studio.store.search.query import Query, parse_query
from studio.store.search.rule import Rule
from studio.store.search.take_search import TakeSearch, joined

Kind = Literal["", "designed", "spoken", "blind"]
Verdict = Literal["", "kept", "starred", "rejected"]
KINDS: tuple[Kind, ...] = ("", "designed", "spoken", "blind")
VERDICTS: tuple[Verdict, ...] = ("", "kept", "starred", "rejected")

_MOST_AT_ONCE = 500  # values of one query
_RATED = {"kept": Rule("verdict = 'keep'"), "starred": STARRED, "rejected": Rule("verdict = 'reject'")}
_VERSIONS = "SELECT id, version, kind, voice, recipe, planned, created, state, error, binned, parent FROM auditions"
_TESTS = """
SELECT id, kind, created, planned, ended,
    (SELECT count(*) FROM trials WHERE test = id), (SELECT sum(correct) FROM trials WHERE test = id)
FROM listening_tests
"""
_ASKED = "json_extract(takes.recipe, '$.seed', '$.text', '$.voice.name', '$.voice.seed')"
_TAKES = f"""
SELECT audition, takes.id, position, version, CASE WHEN json_valid(takes.recipe) THEN {_ASKED} END,
    duration, incomplete, {RATING}
FROM takes LEFT JOIN auditions ON auditions.id = audition LEFT JOIN ratings ON ratings.take = takes.id
"""
_VERSION_CREATED, _TEST_CREATED = 6, 2  # columns


@dataclass(frozen=True)
class Version:
    """A generation that was asked for.

    Parameters
    ----------
    id : str
        Of its audition.
    version : int
        Its number in the home folder.
    kind : str
        "designed", or "spoken" for lines of a saved voice.
    voice : str
        The name of the voice that speaks; "" for a designed one.
    description, text, language : str
        What was asked for; the text with its pauses as marks.
    seed : int
        Of its first take.
    planned : int
        How many takes were asked for.
    created : datetime
        When, in UTC.
    state : str
        "begun" while it is under way, or if its program was killed; then "done", "cancelled" or "failed".
    error : str
        Why it failed.
    binned : datetime or None
        When it was moved to the bin.
    parent : str or None
        The id of the audition that it was made from; "" for none, None where that is unknown.
    """

    id: str
    version: int
    kind: str
    voice: str
    description: str
    text: str
    language: str
    seed: int
    planned: int
    created: datetime
    state: str
    error: str
    binned: datetime | None = None
    parent: str | None = None


@dataclass(frozen=True)
class ListedTake:
    """A take of a version, as the history lists it: no recipe is parsed for it.

    Parameters
    ----------
    id : str
        The take's.
    position, label, duration, incomplete
        As in `studio.store.library_entry.LibraryEntry`.
    rating : Rating
        A person's rating of it.
    """

    id: str
    position: int
    label: str
    duration: float
    incomplete: bool
    rating: Rating


@dataclass(frozen=True)
class BlindTest:
    """A blind listening test, as the history lists it.

    Parameters
    ----------
    id, kind : str
        Its id; "abx", "preference" or "tournament".
    created : datetime
        In UTC.
    planned, answered : int
        Its trials.
    correct : int or None
        Right answers of an ABX test that is over.
    over : bool
        Whether it is over.
    clips : tuple of (str, str)
        "take:ID" or "preset:SLUG", and the label that it had in the test.
    """

    id: str
    kind: str
    created: datetime
    planned: int
    answered: int
    correct: int | None
    over: bool
    clips: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HistoryPage:
    """A part of the history.

    Parameters
    ----------
    rows : tuple of Version or BlindTest
        Newest first.
    following : str
        What `before` is for the next page; "" after the last row.
    takes : frozenset of str or None
        The ids of those takes of the rows that were searched for; None if the search is not for single takes.
    unmeasured : int
        How many more takes there are of which it is not known: the search is for measurements, and they have none yet.
    """

    rows: tuple[Version | BlindTest, ...]
    following: str
    takes: frozenset[str] | None = None
    unmeasured: int = 0


class History:
    """Finds versions and blind tests; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._takes = TakeSearch(database)

    def page(
        self, search: str = "", *, kind: str = "", verdict: str = "", before: str = "", limit: int = 60
    ) -> HistoryPage:
        """Return a page of the history; see `Library.history`."""
        _check(kind, KINDS, "kind")
        _check(verdict, VERDICTS, "verdict")
        query = parse_query(search)
        of_takes = [*query.takes, *([_RATED[verdict]] if verdict else ())]
        place = [Rule("(created, id) < (?, ?)", before.partition(" ")[::2])] if before else []
        common = [*place, *query.created("created")]
        found: list[Version | BlindTest] = []
        ends = []  # where a list was cut off: nothing below it belongs to this page
        if kind != "blind":
            listed = self._read(_VERSIONS, [*common, *_version_rules(query, kind, of_takes)], limit)
            ends += [_place_of(row, _VERSION_CREATED) for row in listed[limit:]]
            found += _readable(listed)
        if kind in ("", "blind") and not of_takes:
            listed = self._read(_TESTS, [*common, *(word.of_test() for word in query.words)], limit)
            ends += [_place_of(row, _TEST_CREATED) for row in listed[limit:]]
            found += [test for row in listed if (test := self._test(row))]
        end = max(ends, default=("", ""))
        found = sorted((row for row in found if _place(row) >= end), key=_place, reverse=True)
        if len(found) > limit:
            end = _place(found[limit - 1])
        rows = tuple(found[:limit])
        takes = self._takes.among([row.id for row in rows], of_takes) if of_takes else None
        return HistoryPage(rows, " ".join(end).strip(), takes, len(self._takes.unmeasured(query)))

    def version(self, audition: str) -> Version | None:
        """Return the version with the id of its audition, also from the bin; None if there is none."""
        rows = self._database.read(f"{_VERSIONS} WHERE id = ?", (audition,))
        return next(_readable(rows), None)

    def versions(self, auditions: Sequence[str]) -> dict[str, Version]:
        """Return the versions with these ids, without those that are damaged or forgotten."""
        found: dict[str, Version] = {}
        for start in range(0, len(auditions), _MOST_AT_ONCE):
            some = auditions[start : start + _MOST_AT_ONCE]
            rows = self._database.read(f"{_VERSIONS} WHERE id IN ({', '.join('?' * len(some))})", tuple(some))
            found |= {version.id: version for version in _readable(rows)}
        return found

    def takes(self, auditions: Sequence[str], *, binned: bool = False) -> dict[str, tuple[ListedTake, ...]]:
        """Return the takes of auditions by their ids, in order; those in the bin instead if `binned`."""
        marks, rule = ", ".join("?" * len(auditions)), "IS NOT NULL" if binned else "IS NULL"
        query = f"{_TAKES} WHERE audition IN ({marks}) AND takes.binned {rule} ORDER BY audition, position"
        found: dict[str, list[ListedTake]] = {}
        for audition, *row in self._database.read(query, tuple(auditions)):
            with suppress(ValueError, KeyError, TypeError):
                found.setdefault(audition, []).append(_listed(*row))
        return {audition: tuple(takes) for audition, takes in found.items()}

    def bin(self, before: str = "", limit: int | None = None) -> HistoryPage:
        """Return the versions of which something is in the bin, the newest version first; see `Library.binned`."""
        binned = "(binned IS NOT NULL OR id IN (SELECT audition FROM takes WHERE binned IS NOT NULL)) AND recipe != ''"
        place = [Rule("(created, id) < (?, ?)", before.partition(" ")[::2])] if before else []
        rows = self._read(_VERSIONS, [Rule(binned), *place], limit)
        is_cut = limit is not None and len(rows) > limit
        following = " ".join(_place_of(rows[:limit][-1], _VERSION_CREATED)) if is_cut else ""
        return HistoryPage(tuple(_readable(rows[:limit])), following)

    def _read(self, select: str, rules: Sequence[Rule], limit: int | None) -> list[Row]:
        """Return one row more than the limit, or all rows, newest first."""
        where, values = joined(rules)
        ordered = f"{select} WHERE {where} ORDER BY created DESC, id DESC LIMIT ?"
        return self._database.read(ordered, (*values, -1 if limit is None else limit + 1))

    def _test(self, row: Row) -> BlindTest | None:
        test, kind, created, planned, ended, answered, correct = row
        clips = "SELECT reference, label FROM listening_clips WHERE test = ? ORDER BY place"
        with suppress(ValueError, TypeError):
            return BlindTest(
                id=test,
                kind=kind,
                created=datetime.fromisoformat(created),
                planned=planned,
                answered=answered,
                correct=correct if ended else None,  # while it runs, the score would spoil it
                over=ended is not None,
                clips=tuple((str(reference), str(label)) for reference, label in self._database.read(clips, (test,))),
            )
        return None


def _version_rules(query: Query, kind: str, of_takes: Sequence[Rule]) -> list[Rule]:
    rules = [Rule("binned IS NULL"), *(word.of_version() for word in query.words)]
    if kind:
        rules.append(Rule("kind = ?", (kind,)))
    if of_takes:
        where, values = joined(of_takes)
        rules.append(Rule(f"id IN (SELECT takes.audition FROM {TAKES} WHERE {LIVE} AND {where})", values))
    return rules


def _readable(rows: Iterable[Row]) -> Iterator[Version]:
    for row in rows:
        with suppress(InvalidInput, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            audition, version, kind, voice, recipe, planned, created, state, error, binned, parent = row
            asked = json.loads(recipe)
            yield Version(
                id=audition,
                version=version,
                kind=kind,
                voice=voice,
                description=str(asked["description"]),
                text=Recipe.from_json(asked).marked_text if asked.get("pauses") else str(asked["text"]),
                language=str(asked.get("language", "")),
                seed=int(asked["seed"]),
                planned=planned,
                created=datetime.fromisoformat(created),
                state=state,
                error=error,
                binned=datetime.fromisoformat(binned) if binned else None,
                parent=parent,
            )


def _listed(
    take: str,
    position: int,
    version: int | None,
    asked: str | None,
    duration: float | None,
    incomplete: int,
    *rating: Any,
) -> ListedTake:
    seed, text, voice, own_seed = json.loads(asked or "")
    spoken = voice is not None
    label = (
        spoken_label(voice, own_seed, text, seed, position, version)
        if spoken
        else designed_label(seed, position, version)
    )
    shown = stopped_label(label) if incomplete else label
    return ListedTake(take, position, shown, duration or 0.0, bool(incomplete), rating_of(*rating))


def _place(row: Version | BlindTest) -> tuple[str, str]:
    return row.created.isoformat(), row.id


def _place_of(row: Row, created: int) -> tuple[str, str]:
    return str(row[created]), str(row[0])


def _check(value: str, known: Sequence[str], field: str) -> None:
    if value not in known:
        raise InvalidInput(
            f"{value!r:.40} is not a {field} of the history.",
            f"Use {', '.join(filter(None, known))}, or nothing for all.",
            details={"field": field},
        )
