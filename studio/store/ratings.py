"""Ratings of takes: a verdict (keep or reject), a star, a note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from studio.errors import InvalidInput
from studio.store.database import Database

Verdict = Literal["", "keep", "reject"]
VERDICTS: tuple[Verdict, ...] = ("", "keep", "reject")
_LONGEST_NOTE = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Rating:
    """A person's rating of a take.

    Parameters
    ----------
    verdict : str
        "keep", "reject", or "" while undecided.
    starred : bool
        Whether it has a star; a starred take is never pruned.
    note : str
        Any text.
    """

    verdict: Verdict = ""
    starred: bool = False
    note: str = ""


def changed(
    rating: Rating, *, verdict: str | None = None, starred: bool | None = None, note: str | None = None
) -> Rating:
    """Return a rating in which the arguments that are not None are replaced.

    Raises
    ------
    InvalidInput
        If there is no such verdict, or the note is too long or no text.
    """
    if verdict is not None:
        rating = replace(rating, verdict=_checked_verdict(verdict))
    if starred is not None:
        rating = replace(rating, starred=bool(starred))
    if note is not None:
        rating = replace(rating, note=_checked_note(note))
    return rating


class Ratings:
    """The ratings of one home folder's takes.

    Parameters
    ----------
    database : Database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, take_ids: Iterable[str]) -> dict[str, Rating]:
        """Return the rating of each take, an empty one for a take without a rating."""
        found = {take_id: Rating() for take_id in take_ids}
        marks = ", ".join("?" * len(found))
        query = f"SELECT take, verdict, starred, note FROM ratings WHERE take IN ({marks})"
        for take_id, verdict, starred, note in self._database.read(query, tuple(found)):
            found[take_id] = Rating(verdict, bool(starred), note)
        return found

    def put(self, take_id: str, rating: Rating) -> None:
        """Store a rating, replacing the previous one.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        row = (take_id, rating.verdict, rating.starred, rating.note, datetime.now(UTC).isoformat())
        with self._database.writing() as db:
            db.execute("INSERT OR REPLACE INTO ratings VALUES (?, ?, ?, ?, ?)", row)


def _checked_verdict(verdict: str) -> Verdict:
    if verdict not in VERDICTS:
        raise InvalidInput(
            f"{verdict!r:.40} is not a verdict.",
            'Use "keep", "reject", or "" for undecided.',
            code="invalid-verdict",
            details={"field": "verdict"},
        )
    return verdict


def _checked_note(note: str) -> str:
    note = str(note).strip()
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput(
            f"A note may have at most {_LONGEST_NOTE:,} characters; this one has {len(note):,}.",
            "Shorten it.",
            code="invalid-note",
            details={"field": "note"},
        )
    return _CONTROL.sub("", note)
