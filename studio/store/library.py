"""The library: every finished take, in SQLite and FLAC files."""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from studio.domain.clip import ClipWorkspace, weakly
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.errors import NotFound, StorageFailed
from studio.store.database import Database
from studio.store.files import flac_duration, read_flac
from studio.store.history import History, HistoryPage, ListedTake, Version
from studio.store.library_entry import (
    BINNED,
    COLUMNS,
    ENTRY,
    JOINS,
    LIVE,
    NUMBERED,
    RATED,
    UNREADABLE,
    LibraryEntry,
    damage_reported,
    entries_of,
    entry_of,
)
from studio.store.measurement_cache import MeasurementCache
from studio.store.numbering import insert_audition
from studio.store.privacy import open_home
from studio.store.pruning import Pruning
from studio.store.ratings import Ratings
from studio.store.recovery import Recovery
from studio.store.retention import Retention
from studio.store.search.query import parse_query
from studio.store.search.take_search import Found, TakeSearch
from studio.store.take_bin import TakeBin
from studio.store.take_files import TakeFiles, row_of
from studio.store.take_names import find_take_id, missing_take, no_take
from studio.store.take_rows import INSERT_TAKE
from studio.store.take_tags import TakeTags
from studio.store.versions import Versions

_SOUND = f"SELECT {COLUMNS} FROM takes {NUMBERED}"
_OF_RECIPE = "CASE WHEN json_valid(takes.recipe) THEN json_extract(takes.recipe, '$.{}') END"  # NULL: it is damaged
_DESIGNED = "kind IS NOT 'spoken'"
_NEWEST = f"""
{ENTRY}
FROM (
    SELECT audition AS newest, max(takes.created) AS ended, max(takes.rowid) AS last
    FROM takes {NUMBERED} WHERE {LIVE} AND (:kind = '' OR coalesce(kind, 'designed') = :kind) GROUP BY audition
    HAVING :before = '' OR (ended, last) < (SELECT max(created), max(rowid) FROM takes WHERE audition = :before)
    ORDER BY ended DESC, last DESC LIMIT :limit
)
JOIN takes ON audition = newest {JOINS} WHERE {LIVE}
ORDER BY ended DESC, last DESC, position
"""


class Library:
    """The takes of one home folder; every method may be called from any thread.

    Parameters
    ----------
    home : pathlib.Path
        Holds `library.db` and `takes/`.
    workspace : ClipWorkspace, optional
        What its takes belong to.

    Attributes
    ----------
    database : Database
        For other data of the home folder.
    ratings : Ratings
        Their ratings, with their tags.
    tags : TakeTags
        The tags that there are.
    versions : Versions
        The auditions that were asked for, by number.
    measurements : MeasurementCache
        What was measured of them.
    bin : TakeBin
        What was deleted in the last 30 days.
    pruning : Pruning
        Deletes takes for good.
    retention : Retention
        Moves takes to the bin that are old or too many.
    recovery : Recovery
        Lists takes again whose rows were lost.

    Raises
    ------
    StorageFailed
        If the folder cannot be created, or the database was written by a newer studio.
    """

    def __init__(self, home: Path, workspace: ClipWorkspace | None = None) -> None:
        open_home(home)
        # Weak, because the thread that stores takes refers to this library for as long as it runs.
        self._workspace = weakly(workspace)
        self._files = TakeFiles(home / "takes")
        self.database = Database(home)
        self.ratings = Ratings(self.database)
        self.tags = TakeTags(self.database)
        self.versions = Versions(self.database)
        self.measurements = MeasurementCache(self.database)
        self.bin = TakeBin(self.database, self._files.delete)
        self.pruning = Pruning(self.database, self._files)
        self.retention = Retention(home, self.database, self._files, self.bin)
        self.recovery = Recovery(self.database, self._files, self.bin)
        self._history = History(self.database)
        self._search = TakeSearch(self.database)
        if self.database.writable:
            with suppress(StorageFailed):  # they are listed with a duration of 0
                self.recovery.fill_durations()

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
            db.execute(f"{INSERT_TAKE} DO NOTHING", row_of(take)._asdict())

    def duplicate(self, take_id: str) -> Take:
        """Store a copy of a take as a version of its own, with that take's version as its parent, and return it.

        The copy has the same sound, recipe, note, tags and title. It is undecided and has no star, so that it can be
        rated, named and deleted apart.

        Raises
        ------
        NotFound, InvalidInput, StorageFailed
            As for `take`; also `StorageFailed` if the disk refuses.
        """
        take, now = self.take(take_id), datetime.now(UTC)
        rating = self.ratings.of([take.id])[take.id]
        new, audition = uuid.uuid4().hex, uuid.uuid4().hex
        # Numbered first, so that the file beside the sound has the number too.
        version = self.versions.begin(audition, [take.recipe], parent=take.audition)
        copy = replace(take, id=new, audition=audition, position=0, created=now, version=version, parent=take.audition)
        try:
            self.add(copy)
        except StorageFailed:
            self.versions.withdraw(audition)
            raise
        self.versions.end(audition, "done")
        if rating.note or rating.tags or rating.title:
            self.ratings.change(new, note=rating.note, tags=rating.tags, title=rating.title)
        return self.take(new)

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
            raise no_take(take_id)
        with damage_reported(take_id):
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
            raise no_take(take_id)
        return self._files.sound(rows[0][0])

    def entry(self, take_id: str) -> LibraryEntry:
        """Return a take's entry.

        Raises
        ------
        NotFound
            If no take has that id, or it is in the bin (code "in-bin").
        """
        rows = self.database.read(f"{RATED} WHERE takes.id = ? AND {LIVE}", (str(take_id),))
        if not rows:
            raise missing_take(self.database, take_id)
        with damage_reported(take_id):
            return entry_of(rows[0])

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
        return find_take_id(self.database, name, binned=binned)

    def latest(self) -> Takes:
        """Return the takes of the newest audition, in order, without those whose files cannot be read.

        Lines that saved voices spoke do not count, nor takes that were stopped.
        """
        newest = f"SELECT audition FROM takes {NUMBERED} WHERE {_DESIGNED} AND {LIVE} AND NOT incomplete"
        order = "ORDER BY takes.created DESC, takes.rowid DESC LIMIT 1"
        where = f"WHERE audition = ({newest} {order}) AND {LIVE} AND NOT incomplete"
        return Takes(self._select(f"{where} ORDER BY position"))

    def audition(self, audition_id: str) -> Takes:
        """Return the takes of an audition, in order, without those whose files cannot be read."""
        return Takes(self._select(f"WHERE audition = ? AND {LIVE} ORDER BY position", (str(audition_id),)))

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
        entries = entries_of(self.database.read(_NEWEST, {"limit": limit, "before": before, "kind": kind}))
        return tuple(tuple(takes) for _, takes in groupby(entries, key=lambda entry: entry.audition))

    def starred(self, limit: int | None = None) -> tuple[LibraryEntry, ...]:
        """Return the starred takes, newest first; all of them, or at most so many."""
        return self.search("star", limit).takes

    def spoken(self, reference: str, limit: int | None = None) -> tuple[LibraryEntry, ...]:
        """Return what the saved voice with this reference audio has spoken, newest first.

        Parameters
        ----------
        reference : str
            As in `studio.domain.voice.Voice`.
        limit : int, optional
            How many at most; default: all.
        """
        of_voice = f"{_OF_RECIPE.format('voice.reference')} = ?"
        rows = self.database.read(
            f"{RATED} WHERE {of_voice} AND {LIVE} ORDER BY takes.created DESC, takes.rowid DESC LIMIT ?",
            (reference, -1 if limit is None else limit),
        )
        return entries_of(rows)

    def history(
        self, search: str = "", *, kind: str = "", verdict: str = "", before: str = "", limit: int = 60
    ) -> HistoryPage:
        """Return a page of the history: versions and blind tests, newest first.

        Parameters
        ----------
        search : str
            As for `search`. Words must all occur in a version's descriptions, texts, voice's name, seeds, notes or
            tags, in the names and tags of presets kept from it, or as its label; case and accents are ignored. Filters
            must all hold for one of its takes. A blind test is found by its clips and its time.
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
            If there is no such kind or verdict, or as for `search`.
        """
        return self._history.page(search, kind=kind, verdict=verdict, before=before, limit=limit)

    def search(self, query: str, limit: int | None = None) -> Found:
        """Return the takes outside the bin that a person searches for, newest first.

        Parameters
        ----------
        query : str
            Words, "several words" in quotation marks, filters such as `tag:narrator`, `pitch:180-220`, `pace:>4`,
            `verdict:keep`, `after:2026-11-01` (`studio.store.search.filters.FILTERS` has all of them), and `star`; each
            of them with a `-` in front for the opposite. All of it must hold.
        limit : int, optional
            How many at most; default: all.

        Raises
        ------
        InvalidInput
            If there is no such filter, or it has no such value (code "invalid-search").

        Examples
        --------
        >>> library.search("pitch:180-220 -tag:narrator husky")  # doctest: +SKIP
        """
        return self._search.find(parse_query(query), limit)

    def unmeasured(self, query: str) -> tuple[str, ...]:
        """Return the ids of takes that have to be measured to know whether a search finds them; raises as `search`."""
        return self._search.unmeasured(parse_query(query))

    def version(self, audition_id: str) -> Version | None:
        """Return the version with the id of its audition, also from the bin; None if there is none."""
        return self._history.version(audition_id)

    def versions_of(self, audition_ids: Sequence[str]) -> dict[str, Version]:
        """Return the versions with these ids, without those that are damaged or whose bin was emptied."""
        return self._history.versions(audition_ids)

    def takes_of(self, audition_ids: Sequence[str], *, binned: bool = False) -> dict[str, tuple[LibraryEntry, ...]]:
        """Return the entries of auditions by their ids, in order; those in the bin instead if `binned`."""
        among = "audition IN (SELECT value FROM json_each(?))"  # one value, however many there are
        query = f"{RATED} WHERE {among} AND {BINNED if binned else LIVE} ORDER BY audition, position"
        entries = entries_of(self.database.read(query, (json.dumps(list(audition_ids)),)))
        return {audition: tuple(takes) for audition, takes in groupby(entries, key=lambda entry: entry.audition)}

    def listed(self, audition_ids: Sequence[str], *, binned: bool = False) -> dict[str, tuple[ListedTake, ...]]:
        """Return the takes of auditions as `takes_of`, without their recipes, in a tenth of the time."""
        return self._history.takes(audition_ids, binned=binned)

    def binned(self) -> tuple[Version, ...]:
        """Return the versions of which something is in the bin, the newest first; `takes_of` returns what it is."""
        return tuple(row for row in self._history.bin().rows if isinstance(row, Version))

    def bin_page(self, before: str = "", limit: int = 60) -> HistoryPage:
        """Return a page of what `binned` returns; `before` is the page before's `following`."""
        return self._history.bin(before, limit)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _select(self, clause: str, values: tuple[str, ...] = ()) -> Iterator[Take]:
        """Yield the takes whose files can be read, so that a missing or damaged one does not hide the others."""
        for row in self.database.read(f"{_SOUND} {clause}", values):
            try:
                take = self._read(*row)
            except (NotFound, StorageFailed, *UNREADABLE):
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
            workspace=self._workspace(),
        )
