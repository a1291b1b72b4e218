"""The library: every finished take, in SQLite and FLAC files."""

import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from studio.domain.label import parse_label, take_label
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.store.database import DAMAGED, Database, Row
from studio.store.files import DISK_FULL, flac_duration, read_flac
from studio.store.history import History, HistoryPage, ListedTake, Version
from studio.store.measurement_cache import MeasurementCache
from studio.store.numbering import insert_audition, number_auditions
from studio.store.privacy import open_home
from studio.store.ratings import Rating, Ratings
from studio.store.take_bin import TakeBin
from studio.store.take_files import TakeFiles, TakeRow, row_of
from studio.store.versions import Versions

_NUMBERED = "LEFT JOIN auditions ON auditions.id = takes.audition"
_COLUMNS = "takes.id, audition, position, takes.created, takes.recipe, version, incomplete"
_SOUND = f"SELECT {_COLUMNS} FROM takes {_NUMBERED}"
_ENTRY = f"SELECT {_COLUMNS}, duration, verdict, starred, note"
_JOINS = f"{_NUMBERED} LEFT JOIN ratings ON ratings.take = takes.id"
_RATED = f"{_ENTRY} FROM takes {_JOINS}"
_OF_RECIPE = "CASE WHEN json_valid(takes.recipe) THEN json_extract(takes.recipe, '$.{}') END"  # NULL: it is damaged
_LIVE, _BINNED = "takes.binned IS NULL", "takes.binned IS NOT NULL"
_DESIGNED = "kind IS NOT 'spoken'"
_NEWEST = f"""
{_ENTRY}
FROM (
    SELECT audition AS newest, max(takes.created) AS ended, max(takes.rowid) AS last
    FROM takes {_NUMBERED} WHERE {_LIVE} AND (:kind = '' OR coalesce(kind, 'designed') = :kind) GROUP BY audition
    HAVING :before = '' OR (ended, last) < (SELECT max(created), max(rowid) FROM takes WHERE audition = :before)
    ORDER BY ended DESC, last DESC LIMIT :limit
)
JOIN takes ON audition = newest {_JOINS} WHERE {_LIVE}
ORDER BY ended DESC, last DESC, position
"""
_IN_ORDER = "ORDER BY takes.created DESC, position"
_BEGINNING = re.compile("[0-9a-f]{6,32}")  # of an id
_UNREADABLE = (InvalidInput, ValueError, KeyError, TypeError, AttributeError, RecursionError)  # a damaged row
_SHOWN = 5  # takes listed when the first digits of an id are ambiguous
_REJECTED = f"""
{_LIVE} AND takes.id IN (SELECT take FROM ratings WHERE verdict = 'reject' AND NOT starred AND updated <= :age)
"""
_UNJUDGED = f"""
{_LIVE} AND takes.created <= :age
AND takes.id NOT IN (SELECT take FROM ratings WHERE verdict != '' OR starred OR note != '')
AND 'take:' || takes.id NOT IN (SELECT reference FROM listening_clips)
"""
_SIDECAR_SECONDS = 0.2  # at each start, until all takes have one
_BEING_WRITTEN = 60.0  # seconds: a younger sound without a row may still get one
_STORED = ("audition", "position", "created", "recipe", "sample_rate", "duration", "incomplete")
_INSERT = f"""
INSERT INTO takes (id, {", ".join(_STORED)}) VALUES (:id, {", ".join(f":{column}" for column in _STORED)})
ON CONFLICT (id)
"""
_UPDATE = f"DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in _STORED)}"


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
    version : int or None
        The number of its audition; None if it has none.
    incomplete : bool
        Whether it was stopped: it is the beginning of what its recipe makes.
    """

    id: str
    audition: str
    position: int
    created: datetime
    recipe: Recipe
    duration: float
    rating: Rating
    version: int | None = None
    incomplete: bool = False

    @property
    def label(self) -> str:
        """What a person calls it: `v7·3`, or `Evening · Good evening` for a spoken line; `v7·3…` if it was stopped."""
        return take_label(self.recipe, self.position, self.version) + ("…" if self.incomplete else "")


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
    versions : Versions
        The auditions that were asked for, by number.
    measurements : MeasurementCache
        What was measured of them.
    bin : TakeBin
        What was deleted in the last 30 days.

    Raises
    ------
    StorageFailed
        If the folder cannot be created, or the database was written by a newer studio.
    """

    def __init__(self, home: Path) -> None:
        open_home(home)
        self._files = TakeFiles(home / "takes")
        self.database = Database(home)
        self.ratings = Ratings(self.database)
        self.versions = Versions(self.database)
        self.measurements = MeasurementCache(self.database)
        self.bin = TakeBin(self.database, self._files.delete)
        self._history = History(self.database)
        if self.database.writable:
            with suppress(StorageFailed):  # they are listed with a duration of 0
                self._fill_durations()

    def add(self, take: Take) -> None:
        """Store a take: its files first, then its row.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        self._files.write(take)
        with self.database.writing() as db:
            if take.audition:
                insert_audition(db, take.audition, [take.recipe], take.created.isoformat(), "done", parent=take.parent)
            db.execute(f"{_INSERT} DO NOTHING", row_of(take)._asdict())

    def take(self, take_id: str) -> Take:
        """Return a take with its samples.

        Parameters
        ----------
        take_id : str
            Its id, which also finds it in the bin; or what `find_id` takes.

        Raises
        ------
        NotFound
            If no take has that id, or its file is missing.
        InvalidInput
            If several ids begin with these digits; the error lists them.
        StorageFailed
            If its file or its row cannot be read.
        """
        query = f"{_SOUND} WHERE takes.id = ?"
        rows = self.database.read(query, (str(take_id),)) or self.database.read(query, (self.find_id(take_id),))
        if not rows:
            raise _no_take(take_id)
        with _damage_reported(take_id):
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
        return self._files.sound(rows[0][0])

    def entry(self, take_id: str) -> LibraryEntry:
        """Return a take's entry.

        Raises
        ------
        NotFound
            If no take has that id.
        """
        rows = self.database.read(f"{_RATED} WHERE takes.id = ? AND {_LIVE}", (str(take_id),))
        if not rows:
            raise _no_take(take_id)
        with _damage_reported(take_id):
            return _entry(rows[0])

    def find_id(self, name: str, *, binned: bool = False) -> str:
        """Return the id of the take that a person means by an id, its first six or more digits, or a label.

        Parameters
        ----------
        name : str
            "7cd9e83c", or `v7·3`, which may be typed "v7.3"; "v7" if that version has one take.
        binned : bool
            Whether to look in the bin instead.

        Raises
        ------
        NotFound
            If there is no such take, or it is in the bin (code "in-bin").
        InvalidInput
            If several ids begin with these digits, or the version has several takes; the error lists them.
        """
        word = str(name).strip().lower()
        if not could_name_take(word):
            raise _no_take(name)
        query, values = _naming(word)
        rows = self.database.read(f"{query} AND {_BINNED if binned else _LIVE} {_IN_ORDER}", values)
        if not rows and not binned and (there := self.database.read(query, values)):
            raise _in_bin(there[0][0], name)
        if not rows:
            raise _no_take(name)
        if len(rows) > 1:
            raise _ambiguous(word, _entries(rows))
        return str(rows[0][0])

    def latest(self) -> tuple[Take, ...]:
        """Return the takes of the newest audition, in order, without those whose files cannot be read.

        Lines that saved voices spoke do not count, nor takes that were stopped.
        """
        newest = f"SELECT audition FROM takes {_NUMBERED} WHERE {_DESIGNED} AND {_LIVE} AND NOT incomplete"
        order = "ORDER BY takes.created DESC, takes.rowid DESC LIMIT 1"
        where = f"WHERE audition = ({newest} {order}) AND {_LIVE} AND NOT incomplete"
        return tuple(self._select(f"{where} ORDER BY position"))

    def audition(self, audition_id: str) -> tuple[Take, ...]:
        """Return the takes of an audition, in order, without those whose files cannot be read."""
        return tuple(self._select(f"WHERE audition = ? AND {_LIVE} ORDER BY position", (str(audition_id),)))

    def saying(self, text: str) -> Iterator[Take]:
        """Yield the complete takes with exactly this text, newest first, without those whose files cannot be read."""
        where = f"WHERE {_OF_RECIPE.format('text')} = ? AND NOT incomplete"
        return self._select(f"{where} ORDER BY takes.created DESC", (text,))

    def readable(self, entries: Iterable[LibraryEntry]) -> tuple[LibraryEntry, ...]:
        """Return the entries whose sound files have a readable header; decodes no sound."""
        return tuple(entry for entry in entries if flac_duration(self._files.sound(entry.id)) is not None)

    def entries(self, audition_id: str) -> tuple[LibraryEntry, ...]:
        """Return the takes of an audition, in order, without their samples."""
        return self.takes_of([str(audition_id)]).get(str(audition_id), ())

    def auditions(
        self, limit: int = 20, before: str = "", kind: str = "designed"
    ) -> tuple[tuple[LibraryEntry, ...], ...]:
        """Return the newest auditions, newest first, as entries.

        Parameters
        ----------
        limit : int
            How many at most.
        before : str
            An audition's id: only those that ended before it.
        kind : str
            "designed", "spoken" for lines of saved voices, or "" for both.
        """
        entries = _entries(self.database.read(_NEWEST, {"limit": limit, "before": before, "kind": kind}))
        return tuple(tuple(takes) for _, takes in groupby(entries, key=lambda entry: entry.audition))

    def starred(self, limit: int = 200) -> tuple[LibraryEntry, ...]:
        """Return the starred takes, newest first."""
        rows = self.database.read(
            f"{_RATED} WHERE starred AND {_LIVE} ORDER BY takes.created DESC, takes.rowid DESC LIMIT ?", (limit,)
        )
        return _entries(rows)

    def spoken(self, reference: str, limit: int = 200) -> tuple[LibraryEntry, ...]:
        """Return what the saved voice with this reference audio has spoken, newest first.

        Parameters
        ----------
        reference : str
            As in `studio.domain.voice.Voice`.
        limit : int
            How many at most.
        """
        of_voice = f"{_OF_RECIPE.format('voice.reference')} = ?"
        rows = self.database.read(
            f"{_RATED} WHERE {of_voice} AND {_LIVE} ORDER BY takes.created DESC, takes.rowid DESC LIMIT ?",
            (reference, limit),
        )
        return _entries(rows)

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

        These are takes made that long ago that have neither verdict, star nor note, are in no listening test, and are
        not the take of a preset.

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

    def unlisted(self, *, settled: bool = False) -> tuple[str, ...]:
        """Return the ids of sounds in `takes/` that have no row.

        Parameters
        ----------
        settled : bool
            Whether to leave out those so new that a program may be about to store their rows.
        """
        listed = {take_id for (take_id,) in self.database.read("SELECT id FROM takes")}
        found = sorted(self._files.ids() - listed)
        return tuple(each for each in found if not settled or _is_settled(self._files.sound(each)))

    def unreadable(self) -> tuple[str, ...]:
        """Return the ids of takes that lists leave out, because their rows are damaged."""
        rows = self.database.read(_RATED)
        return tuple(sorted({row[0] for row in rows} - {entry.id for entry in _entries(rows)}))

    def history(
        self, search: str = "", *, kind: str = "", verdict: str = "", before: str = "", limit: int = 60
    ) -> HistoryPage:
        """Return a page of the history: versions and blind tests, newest first.

        Parameters
        ----------
        search : str
            Words that must all occur in a version's descriptions, texts, voice's name, seeds or notes, in the names and
            tags of presets kept from it, or as its label; case and accents are ignored. A blind test is found by its
            clips.
        kind : str
            "designed", "spoken" or "blind"; "" for all.
        verdict : str
            "kept", "starred" or "rejected": only versions with such a take; "" for all.
        before : str
            The page before's `following`; "" for the first page.
        limit : int
            Rows of a page.

        Raises
        ------
        InvalidInput
            If there is no such kind or verdict.
        """
        return self._history.page(search, kind=kind, verdict=verdict, before=before, limit=limit)

    def version(self, audition_id: str) -> Version | None:
        """Return the version with the id of its audition, also from the bin; None if there is none."""
        return self._history.version(audition_id)

    def versions_of(self, audition_ids: Sequence[str]) -> dict[str, Version]:
        """Return the versions with these ids, without those that are damaged or whose bin was emptied."""
        return self._history.versions(audition_ids)

    def takes_of(self, audition_ids: Sequence[str], *, binned: bool = False) -> dict[str, tuple[LibraryEntry, ...]]:
        """Return the entries of auditions by their ids, in order; those in the bin instead if `binned`."""
        marks = ", ".join("?" * len(audition_ids))
        query = f"{_RATED} WHERE audition IN ({marks}) AND {_BINNED if binned else _LIVE} ORDER BY audition, position"
        entries = _entries(self.database.read(query, tuple(audition_ids)))
        return {audition: tuple(takes) for audition, takes in groupby(entries, key=lambda entry: entry.audition)}

    def listed(self, audition_ids: Sequence[str], *, binned: bool = False) -> dict[str, tuple[ListedTake, ...]]:
        """Return the takes of auditions as `takes_of`, without their recipes, in a tenth of the time."""
        return self._history.takes(audition_ids, binned=binned)

    def binned(self, limit: int = 200) -> tuple[Version, ...]:
        """Return the versions of which something is in the bin, the newest first; `takes_of` returns what it is."""
        return self._history.bin(limit)

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
            with self.database.writing() as db:
                db.executemany(f"{_INSERT} {_UPDATE}", [row._asdict() for row in rows])
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
        if self.database.writable:
            with suppress(StorageFailed):
                restorable = self._files.sidecar_ids()
                self.restore([take_id for take_id in self.unlisted() if take_id in restorable][:most])
                self._delete_stray_sidecars()
                self.bin.empty()
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
        columns = ", ".join(f"takes.{column}" for column in ("id", *_STORED))
        rows = self.database.read(f"SELECT {columns}, version, parent FROM takes {_NUMBERED}")
        without = self._files.ids() - self._files.sidecar_ids()
        missing = [row for row in map(TakeRow._make, rows) if row.id in without and is_valid_recipe(row.recipe)]
        end = time.monotonic() + seconds
        for row in missing:
            self._files.write_sidecar(row._replace(duration=row.duration or 0.0))
            if time.monotonic() > end:
                return

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _fill_durations(self) -> None:
        """Store the durations of takes that an earlier studio stored; those whose files cannot be read stay unknown."""
        rows = self.database.read("SELECT id FROM takes WHERE duration IS NULL")
        known = [(seconds, take_id) for (take_id,) in rows if (seconds := flac_duration(self._files.sound(take_id)))]
        if known:
            with self.database.writing() as db:
                db.executemany("UPDATE takes SET duration = ? WHERE id = ?", known)

    def _delete_stray_sidecars(self) -> None:
        listed = {take_id for (take_id,) in self.database.read("SELECT id FROM takes")}
        for take_id in self._files.sidecar_ids() - self._files.ids() - listed:
            if _is_settled(self._files.sidecar(take_id)):
                self._files.delete(take_id)

    def _matching(self, rule: str, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        rows = self.database.read(f"{_RATED} WHERE {rule} ORDER BY takes.created", {"age": _ago(older_than)})
        return _entries(rows)

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
        with self.database.writing() as db:
            for entry in entries:
                values = {"id": entry.id, "age": age}
                if db.execute(f"SELECT 1 FROM takes WHERE id = :id AND {rule}", values).fetchone():
                    self._files.delete(entry.id)
                    db.execute("DELETE FROM takes WHERE id = :id", values)
                    db.execute("DELETE FROM ratings WHERE take = :id", values)
                    gone.add(entry.id)
        return gone

    def _select(self, clause: str, values: tuple[str, ...] = ()) -> Iterator[Take]:
        """Yield the takes whose files can be read, so that a missing or damaged one does not hide the others."""
        for row in self.database.read(f"{_SOUND} {clause}", values):
            try:
                take = self._read(*row)
            except (NotFound, StorageFailed, *_UNREADABLE):
                continue
            yield take

    def _read(
        self,
        take_id: str,
        audition: str,
        position: int,
        created: str,
        recipe: str,
        version: int | None,
        incomplete: int,
    ) -> Take:
        samples, sample_rate = read_flac(self._files.sound(take_id))
        return Take(
            id=take_id,
            recipe=Recipe.from_json(json.loads(recipe)),
            samples=samples,
            sample_rate=sample_rate,
            position=position,
            audition=audition,
            created=datetime.fromisoformat(created),
            version=version,
            incomplete=bool(incomplete),
        )


def _is_settled(path: Path) -> bool:
    """Return whether a file is so old that nobody is storing its take any more."""
    try:
        return time.time() - path.stat().st_mtime > _BEING_WRITTEN
    except OSError:
        return False


def could_name_take(word: str) -> bool:
    """Return whether a word can be a take's id, enough of its first digits, or a label such as `v7·3`."""
    return _BEGINNING.fullmatch(word.strip().lower()) is not None or parse_label(word) is not None


def _naming(word: str) -> tuple[str, tuple[object, ...]]:
    """Return the query, and its values, for the takes that a person may mean."""
    label = parse_label(word)
    if label is None:
        return f"{_RATED} WHERE takes.id BETWEEN ? AND ?", (word, f"{word}g")
    return f"{_RATED} WHERE version = ? AND position = coalesce(?, position)", label


def _entries(rows: Iterable[Row]) -> tuple[LibraryEntry, ...]:
    """Return the entries of rows, without those that are damaged, so that they do not hide the others."""
    found = []
    for row in rows:
        with suppress(*_UNREADABLE):
            found.append(_entry(row))
    return tuple(found)


@contextmanager
def _damage_reported(take_id: str) -> Iterator[None]:
    try:
        yield
    except StorageFailed:
        raise
    except _UNREADABLE as error:
        raise StorageFailed(
            f"What the library knows of take {take_id[:40]} is damaged ({type(error).__name__}).",
            f"Its sound is takes/{take_id[:40]}.flac in the home folder; `studio library repair` checks everything.",
            code=DAMAGED,
        ) from error


def is_valid_recipe(recipe: str) -> bool:
    """Return whether the JSON text of a row is a recipe."""
    with suppress(*_UNREADABLE):
        Recipe.from_json(json.loads(recipe))
        return True
    return False


def _entry(row: Row) -> LibraryEntry:
    take_id, audition, position, created, recipe, version, incomplete, duration, verdict, starred, note = row
    return LibraryEntry(
        id=take_id,
        audition=audition,
        position=position,
        created=datetime.fromisoformat(created),
        recipe=Recipe.from_json(json.loads(recipe)),
        duration=duration or 0.0,
        rating=Rating(verdict or "", bool(starred), note or ""),
        version=version,
        incomplete=bool(incomplete),
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


def _in_bin(take_id: str, name: str) -> NotFound:
    return NotFound(
        f"The take {str(name)[:40]!r} is in the bin.",
        f"`studio takes restore {take_id[:8]}` moves it back.",
        code="in-bin",
    )


def _ambiguous(word: str, takes: Sequence[LibraryEntry]) -> InvalidInput:
    told = [f"{take.id} ({take.label})" for take in takes[:_SHOWN]]
    more = f", and {len(takes) - _SHOWN} more" if len(takes) > _SHOWN else ""
    by_label = parse_label(word) is not None
    return InvalidInput(
        f"{word} has {len(takes)} takes." if by_label else f"The ids of {len(takes)} takes begin with {word}.",
        f"{'Name one of them' if by_label else 'Give more digits. Newest first'}: {', '.join(told)}{more}.",
        code="ambiguous-take",
        details={"field": "take", "candidates": [take.id for take in takes]},
    )
