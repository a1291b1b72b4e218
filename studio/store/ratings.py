"""Ratings of takes: a verdict (keep or reject), a star, a note, tags, a title."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from studio.errors import InvalidInput, NotFound
from studio.store.database import Database
from studio.store.take_tags import TAGS_OF_TAKE, change_tags, replace_tags, tags_from

Verdict = Literal["", "keep", "reject"]
VERDICTS: tuple[Verdict, ...] = ("", "keep", "reject")
LONGEST_NOTE = 2000
LONGEST_TITLE = 80
#: The columns of a take's rating; `ratings` must be joined to `takes`.
RATING = f"verdict, starred, note, title, {TAGS_OF_TAKE}"
_SELECT = f"SELECT takes.id, {RATING} FROM takes LEFT JOIN ratings ON ratings.take = takes.id"
_INSERT = """
INSERT INTO ratings (take, verdict, starred, note, updated, title)
VALUES (:take, :verdict, :starred, :note, :updated, :title)
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
    tags : tuple of str
        Words to find it by, in alphabetical order.
    title : str
        A name of the person's own, beside its label `v7·3`.
    """

    verdict: Verdict = ""
    starred: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""


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
        for take_id, *rating in self._database.read(f"{_SELECT} WHERE takes.id IN ({marks})", tuple(found)):
            found[take_id] = rating_of(*rating)
        return found

    def change(
        self,
        take_id: str,
        *,
        verdict: str | None = None,
        starred: bool | None = None,
        note: str | None = None,
        tags: Iterable[str] | None = None,
        title: str | None = None,
    ) -> Rating:
        """Change the fields of a take's rating that are not None; the others keep what somebody else stores meanwhile.

        Returns
        -------
        Rating
            The whole rating after the change.

        Raises
        ------
        InvalidInput
            If there is no such verdict, the note or title is too long, or the tags cannot be used.
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
        if title is not None:
            given["title"] = _checked_title(title)
        with self._database.writing() as db:
            _stored(db, take_id)  # raises if there is no such take
            if given:
                _upsert(db, take_id, given)
            if tags is not None:
                replace_tags(db, take_id, tags)
            return _stored(db, take_id)

    def tag(self, take_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Rating:
        """Add tags to a take and remove others; those that it has besides stay.

        Returns
        -------
        Rating
            The whole rating after the change.

        Raises
        ------
        InvalidInput
            If they cannot be used, or the take would have too many.
        NotFound
            If no take has that id.
        StorageFailed
            If the disk refuses.
        """
        with self._database.writing() as db:
            _stored(db, take_id)  # raises if there is no such take
            change_tags(db, take_id, add, remove)
            return _stored(db, take_id)


def rating_of(verdict: Any, starred: Any, note: Any, title: Any, tags: Any) -> Rating:
    """Return the rating in the columns `RATING` of a row; an empty one if the take has none."""
    return Rating(verdict or "", bool(starred), note or "", tags_from(tags), title or "")


def _stored(db: sqlite3.Connection, take_id: str) -> Rating:
    row = db.execute(f"{_SELECT} WHERE takes.id = ?", (take_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no take {take_id[:40]!r}.", "It was deleted meanwhile.")
    return rating_of(*row[1:])


def _upsert(db: sqlite3.Connection, take_id: str, given: Mapping[str, str | bool]) -> None:
    row = {"take": take_id, "verdict": "", "starred": False, "note": "", "title": "", **given}
    updates = ", ".join(f"{column} = excluded.{column}" for column in (*given, "updated"))
    values = {**row, "updated": datetime.now(UTC).isoformat()}
    db.execute(f"{_INSERT} ON CONFLICT (take) DO UPDATE SET {updates}", values)


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
    if len(note) > LONGEST_NOTE:
        raise InvalidInput(
            f"A note may have at most {LONGEST_NOTE:,} characters; this one has {len(note):,}.",
            "Shorten it.",
            code="invalid-note",
            details={"field": "note"},
        )
    return _CONTROL.sub("", note)


def _checked_title(title: str) -> str:
    title = " ".join(_CONTROL.sub(" ", str(title)).split())
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(
            f"A title may have at most {LONGEST_TITLE} characters; this one has {len(title):,}.",
            "Shorten it, and write the rest as a note.",
            code="invalid-title",
            details={"field": "title"},
        )
    return title
