"""The library: every finished take, in SQLite and FLAC files."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.store.database import Database, Row
from studio.store.files import flac_duration, make_private_folder, read_flac, storage, write_flac
from studio.store.measurement_cache import MeasurementCache
from studio.store.privacy import open_home
from studio.store.ratings import Rating, Ratings

_SOUND = "SELECT id, audition, position, created, recipe FROM takes"
_ENTRY = "SELECT takes.id, audition, position, created, recipe, duration, verdict, starred, note"
_RATED = f"{_ENTRY} FROM takes LEFT JOIN ratings ON ratings.take = takes.id"
_DESIGNED = "json_extract(recipe, '$.voice') IS NULL"  # not a line that a saved voice spoke
_NEWEST = f"""
{_ENTRY}
FROM (
    SELECT audition AS newest, max(created) AS ended, max(rowid) AS last
    FROM takes WHERE {_DESIGNED} GROUP BY audition ORDER BY ended DESC, last DESC LIMIT ?
)
JOIN takes ON audition = newest LEFT JOIN ratings ON ratings.take = takes.id
ORDER BY ended DESC, last DESC, position
"""
_BEGINNING = re.compile("[0-9a-f]{6,32}")  # of an id
_SHOWN = 5  # takes listed when the first digits of an id are ambiguous
_REJECTED = "verdict = 'reject' AND NOT starred"


@dataclass(frozen=True)
class LibraryEntry:
    """A take as the library lists it, without its samples.

    Parameters
    ----------
    id : str
        Of the take.
    audition : str
        The id of its audition.
    position : int
        Its index there.
    created : datetime
        When it was finished, in UTC.
    recipe : Recipe
        What generates it again.
    duration : float
        Seconds; 0 if an earlier studio stored the take and its file cannot be read.
    rating : Rating
        A person's rating of it.
    """

    id: str
    audition: str
    position: int
    created: datetime
    recipe: Recipe
    duration: float
    rating: Rating


class Library:
    """The takes of one home folder; every method may be called from any thread.

    Parameters
    ----------
    home : pathlib.Path
        Holds `library.db` and `takes/`.

    Attributes
    ----------
    database : Database
        For other data of the home folder.
    ratings : Ratings
        Their ratings.
    measurements : MeasurementCache
        What was measured of them.

    Raises
    ------
    StorageFailed
        If the folder cannot be created, or the database was written by a newer studio.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / "takes"
        open_home(home)
        make_private_folder(self._folder)
        self.database = Database(home)
        self.ratings = Ratings(self.database)
        self.measurements = MeasurementCache(self.database)
        self._fill_durations()

    def add(self, take: Take) -> None:
        """Store a take: its sound first, then its row.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        write_flac(self._file(take.id), take.samples, take.sample_rate)
        row = (
            take.id,
            take.audition,
            take.position,
            take.created.isoformat(),
            json.dumps(take.recipe.to_json(), ensure_ascii=False),
            take.sample_rate,
            take.duration,
        )
        with self.database.writing() as db:
            db.execute("INSERT INTO takes VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def take(self, take_id: str) -> Take:
        """Return a take with its samples.

        Parameters
        ----------
        take_id : str
            Its id, or the first six or more digits of it.

        Raises
        ------
        NotFound
            If no take has that id, or its file is missing.
        InvalidInput
            If several ids begin with these digits; the error lists them.
        StorageFailed
            If its file cannot be read.
        """
        rows = self.database.read(f"{_SOUND} WHERE id = ?", (self.find_id(take_id),))
        if not rows:
            raise _no_take(take_id)
        return self._read(*rows[0])

    def path(self, take_id: str) -> Path:
        """Return the FLAC file of a take.

        Raises
        ------
        NotFound
            If no take has that id, so that no string from outside becomes a path.
        """
        rows = self.database.read("SELECT id FROM takes WHERE id = ?", (str(take_id),))
        if not rows:
            raise _no_take(take_id)
        return self._file(rows[0][0])

    def entry(self, take_id: str) -> LibraryEntry:
        """Return a take's entry.

        Raises
        ------
        NotFound
            If no take has that id.
        """
        rows = self.database.read(f"{_RATED} WHERE takes.id = ?", (str(take_id),))
        if not rows:
            raise _no_take(take_id)
        return _entry(rows[0])

    def find_id(self, beginning: str) -> str:
        """Return the id of the take that a person means by an id or its first six or more digits.

        Raises
        ------
        NotFound
            If no id begins with these digits.
        InvalidInput
            If several do; the error lists them.
        """
        digits = str(beginning).strip().lower()
        if not could_be_id(digits):
            raise _no_take(beginning)
        found = "SELECT id, position FROM takes WHERE id BETWEEN ? AND ? ORDER BY created DESC"
        rows = self.database.read(found, (digits, f"{digits}g"))
        if not rows:
            raise _no_take(beginning)
        if len(rows) > 1:
            raise _ambiguous(digits, rows)
        return str(rows[0][0])

    def latest(self) -> tuple[Take, ...]:
        """Return the takes of the newest audition, in order, without those whose files cannot be read.

        Lines that saved voices spoke do not count.
        """
        newest = f"SELECT audition FROM takes WHERE {_DESIGNED} ORDER BY created DESC, rowid DESC LIMIT 1"
        return tuple(self._select(f"WHERE audition = ({newest}) ORDER BY position"))

    def audition(self, audition_id: str) -> tuple[Take, ...]:
        """Return the takes of an audition, in order, without those whose files cannot be read."""
        return tuple(self._select("WHERE audition = ? ORDER BY position", (str(audition_id),)))

    def saying(self, text: str) -> Iterator[Take]:
        """Yield the takes with exactly this text, newest first, without those whose files cannot be read."""
        return self._select("WHERE json_extract(recipe, '$.text') = ? ORDER BY created DESC", (text,))

    def readable(self, entries: Iterable[LibraryEntry]) -> tuple[LibraryEntry, ...]:
        """Return the entries whose sound files have a readable header; decodes no sound."""
        return tuple(entry for entry in entries if flac_duration(self._file(entry.id)) is not None)

    def auditions(self, limit: int = 20) -> tuple[tuple[LibraryEntry, ...], ...]:
        """Return the newest auditions, newest first, as entries; without lines spoken by saved voices."""
        entries = [_entry(row) for row in self.database.read(_NEWEST, (limit,))]
        return tuple(tuple(takes) for _, takes in groupby(entries, key=lambda entry: entry.audition))

    def starred(self, limit: int = 200) -> tuple[LibraryEntry, ...]:
        """Return the starred takes, newest first."""
        rows = self.database.read(f"{_RATED} WHERE starred ORDER BY created DESC, takes.rowid DESC LIMIT ?", (limit,))
        return tuple(_entry(row) for row in rows)

    def rejected(self, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        """Return what `prune` would delete: takes rejected that long ago and not starred."""
        rows = self.database.read(f"{_RATED} WHERE {_REJECTED} AND updated <= ? ORDER BY created", (_ago(older_than),))
        return tuple(_entry(row) for row in rows)

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
        gone = []
        for entry in self.rejected(older_than):
            with self.database.writing() as db:  # checked again, because it may have been starred meanwhile
                rule = f"DELETE FROM takes WHERE id = (SELECT take FROM ratings WHERE take = ? AND {_REJECTED})"
                if not db.execute(rule, (entry.id,)).rowcount:
                    continue
                db.execute("DELETE FROM ratings WHERE take = ?", (entry.id,))
            with storage(self._folder):
                self._file(entry.id).unlink(missing_ok=True)
            gone.append(entry)
        return tuple(gone)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _fill_durations(self) -> None:
        """Store the durations of takes that an earlier studio stored; those whose files cannot be read stay unknown."""
        rows = self.database.read("SELECT id FROM takes WHERE duration IS NULL")
        known = [(seconds, take_id) for (take_id,) in rows if (seconds := flac_duration(self._file(take_id)))]
        if known:
            with self.database.writing() as db:
                db.executemany("UPDATE takes SET duration = ? WHERE id = ?", known)

    def _select(self, clause: str, values: tuple[str, ...] = ()) -> Iterator[Take]:
        """Yield the takes whose files can be read, so that a missing or damaged one does not hide the others."""
        for row in self.database.read(f"{_SOUND} {clause}", values):
            try:
                take = self._read(*row)
            except (NotFound, StorageFailed):
                continue
            yield take

    def _read(self, take_id: str, audition: str, position: int, created: str, recipe: str) -> Take:
        samples, sample_rate = read_flac(self._file(take_id))
        return Take(
            id=take_id,
            recipe=Recipe.from_json(json.loads(recipe)),
            samples=samples,
            sample_rate=sample_rate,
            position=position,
            audition=audition,
            created=datetime.fromisoformat(created),
        )

    def _file(self, take_id: str) -> Path:
        return self._folder / f"{take_id}.flac"


def could_be_id(word: str) -> bool:
    """Return whether a word can be a take's id or enough of its first digits."""
    return _BEGINNING.fullmatch(word.strip().lower()) is not None


def _entry(row: Row) -> LibraryEntry:
    take_id, audition, position, created, recipe, duration, verdict, starred, note = row
    return LibraryEntry(
        id=take_id,
        audition=audition,
        position=position,
        created=datetime.fromisoformat(created),
        recipe=Recipe.from_json(json.loads(recipe)),
        duration=duration or 0.0,
        rating=Rating(verdict or "", bool(starred), note or ""),
    )


def _ago(age: timedelta) -> str:
    try:
        return (datetime.now(UTC) - age).isoformat()
    except OverflowError:
        return ""  # earlier than any date


def _no_take(take_id: str) -> NotFound:
    return NotFound(
        f"There is no take {str(take_id)[:40]!r}.",
        "`studio takes list` shows all takes; it may belong to another home folder.",
    )


def _ambiguous(digits: str, rows: Sequence[Row]) -> InvalidInput:
    candidates = [str(take_id) for take_id, _ in rows]
    told = [f"{take_id} (take {position + 1})" for take_id, position in rows[:_SHOWN]]
    more = f", and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return InvalidInput(
        f"The ids of {len(rows)} takes begin with {digits}.",
        f"Give more digits. Newest first: {', '.join(told)}{more}.",
        code="ambiguous-take",
        details={"field": "take", "candidates": candidates},
    )
