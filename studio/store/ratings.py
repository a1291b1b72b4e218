"""What a person decided about a take: keep or reject, a star, a note."""

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
    """What a person decided about a take.

    Parameters
    ----------
    verdict : str
        "keep", "reject", or "" while it is open.
    starred : bool
        Whether it is marked, to be found again; a starred take is never pruned.
    note : str
        Anything to remember.
    """

    verdict: Verdict = ""
    starred: bool = False
    note: str = ""


def changed(
    rating: Rating, *, verdict: str | None = None, starred: bool | None = None, note: str | None = None
) -> Rating:
    """Give a rating with what is not None replaced.

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
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, take_ids: Iterable[str]) -> dict[str, Rating]:
        """Give the rating of each take, an empty one where nothing was decided."""
        found = {take_id: Rating() for take_id in take_ids}
        marks = ", ".join("?" * len(found))
        query = f"SELECT take, verdict, starred, note FROM ratings WHERE take IN ({marks})"
        for take_id, verdict, starred, note in self._database.read(query, tuple(found)):
            found[take_id] = Rating(verdict, bool(starred), note)
        return found

    def put(self, take_id: str, rating: Rating) -> None:
        """Keep a rating in place of the one before.

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
            f"A take cannot be judged {verdict!r:.40}.",
            'Use "keep", "reject", or "" to leave it open.',
            code="invalid-verdict",
            details={"field": "verdict"},
        )
    return verdict


def _checked_note(note: str) -> str:
    note = str(note).strip()
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput(
            f"A note has {_LONGEST_NOTE:,} characters at most; this one has {len(note):,}.",
            "Shorten it.",
            code="invalid-note",
            details={"field": "note"},
        )
    return _CONTROL.sub("", note)
