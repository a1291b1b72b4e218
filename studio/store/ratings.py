"""Ratings of takes: a verdict (keep or reject), a star, a note."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from studio.errors import InvalidInput, NotFound
from studio.store.database import Database, Row

Verdict = Literal["", "keep", "reject"]
VERDICTS: tuple[Verdict, ...] = ("", "keep", "reject")
_LONGEST_NOTE = 2000
_FIELDS = "verdict, starred, note"
_INSERT = f"""
INSERT INTO ratings (take, {_FIELDS}, updated)
SELECT id, :verdict, :starred, :note, :updated FROM takes WHERE id = :take
"""
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


def check_rating(verdict: str, starred: bool, note: str) -> Rating:
    """Return a rating that a file holds.

    Raises
    ------
    InvalidInput
        If there is no such verdict, or the note is too long.
    """
    return Rating(_checked_verdict(verdict), bool(starred), _checked_note(note))


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
        query = f"SELECT take, {_FIELDS} FROM ratings WHERE take IN ({marks})"
        for take_id, *fields in self._database.read(query, tuple(found)):
            found[take_id] = _rating(tuple(fields))
        return found

    def change(
        self, take_id: str, *, verdict: str | None = None, starred: bool | None = None, note: str | None = None
    ) -> Rating:
        """Change the fields of a take's rating that are not None; the others keep what somebody else stores meanwhile.

        Returns
        -------
        Rating
            The whole rating after the change.

        Raises
        ------
        InvalidInput
            If there is no such verdict, or the note is too long.
        NotFound
            If no take has that id.
        StorageFailed
            If the disk refuses.
        """
        given: dict[str, str | bool] = {}
        if verdict is not None:
            given["verdict"] = _checked_verdict(verdict)
        if starred is not None:
            given["starred"] = bool(starred)
        if note is not None:
            given["note"] = _checked_note(note)
        row = {"take": take_id, **asdict(Rating()), **given, "updated": datetime.now(UTC).isoformat()}
        updates = ", ".join(f"{column} = excluded.{column}" for column in (*given, "updated"))
        with self._database.writing() as db:
            found = db.execute(f"{_INSERT} ON CONFLICT (take) DO UPDATE SET {updates} RETURNING {_FIELDS}", row)
            fields = found.fetchone()
        if fields is None:
            raise NotFound(f"There is no take {take_id[:40]!r}.", "It was deleted meanwhile.")
        return _rating(fields)


def _rating(fields: Row) -> Rating:
    verdict, starred, note = fields
    return Rating(verdict, bool(starred), note)


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
