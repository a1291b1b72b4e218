"""The bin of takes and versions: what was deleted is kept for 30 days, and can be restored until then."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from studio.errors import Advice, NotFound
from studio.store.database import Database
from studio.store.take_rows import delete_take

KEPT_FOR = timedelta(days=30)
_TREASURED = "SELECT take FROM ratings WHERE verdict = 'keep' OR starred"


class TakeBin:
    """The bin of one home folder; every method may be called from any thread.

    Takes in the bin are in no list; their files stay, so that they can be heard there.

    Parameters
    ----------
    database : Database
        Where it is stored which takes and versions are in the bin.
    delete_files : callable
        Deletes the files of a take.
    """

    def __init__(self, database: Database, delete_files: Callable[[str], None]) -> None:
        self._database = database
        self._delete_files = delete_files

    def put(self, takes: Iterable[str] = (), auditions: Iterable[str] = (), *, only: str = "true") -> None:
        """Move takes and whole auditions to the bin; an audition whose last take goes there goes with it.

        Parameters
        ----------
        takes, auditions : iterable of str
            Their ids.
        only : str
            A condition in SQL on a row of `takes`, without which a take stays where it is.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        now = datetime.now(UTC).isoformat()
        with self._database.writing() as db:
            for audition in auditions:
                db.execute("UPDATE auditions SET binned = ? WHERE id = ? AND binned IS NULL", (now, audition))
                db.execute("UPDATE takes SET binned = ? WHERE audition = ? AND binned IS NULL", (now, audition))
            for take in takes:
                rule = f"id = ? AND binned IS NULL AND ({only})"
                db.execute(f"UPDATE takes SET binned = ? WHERE {rule}", (now, take))
            db.execute(_BIN_EMPTIED_AUDITIONS, (now, now))

    def restore(self, takes: Iterable[str] = (), auditions: Iterable[str] = ()) -> None:
        """Move takes, or auditions with the takes that were deleted with them, back to where they were.

        Raises
        ------
        NotFound
            If one of them is not in the bin.
        StorageFailed
            If the disk refuses.
        """
        with self._database.writing() as db:
            for audition in auditions:
                found = db.execute("SELECT binned FROM auditions WHERE id = ?", (audition,)).fetchone()
                if not found or not found[0]:
                    raise _not_in_bin(audition)
                db.execute("UPDATE takes SET binned = NULL WHERE audition = ? AND binned = ?", (audition, found[0]))
                db.execute("UPDATE auditions SET binned = NULL WHERE id = ?", (audition,))
            for take in takes:
                if not db.execute(
                    "UPDATE takes SET binned = NULL WHERE id = ? AND binned IS NOT NULL", (take,)
                ).rowcount:
                    raise _not_in_bin(take)
                holds = "id = (SELECT audition FROM takes WHERE id = ?)"
                db.execute(f"UPDATE auditions SET binned = NULL WHERE {holds}", (take,))

    def empty(self, older_than: timedelta = KEPT_FOR, *, treasured: bool = False) -> int:
        """Permanently delete what was moved to the bin that long ago.

        Parameters
        ----------
        older_than : timedelta
            How long it must have been there.
        treasured : bool
            Whether to delete kept and starred takes too.

        Returns
        -------
        int
            How many takes were deleted.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        old = "binned IS NOT NULL AND binned <= ?" + ("" if treasured else f" AND id NOT IN ({_TREASURED})")
        limit = (datetime.now(UTC) - older_than).isoformat()
        gone = [row[0] for row in self._database.read(f"SELECT id FROM takes WHERE {old}", (limit,))]
        with self._database.writing() as db:
            for take in gone:
                self._delete_files(take)
                delete_take(db, take)
            db.execute(_FORGET_AUDITIONS, (limit,))
        return len(gone)


_BIN_EMPTIED_AUDITIONS = """
UPDATE auditions SET binned = ? WHERE binned IS NULL
AND id IN (SELECT audition FROM takes WHERE binned = ?)
AND id NOT IN (SELECT audition FROM takes WHERE binned IS NULL)
"""
#: The row stays, without what was asked for, so that its number is never given again.
_FORGET_AUDITIONS = """
UPDATE auditions SET recipe = '', words = '', voice = '', error = '' WHERE binned <= ?
AND id NOT IN (SELECT audition FROM takes)
"""


def _not_in_bin(item: str) -> NotFound:
    advice = Advice("st.library.binned() has what is in it.", shell="`studio takes bin` lists what is in it.")
    return NotFound(f"{item[:40]!r} is not in the bin.", advice)
