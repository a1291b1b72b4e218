"""Listening tests in the library, and their answers as CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from studio.domain.strict_json import parse_json
from studio.errors import NotFound
from studio.listening.trial import ComparedClip, ListeningRecord, Trial
from studio.store.database import Database, Row

_TESTS = "SELECT id, kind, planned, seed, created, ended FROM listening_tests"
_COLUMNS = (
    "test", "kind", "created", "ended", "planned", "trial",
    "slot_1", "slot_1_label", "slot_2", "slot_2_label", "x",
    "answer", "chosen", "correct", "seconds", "replays", "answered",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Records:
    """The listening tests of one home folder; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        The library's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, test: ListeningRecord) -> None:
        """Store a new test."""
        row = (test.id, test.kind, test.created.isoformat(), test.planned, test.seed, None)
        clips = [(test.id, place, clip.ref, clip.label) for place, clip in enumerate(test.clips)]
        with self._database.writing() as db:
            db.execute("INSERT INTO listening_tests VALUES (?, ?, ?, ?, ?, ?)", row)
            db.executemany("INSERT INTO listening_clips VALUES (?, ?, ?, ?)", clips)

    def answer(self, test: ListeningRecord) -> bool:
        """Store a test's last answer, and its end if that was the last one.

        Returns
        -------
        bool
            False if another page has answered that trial already, or ended the test; nothing is changed then.
        """
        trial = test.trials[-1]
        correct = None if trial.correct is None else int(trial.correct)
        row = (
            test.id, len(test.trials), json.dumps(trial.shown), trial.answer, correct,
            trial.seconds, trial.replays, trial.answered.isoformat(),
        )  # fmt: skip
        with self._database.writing() as db:
            running = "SELECT 1 FROM listening_tests WHERE id = ? AND ended IS NULL"
            answered = "SELECT count(*) FROM trials WHERE test = ?"
            if not db.execute(running, (test.id,)).fetchone():
                return False
            if db.execute(answered, (test.id,)).fetchone()[0] != len(test.trials) - 1:
                return False
            db.execute("INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            if test.ended:
                db.execute("UPDATE listening_tests SET ended = ? WHERE id = ?", (test.ended.isoformat(), test.id))
        return True

    def take_back(self, test: ListeningRecord) -> None:
        """Delete the last answer of a test, unless another page has answered since or ended the test."""
        rule = """
            DELETE FROM trials WHERE test = :test AND number = :number
            AND number = (SELECT max(number) FROM trials WHERE test = :test)
            AND EXISTS (SELECT 1 FROM listening_tests WHERE id = :test AND ended IS NULL)
        """
        with self._database.writing() as db:
            db.execute(rule, {"test": test.id, "number": len(test.trials)})

    def end(self, test_id: str, ended: datetime) -> None:
        """Store that a test was stopped; a finished test is left unchanged."""
        with self._database.writing() as db:
            rule = "UPDATE listening_tests SET ended = ? WHERE id = ? AND ended IS NULL"
            db.execute(rule, (ended.isoformat(), test_id))

    def remove(self, test_id: str) -> None:
        """Delete a test and its answers."""
        with self._database.writing() as db:
            for rule in ("DELETE FROM listening_tests WHERE id = ?", *_PARTS):
                db.execute(rule, (test_id,))

    def remove_unanswered(self, test_id: str) -> bool:
        """Delete a test if it has no answers; return whether it was deleted."""
        rule = "DELETE FROM listening_tests WHERE id = :test AND NOT EXISTS (SELECT 1 FROM trials WHERE test = :test)"
        with self._database.writing() as db:
            if not db.execute(rule, {"test": test_id}).rowcount:
                return False
            db.execute("DELETE FROM listening_clips WHERE test = ?", (test_id,))
        return True

    def find(self, test_id: str) -> ListeningRecord:
        """Return a test.

        Raises
        ------
        NotFound
            If no test has that id.
        """
        found = self._tests("WHERE id = ?", (str(test_id),))
        if not found:
            raise NotFound("There is no such listening test.", "It may have been thrown away; begin another one.")
        return found[0]

    def newest(self, limit: int) -> list[ListeningRecord]:
        """Return the newest tests, newest first."""
        return self._tests("ORDER BY created DESC, rowid DESC LIMIT ?", (limit,))

    def running(self) -> list[ListeningRecord]:
        """Return the unfinished tests, newest first."""
        return self._tests("WHERE ended IS NULL ORDER BY created DESC, rowid DESC")

    def with_clips(self, refs: Iterable[str]) -> list[ListeningRecord]:
        """Return the tests that compared all of these clips, newest first."""
        wanted = tuple(refs)
        holds = "id IN (SELECT test FROM listening_clips WHERE reference = ?)"
        return self._tests(f"WHERE {' AND '.join([holds] * len(wanted))} ORDER BY created DESC, rowid DESC", wanted)

    def _tests(self, clause: str, values: tuple[object, ...] = ()) -> list[ListeningRecord]:
        """Return the tests of the rows that can be read; a damaged one does not hide the others."""
        found = []
        for row in self._database.read(f"{_TESTS} {clause}", values):
            with suppress(ValueError, TypeError, IndexError):
                found.append(self._read(*row))
        return found

    def _read(
        self, test_id: str, kind: str, planned: int, seed: int, created: str, ended: str | None
    ) -> ListeningRecord:
        clips = "SELECT reference, label FROM listening_clips WHERE test = ? ORDER BY place"
        trials = "SELECT shown, answer, seconds, replays, answered FROM trials WHERE test = ? ORDER BY number"
        compared = tuple(ComparedClip(*row) for row in self._database.read(clips, (test_id,)))
        return ListeningRecord(
            id=test_id,
            kind=kind,  # type: ignore[arg-type]  # the table checks it
            clips=compared,
            planned=planned,
            seed=seed,
            created=datetime.fromisoformat(created),
            trials=tuple(_trial(row, len(compared)) for row in self._database.read(trials, (test_id,))),
            ended=datetime.fromisoformat(ended) if ended else None,
        )


def to_csv(tests: Iterable[ListeningRecord]) -> str:
    """Write answers as CSV with a header, one line an answer; tests that are not over are left out: it tells their key.

    Slots 1 and 2 are what was called A and B in an ABX test. `chosen` and `x` are "take:ID" or "preset:SLUG"; `correct`
    is 1 or 0 in an ABX test and empty elsewhere.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(_COLUMNS)
    for test in tests:
        if test.over:
            writer.writerows(map(_cell, row.values()) for row in rows(test))
    return text.getvalue()


def rows(test: ListeningRecord) -> Iterator[dict[str, object]]:
    """Yield a row an answer by the columns of `to_csv`, None where nothing applies; it tells the key."""
    about = (test.id, test.kind, test.created, test.ended, test.planned)
    for number, trial in enumerate(test.trials, start=1):
        shown = [test.clips[place] for place in trial.shown]
        slots = [told for clip in shown[:2] for told in (clip.ref, clip.label)]
        x = shown[2].ref if len(shown) == 3 else None
        chosen = None if trial.chosen is None else test.clips[trial.chosen].ref
        answer = (trial.answer, chosen, trial.correct, trial.seconds, trial.replays, trial.answered)
        yield dict(zip(_COLUMNS, (*about, number, *slots, x, *answer), strict=True))


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return int(value)
        case float():
            return f"{value:.2f}"
        case datetime():
            return value.isoformat()
        case str() if value.startswith(_FORMULA):
            return f"'{value}"  # prevents a spreadsheet from reading a label as a formula
    return value


def _trial(row: Row, clips: int) -> Trial:
    shown, answer, seconds, replays, answered = row
    places = tuple(parse_json(shown))
    if not all(place in range(clips) for place in places):
        raise ValueError("a trial of a clip that is not in the test")
    return Trial(places, answer, seconds, replays, datetime.fromisoformat(answered))


_PARTS = ("DELETE FROM listening_clips WHERE test = ?", "DELETE FROM trials WHERE test = ?")
