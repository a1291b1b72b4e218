"""Finds takes by what a person searches for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.domain.rich_display import RichDisplay
from studio.store.database import Database
from studio.store.library_entry import ENTRY, LIVE, LibraryEntry, entries_of
from studio.store.search.filters import TAKES
from studio.store.search.query import Query
from studio.store.search.rule import Rule

_NEWEST_FIRST = "ORDER BY takes.created DESC, takes.rowid DESC"
_MOST_LISTED = 8  # labels in a repr
_UNMEASURED = Rule("measured_takes.take IS NULL")


@dataclass(frozen=True)
class Found(RichDisplay):
    """What a search found: `for take in found`, `len(found)`.

    Parameters
    ----------
    takes : tuple of LibraryEntry
        Newest first.
    unmeasured : int
        How many more takes there are of which it is not known: the search is for measurements, and they have none yet.
    """

    takes: tuple[LibraryEntry, ...]
    unmeasured: int = 0

    def __iter__(self) -> Iterator[LibraryEntry]:
        return iter(self.takes)

    def __len__(self) -> int:
        return len(self.takes)

    def __repr__(self) -> str:
        listed = ", ".join(take.label for take in self.takes[:_MOST_LISTED])
        more = ", …" if len(self) > _MOST_LISTED else ""
        return f"<Found {len(self)} take{'' if len(self) == 1 else 's'}{': ' if listed else ''}{listed}{more}>"


class TakeSearch:
    """Searches the takes of one home folder, except those in the bin.

    Parameters
    ----------
    database : Database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, query: Query, limit: int | None = None) -> Found:
        """Return the takes for which all of a query holds; at most so many."""
        rules = [*_rules(query), *query.measured]
        rows = self._read(ENTRY, rules, f"{_NEWEST_FIRST} LIMIT ?", (-1 if limit is None else limit,))
        return Found(entries_of(rows), len(self.unmeasured(query)))

    def unmeasured(self, query: Query) -> tuple[str, ...]:
        """Return the ids of takes that have to be measured to know whether the query holds for them, newest first."""
        if not query.measured:
            return ()
        rows = self._read("SELECT takes.id", [*_rules(query), _UNMEASURED], _NEWEST_FIRST)
        return tuple(str(row[0]) for row in rows)

    def among(self, auditions: Sequence[str], conditions: Sequence[Rule]) -> frozenset[str]:
        """Return the ids of the takes of these auditions for which conditions hold."""
        marks = ", ".join("?" * len(auditions))
        rules = [Rule(f"takes.audition IN ({marks})", tuple(auditions)), *conditions]
        return frozenset(str(row[0]) for row in self._read("SELECT takes.id", rules))

    def _read(
        self, select: str, rules: Sequence[Rule], then: str = "", values: tuple[object, ...] = ()
    ) -> list[tuple[object, ...]]:
        where, given = joined(rules)
        return self._database.read(f"{select} FROM {TAKES} WHERE {LIVE} AND {where} {then}", (*given, *values))


def joined(rules: Sequence[Rule]) -> tuple[str, tuple[object, ...]]:
    """Return the condition that all rules hold, and its values."""
    sql = " AND ".join(f"({rule.sql})" for rule in rules) or "true"
    return sql, tuple(value for rule in rules for value in rule.values)


def _rules(query: Query) -> list[Rule]:
    """Return the conditions of a query other than those on measurements."""
    return [*query.filters, *query.created("takes.created"), *(word.of_take() for word in query.words)]
