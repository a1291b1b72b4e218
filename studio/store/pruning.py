"""Deletes takes for good that were rejected, or that nobody judged, some time ago."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from studio.domain.recipe import Recipe
from studio.errors import StorageFailed
from studio.store.database import Database
from studio.store.files import DISK_FULL
from studio.store.library_entry import LIVE, RATED, LibraryEntry, entries_of
from studio.store.take_files import TakeFiles
from studio.store.take_rows import delete_take

_REJECTED = f"""
{LIVE} AND takes.id IN (SELECT take FROM ratings WHERE verdict = 'reject' AND NOT starred AND updated <= :age)
"""
_UNJUDGED = f"""
{LIVE} AND takes.created <= :age
AND takes.id NOT IN (SELECT take FROM ratings WHERE verdict != '' OR starred OR note != '' OR title != '')
AND takes.id NOT IN (SELECT take FROM tags)
AND 'take:' || takes.id NOT IN (SELECT reference FROM listening_clips)
"""


class Pruning:
    """Finds and deletes such takes of one home folder; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        Where the takes are stored.
    files : TakeFiles
        Their files.
    """

    def __init__(self, database: Database, files: TakeFiles) -> None:
        self._database = database
        self._files = files

    def rejected(self, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        """Return what `prune` would delete: takes rejected that long ago and not starred."""
        return self._matching(_REJECTED, older_than)

    def prune(self, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        """Permanently delete takes that were rejected that long ago; never starred or kept ones.

        Returns
        -------
        tuple of LibraryEntry
            The deleted takes.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        return self._delete(self.rejected(older_than), _REJECTED, older_than)

    def unjudged(self, older_than: timedelta, presets: Iterable[Recipe] = ()) -> tuple[LibraryEntry, ...]:
        """Return what `prune_unjudged` would delete.

        These are takes made that long ago that have neither verdict, star, title, note nor tag, are in no blind test,
        and are not the take of a preset.

        Parameters
        ----------
        older_than : timedelta
            Their least age.
        presets : iterable of Recipe
            The recipes of the presets.
        """
        kept = list(presets)
        return tuple(entry for entry in self._matching(_UNJUDGED, older_than) if entry.recipe not in kept)

    def prune_unjudged(self, older_than: timedelta, presets: Iterable[Recipe] = ()) -> tuple[LibraryEntry, ...]:
        """Permanently delete takes that nobody judged and nothing depends on, as `unjudged` returns them.

        Returns
        -------
        tuple of LibraryEntry
            The deleted takes.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        return self._delete(self.unjudged(older_than, presets), _UNJUDGED, older_than)

    def _matching(self, rule: str, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        rows = self._database.read(f"{RATED} WHERE {rule} ORDER BY takes.created", {"age": _ago(older_than)})
        return entries_of(rows)

    def _delete(self, entries: tuple[LibraryEntry, ...], rule: str, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        """Delete those takes for which the rule still holds: files first, or `restore` would list them again."""
        age = _ago(older_than)
        try:
            gone = self._delete_checked(entries, rule, age)
        except StorageFailed as error:
            if error.code != DISK_FULL:
                raise
            # SQLite needs room for its log, which the sounds make; the rule is checked again right before.
            for entry in self._matching(rule, older_than):
                if entry in entries:
                    self._files.delete(entry.id)
            gone = self._delete_checked(entries, rule, age)
        return tuple(entry for entry in entries if entry.id in gone)

    def _delete_checked(self, entries: tuple[LibraryEntry, ...], rule: str, age: str) -> set[str]:
        gone = set()
        with self._database.writing() as db:
            for entry in entries:
                values = {"id": entry.id, "age": age}
                if db.execute(f"SELECT 1 FROM takes WHERE id = :id AND {rule}", values).fetchone():
                    self._files.delete(entry.id)
                    delete_take(db, entry.id)
                    gone.add(entry.id)
        return gone


def _ago(age: timedelta) -> str:
    try:
        return (datetime.now(UTC) - age).isoformat()
    except OverflowError:
        return ""  # earlier than any date
