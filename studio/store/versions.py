"""Versions: every generation that was asked for, numbered from 1 in each home folder, with what became of it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from studio.domain.recipe import Recipe
from studio.errors import StorageFailed, StudioError
from studio.store.database import Database
from studio.store.numbering import folded, insert_audition


class Versions:
    """The versions of one home folder; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, audition: str, recipes: Sequence[Recipe]) -> int | None:
        """Store that an audition was asked for.

        Parameters
        ----------
        audition : str
            Its id.
        recipes : sequence of Recipe
            One a take.

        Returns
        -------
        int or None
            Its version; None where the library cannot be written: a take can be heard without a number.
        """
        try:
            with self._database.writing() as db:
                return insert_audition(db, audition, recipes, datetime.now(UTC).isoformat(), "begun")
        except StorageFailed:
            return None

    def end(self, audition: str, state: str, error: StudioError | None = None) -> None:
        """Store how an audition ended: "done", "cancelled" or "failed"; ignores a library that cannot be written."""
        with suppress(StorageFailed), self._database.writing() as db:
            row = (state, str(error) if error and state == "failed" else "", audition)
            db.execute("UPDATE auditions SET state = ?, error = ? WHERE id = ?", row)

    def add_words(self, audition: str, words: Iterable[str]) -> None:
        """Add words by which a search finds a version; does nothing where the library cannot be written."""
        with suppress(StorageFailed), self._database.writing() as db:
            row = (folded(" ".join(words)), audition)
            db.execute("UPDATE auditions SET words = words || ' ' || ? WHERE id = ?", row)

    def withdraw(self, audition: str) -> None:
        """Delete the row of an audition that was refused; ignores a library that cannot be written."""
        with suppress(StorageFailed), self._database.writing() as db:
            db.execute("DELETE FROM auditions WHERE id = ?", (audition,))
