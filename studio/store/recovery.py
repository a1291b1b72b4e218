"""Recovery of takes: rows that were lost are restored from the files beside the sounds, and missing files written."""

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from studio.errors import StorageFailed
from studio.store.database import Database
from studio.store.files import flac_duration
from studio.store.library_entry import LIVE, NUMBERED, RATED, entries_of, is_valid_recipe
from studio.store.numbering import number_auditions
from studio.store.take_bin import TakeBin
from studio.store.take_files import TakeFiles, TakeRow
from studio.store.take_rows import INSERT_TAKE, OF_A_TAKE, STORED, delete_take

_SIDECAR_SECONDS = 0.2  # at each start, until all takes have one
_BEING_WRITTEN = 60.0  # seconds: a younger sound without a row may still get one
_UPDATE = f"DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in STORED)}"


class Recovery:
    """Restores the rows and files of one home folder's takes.

    Parameters
    ----------
    database : Database
        Where the takes are stored.
    files : TakeFiles
        Their files.
    bin : TakeBin
        What was deleted.
    """

    def __init__(self, database: Database, files: TakeFiles, bin: TakeBin) -> None:
        self._database = database
        self._files = files
        self._bin = bin

    def unlisted(self, *, settled: bool = False) -> tuple[str, ...]:
        """Return the ids of sounds in `takes/` that have no row.

        Parameters
        ----------
        settled : bool
            Whether to leave out those so new that a program may be about to store their rows.
        """
        listed = {take_id for (take_id,) in self._database.read("SELECT id FROM takes")}
        found = sorted(self._files.ids() - listed)
        return tuple(each for each in found if not settled or _is_settled(self._files.sound(each)))

    def unreadable(self) -> tuple[str, ...]:
        """Return the ids of takes that lists leave out, because their rows are damaged."""
        rows = self._database.read(RATED)
        return tuple(sorted({row[0] for row in rows} - {entry.id for entry in entries_of(rows)}))

    def restore(self, take_ids: Iterable[str]) -> tuple[str, ...]:
        """List takes again whose rows were lost or damaged, from the sidecar files of their sounds.

        Returns
        -------
        tuple of str
            The ids of those that have one.

        Raises
        ------
        StorageFailed
            If the database cannot be written.
        """
        rows = [row for take_id in take_ids if (row := self._files.read_sidecar(take_id))]
        if rows:
            with self._database.writing() as db:
                db.executemany(f"{INSERT_TAKE} {_UPDATE}", [row._asdict() for row in rows])
                versions = {row.audition: row.version for row in rows}
                number_auditions(db, versions, {row.audition: row.parent for row in rows})
        return tuple(row.id for row in rows)

    def tidy(self, most: int = 100) -> None:
        """Put right what killed programs and earlier studios left, as far as it takes no time; ignores all errors.

        Takes whose program was killed before it stored their rows are listed again. A sidecar file without a sound is
        deleted. Missing sidecar files are written.

        Parameters
        ----------
        most : int
            At most so many takes are listed again, so that a start is not delayed.
        """
        if self._database.writable:
            with suppress(StorageFailed):
                restorable = self._files.sidecar_ids()
                self.restore([take_id for take_id in self.unlisted() if take_id in restorable][:most])
                self.delete_stray_sidecars()
                self._bin.empty()
                self.write_missing_sidecars(seconds=_SIDECAR_SECONDS)

    def write_missing_sidecars(self, *, seconds: float) -> None:
        """Write the sidecar files of takes that an earlier studio stored without.

        Parameters
        ----------
        seconds : float
            The longest that this may take; the next call continues.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        columns = ", ".join(f"takes.{column}" for column in ("id", *STORED))
        rows = self._database.read(f"SELECT {columns}, version, parent FROM takes {NUMBERED}")
        without = self._files.ids() - self._files.sidecar_ids()
        missing = [row for row in map(TakeRow._make, rows) if row.id in without and is_valid_recipe(row.recipe)]
        end = time.monotonic() + seconds
        for row in missing:
            self._files.write_sidecar(row._replace(duration=row.duration or 0.0))
            if time.monotonic() > end:
                return

    def soundless(self) -> tuple[str, ...]:
        """Return the ids of takes outside the bin whose sounds are missing."""
        listed = {take_id for (take_id,) in self._database.read(f"SELECT id FROM takes WHERE {LIVE}")}
        return tuple(sorted(listed - self._files.ids()))

    def without_sidecar(self) -> tuple[str, ...]:
        """Return the ids of takes with a sound but without a sidecar file."""
        listed = {take_id for (take_id,) in self._database.read("SELECT id FROM takes")}
        return tuple(sorted(listed & self._files.ids() - self._files.sidecar_ids()))

    def stray_sidecars(self) -> tuple[str, ...]:
        """Return the ids of sidecar files without a sound and without a row, for whose takes nobody writes one."""
        listed = {take_id for (take_id,) in self._database.read("SELECT id FROM takes")}
        stray = sorted(self._files.sidecar_ids() - self._files.ids() - listed)
        return tuple(take_id for take_id in stray if _is_settled(self._files.sidecar(take_id)))

    def delete_stray_sidecars(self) -> None:
        """Delete what `stray_sidecars` returns."""
        for take_id in self.stray_sidecars():
            self._files.delete(take_id)

    def orphaned(self) -> tuple[str, ...]:
        """Return the ids of takes that are gone but have a rating, tags or measurements."""
        of = " UNION ".join(f"SELECT take FROM {table}" for table in OF_A_TAKE)
        rows = self._database.read(f"SELECT take FROM ({of}) WHERE take NOT IN (SELECT id FROM takes) ORDER BY take")
        return tuple(str(take_id) for (take_id,) in rows if not self._files.sound(str(take_id)).exists())

    def delete_orphaned(self) -> None:
        """Delete the ratings, tags and measurements of takes that are gone."""
        gone = self.orphaned()
        with self._database.writing() as db:
            for take_id in gone:
                delete_take(db, take_id)

    def fill_durations(self) -> None:
        """Store the durations of takes that an earlier studio stored; those whose files cannot be read stay unknown."""
        rows = self._database.read("SELECT id FROM takes WHERE duration IS NULL")
        known = [(seconds, take_id) for (take_id,) in rows if (seconds := flac_duration(self._files.sound(take_id)))]
        if known:
            with self._database.writing() as db:
                db.executemany("UPDATE takes SET duration = ? WHERE id = ?", known)


def _is_settled(path: Path) -> bool:
    """Return whether a file is so old that nobody is storing its take any more."""
    try:
        return time.time() - path.stat().st_mtime > _BEING_WRITTEN
    except OSError:
        return False
