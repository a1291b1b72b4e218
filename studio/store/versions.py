"""Versions: every generation that was asked for, numbered from 1 in each home folder, with what became of it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from studio.domain.label import parse_label
from studio.domain.recipe import Recipe
from studio.errors import Advice, NotFound, StorageFailed, StudioError
from studio.store.database import Database
from studio.store.numbering import folded, insert_audition

ALL_VERSIONS = Advice("list(st.versions) has all versions.", shell="`studio versions` shows all versions.")
_EXISTING = "SELECT id FROM auditions WHERE recipe != ''"
_LINKS = """
SELECT id, version, parent, binned IS NULL AND recipe != '' AND (state = 'begun' OR id IN (
    SELECT audition FROM takes WHERE binned IS NULL
)) FROM auditions WHERE kind = 'designed' ORDER BY version
"""


class Link(NamedTuple):
    """The place of a version in the tree of versions.

    Parameters
    ----------
    id : str
        Of its audition.
    version : int
        Its number.
    parent : str or None
        The id of the audition that it was made from; "" for none, None where that is unknown.
    listed : bool
        Whether it has takes outside the bin, or is being generated.
    """

    id: str
    version: int
    parent: str | None
    listed: bool


class Versions:
    """The versions of one home folder; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, audition: str, recipes: Sequence[Recipe], parent: str = "") -> int | None:
        """Store that an audition was asked for.

        Parameters
        ----------
        audition : str
            Its id.
        recipes : sequence of Recipe
            One a take.
        parent : str
            The id of the audition that it was made from, or "".

        Returns
        -------
        int or None
            Its version; None where the library cannot be written: a take can be heard without a number.
        """
        try:
            with self._database.writing() as db:
                now = datetime.now(UTC).isoformat()
                return insert_audition(db, audition, recipes, now, "begun", parent=parent)
        except StorageFailed:
            return None

    def end(self, audition: str, state: str, error: StudioError | None = None) -> None:
        """Store how an audition ended: "done", "cancelled" or "failed"; ignores a library that cannot be written."""
        with suppress(StorageFailed), self._database.writing() as db:
            row = (state, _reason(error) if error and state == "failed" else "", audition)
            db.execute("UPDATE auditions SET state = ?, error = ? WHERE id = ?", row)

    def add_words(self, audition: str, words: Iterable[str]) -> None:
        """Add words by which a search finds a version; does nothing where the library cannot be written."""
        with suppress(StorageFailed), self._database.writing() as db:
            row = (folded(" ".join(words)), audition)
            db.execute("UPDATE auditions SET words = words || ' ' || ? WHERE id = ?", row)

    def find_id(self, name: str) -> str:
        """Return the id of the audition that a person means.

        Parameters
        ----------
        name : str
            A version such as "v7", a take's label such as "v7·3", or the id of an audition or of a take.

        Raises
        ------
        NotFound
            If there is no such version, or only its number is left.
        """
        word = str(name).strip().lower()
        label = parse_label(word)
        if label:
            rows = self._database.read(f"{_EXISTING} AND version = ?", (label[0],))
        else:
            query = f"{_EXISTING} AND id = coalesce((SELECT audition FROM takes WHERE id = ?), ?)"
            rows = self._database.read(query, (word, word))
        if not rows:
            raise NotFound(f"There is no version {str(name)[:40]!r}.", ALL_VERSIONS)
        return str(rows[0][0])

    def links(self) -> list[Link]:
        """Return every described voice's version, also binned and forgotten ones, in order."""
        return [Link(*row) for row in self._database.read(_LINKS)]

    def withdraw(self, audition: str) -> None:
        """Delete the row of an audition that was refused; ignores a library that cannot be written."""
        with suppress(StorageFailed), self._database.writing() as db:
            db.execute("DELETE FROM auditions WHERE id = ?", (audition,))


def _reason(error: StudioError) -> str:
    """Return why an audition failed, for people who read it later, when a closed studio is open again."""
    return "The studio was closed before this was finished." if error.code == "studio-closed" else str(error)
