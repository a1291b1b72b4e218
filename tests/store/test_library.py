"""The library: takes, ratings, measurements, and migration of earlier databases."""

import os
import sqlite3
import tempfile
import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from short_takes import take

from studio import InvalidInput, NotFound, Rating, StorageFailed, Workspace
from studio.store import migrations
from studio.store.library import Library

AGES_AGO = timedelta(0)

#: What version 1 wrote, statement for statement.
VERSION_1 = """
CREATE TABLE IF NOT EXISTS takes (
    id          TEXT PRIMARY KEY,
    audition    TEXT NOT NULL,
    position    INTEGER NOT NULL,
    created     TEXT NOT NULL,
    recipe      TEXT NOT NULL,
    sample_rate INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS takes_by_audition ON takes (audition, position);
CREATE INDEX IF NOT EXISTS takes_by_time ON takes (created);
PRAGMA user_version = 1;
INSERT INTO takes VALUES ('0000000000000000000000000000000a', 'first', 0, '2026-01-01T12:00:00+00:00',
    '{"description": "a calm woman", "text": "Hello.", "seed": 7, "language": "auto", "sampling": {}, "frame_cap": 50,
      "backend": "sketch", "model": "", "revision": "", "versions": {}}', 24000);
"""


@pytest.fixture
def library(tmp_path):
    library = Library(tmp_path)
    yield library
    library.close()


@pytest.fixture
def memory_folder(tmp_path):
    """A folder where a sync costs nothing, if the system has one: for hundreds of transactions."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="studio-tests-", dir=memory) as folder:
        yield Path(folder)


def run_threads(work, arguments):
    threads = [threading.Thread(target=work, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def made_by_version_1(home):
    home.mkdir(exist_ok=True)
    with sqlite3.connect(home / "library.db") as db:
        db.executescript(VERSION_1)
    db.close()


def version_of(home):
    with sqlite3.connect(home / "library.db") as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return version


def test_version_1_database_is_migrated_with_its_takes(tmp_path):
    made_by_version_1(tmp_path)
    library = Library(tmp_path)
    ((entry,),) = library.auditions()

    assert version_of(tmp_path) == len(migrations.MIGRATIONS)
    assert (entry.recipe.seed, entry.recipe.description, entry.rating) == (7, "a calm woman", Rating())
    library.ratings.change(entry.id, verdict="keep")
    library.close()
    reopened = Library(tmp_path)
    assert reopened.ratings.of([entry.id]) == {entry.id: Rating("keep")}
    reopened.close()


def test_listing_does_not_read_the_sound_files(tmp_path):
    library = Library(tmp_path)
    for number in range(2):
        library.add(take(number, position=number))
    (tmp_path / "takes" / f"{take(0).id}.flac").unlink()
    (tmp_path / "takes" / f"{take(1).id}.flac").write_bytes(b"fLaC and then nothing")
    ((*entries,),) = library.auditions()

    assert [entry.duration for entry in entries] == [take(0).duration] * 2
    assert library.readable(entries) == ()
    library.close()


def test_migration_adds_durations_of_readable_takes(tmp_path):
    library = Library(tmp_path)
    for number in range(2):
        library.add(take(number, position=number))
    library.close()
    with sqlite3.connect(tmp_path / "library.db") as db:
        for column in ("duration", "incomplete", "binned"):
            db.execute(f"ALTER TABLE takes DROP COLUMN {column}")
        for table in ("auditions", "tags", "measured_takes"):
            db.execute(f"DROP TABLE {table}")
        db.execute("ALTER TABLE ratings DROP COLUMN title")
        db.execute("PRAGMA user_version = 3")
    db.close()
    (tmp_path / "takes" / f"{take(1).id}.flac").unlink()
    library = Library(tmp_path)
    ((*entries,),) = library.auditions()

    assert [entry.duration for entry in entries] == [take(0).duration, 0.0]
    assert [entry.id for entry in library.readable(entries)] == [take(0).id]
    library.close()


def test_failed_migration_leaves_the_database_unchanged(tmp_path, monkeypatch):
    made_by_version_1(tmp_path)
    broken = (migrations.MIGRATIONS[0], (*migrations.MIGRATIONS[1], "CREATE TABLE takes (x)"))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", broken)
        with pytest.raises(StorageFailed):
            Library(tmp_path)

    assert version_of(tmp_path) == 1
    library = Library(tmp_path)
    assert len(library.auditions()) == 1
    library.close()


def test_database_of_a_newer_studio_is_rejected_unchanged(tmp_path):
    made_by_version_1(tmp_path)
    with sqlite3.connect(tmp_path / "library.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StorageFailed, match="newer"):
        Library(tmp_path)

    assert version_of(tmp_path) == 99


def test_auditions_are_listed_newest_first_with_their_takes_in_order(library):
    for number, (audition, position, minute) in enumerate([("a", 1, 0), ("b", 0, 1), ("a", 0, 2), ("c", 0, 3)]):
        library.add(take(number, audition, position, minute))

    listed = [[(entry.audition, entry.position) for entry in takes] for takes in library.auditions()]
    assert listed == [[("c", 0)], [("a", 0), ("a", 1)], [("b", 0)]]
    assert [takes[0].audition for takes in library.auditions(limit=2)] == ["c", "a"]
    assert [takes[0].audition for takes in library.auditions(limit=2, before="a")] == ["b"]
    assert library.auditions(before="b") == ()
    assert [entry.position for entry in library.entries("a")] == [0, 1]
    assert [each.position for each in library.audition("a")] == [0, 1]
    assert library.audition("nobody") == ()


def test_stored_ratings_are_read_back(tmp_path):
    library = Library(tmp_path)
    for number in range(3):
        library.add(take(number, minute=number))
    ids = [take(number).id for number in range(3)]
    library.ratings.change(ids[0], verdict="keep", starred=True, note="warm, a little slow")
    library.ratings.change(ids[1], verdict="reject")
    library.ratings.change(ids[1], verdict="", starred=True)
    library.close()

    again = Library(tmp_path)
    assert again.ratings.of(ids) == {
        ids[0]: Rating("keep", starred=True, note="warm, a little slow"),
        ids[1]: Rating(starred=True),
        ids[2]: Rating(),
    }
    assert [entry.id for entry in again.starred()] == [ids[1], ids[0]]
    again.close()


def test_changing_a_rating_keeps_its_other_fields(library):
    library.add(take(0))
    change = partial(library.ratings.change, take(0).id)
    change(verdict="keep", starred=True, note="warm")

    assert change(verdict="reject") == Rating("reject", starred=True, note="warm")
    assert change(starred=False, note="  cold\0\ud83d ") == Rating("reject", starred=False, note="cold")
    for wrong in ({"verdict": "perhaps"}, {"note": "x" * 2001}):
        with pytest.raises(InvalidInput):
            change(**wrong)
    assert library.entry(take(0).id).rating == Rating("reject", starred=False, note="cold")


def test_star_note_and_verdict_set_at_once_are_all_stored(memory_folder):
    library = Library(memory_folder)
    library.add(take(0))
    start = threading.Barrier(3)

    def rate(changes):
        for change in changes:
            start.wait()
            library.ratings.change(take(0).id, **change)
            start.wait()
            if "starred" in change:
                stored.append(library.entry(take(0).id).rating)
            start.wait()

    stored: list[Rating] = []
    rounds = range(300)
    raters = [
        [{"verdict": ("keep", "reject")[number % 2]} for number in rounds],
        [{"starred": number % 2 == 0} for number in rounds],
        [{"note": f"round {number}"} for number in rounds],
    ]
    run_threads(rate, raters)

    assert stored == [Rating(("keep", "reject")[number % 2], number % 2 == 0, f"round {number}") for number in rounds]
    library.close()


def test_rating_of_a_deleted_take_is_not_stored(library):
    with pytest.raises(NotFound):
        library.ratings.change(take(0).id, starred=True)
    assert library.ratings.of([take(0).id]) == {take(0).id: Rating()}


def test_pruning_deletes_only_rejected_unstarred_takes(library):
    ratings = [
        {"verdict": "reject"},
        {"verdict": "reject", "starred": True},
        {"verdict": "keep"},
        {"starred": True},
        {},
    ]
    ids = [take(number).id for number in range(len(ratings))]
    for number, rating in enumerate(ratings):
        library.add(take(number))
        library.ratings.change(ids[number], **rating)

    assert library.pruning.prune(timedelta(days=1)) == library.pruning.prune(timedelta.max) == ()
    assert [entry.id for entry in library.pruning.rejected(AGES_AGO)] == ids[:1]
    assert [entry.id for entry in library.pruning.prune(AGES_AGO)] == ids[:1]
    with pytest.raises(NotFound):
        library.take(ids[0])
    assert not (library.path(ids[1]).parent / f"{ids[0]}.flac").exists()
    assert [library.take(each).id for each in ids[1:]] == ids[1:]
    assert library.pruning.prune(AGES_AGO) == ()


def test_pruning_unjudged_takes_leaves_what_anything_depends_on(tmp_path):
    with Workspace(tmp_path) as workspace:
        for number in range(8):
            workspace.library.add(take(number))
        for number, rating in enumerate([{"verdict": "keep"}, {"verdict": "reject"}, {"starred": True}, {"note": "x"}]):
            workspace.rate(take(number), **rating)
        workspace.listening.preference(take(4), take(5))
        workspace.keep(take(6), "Evening")
        free = take(7).id

        assert workspace.prune_unjudged(timedelta.max) == ()
        assert [entry.id for entry in workspace.unjudged(AGES_AGO)] == [free]
        assert [entry.id for entry in workspace.prune_unjudged(AGES_AGO)] == [free]
        assert {path.stem for path in (tmp_path / "takes").iterdir()} == {take(number).id for number in range(7)}
        assert workspace.prune_unjudged(AGES_AGO) == ()


def test_measurements_are_found_by_content_and_method(library):
    library.measurements.keep("sound", "loudness 1", {"lufs": -23.0, "pauses": [0.2, None]})
    library.measurements.keep("sound", "loudness 1", {"lufs": -22.5})

    assert library.measurements.find("sound", "loudness 1") == {"lufs": -22.5}
    assert library.measurements.find("sound", "loudness 2") is None
    assert library.measurements.find("other", "loudness 1") is None


def test_many_threads_can_write_at_once(library):
    def work(number):
        library.add(take(number, minute=number))
        library.ratings.change(take(number).id, starred=True)

    run_threads(work, range(8))

    assert len(library.starred()) == 8


def test_invalid_id_is_not_found(library):
    for find in (library.take, library.entry, library.path, library.find_id):
        with pytest.raises(NotFound):
            find("\ud83d")


def test_take_is_found_by_its_ids_first_digits(library):
    ids = ["abcdef01" + 24 * "0", "abcdef02" + 24 * "0", "abcdee" + 26 * "0"]
    for minute, take_id in enumerate(ids):
        library.add(replace(take(1, position=minute, minute=minute), id=take_id))

    assert [library.find_id(word) for word in ("abcdef01", " ABCDEE ", ids[1])] == [ids[0], ids[2], ids[1]]
    with pytest.raises(InvalidInput, match=f"2 takes begin with abcdef.*{ids[1]} .v1·2., {ids[0]} .v1·1."):
        library.find_id("abcdef")
    for nothing in ("abcde", "abcdef03", ids[0] + "0", "abc%__", ""):
        with pytest.raises(NotFound):
            library.find_id(nothing)
