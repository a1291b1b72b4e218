"""A damaged library: it is reported as damaged, and repaired; what killed programs leave behind is found or deleted."""

import json
import os
import shutil
import socket
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from short_takes import take

from studio import Rating, StorageFailed, Workspace
from studio.cli.app import main
from studio.store import litter
from studio.store.library import Library
from studio.store.repair import repair

EARLIER = Path(__file__).parents[1] / "data" / "home-0.1"
PAGE = 4096


def overwrite_header(content):
    return b"\xff" * 100 + content[100:]


def flip_pages(content):
    """Flip bits at the start of every page but the first."""
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    return pages[0] + b"".join(bytes(byte ^ 255 for byte in page[:64]) + page[64:] for page in pages[1:])


def truncate(content):
    return content[: len(content) // 3]


DAMAGES = {
    "header": overwrite_header,
    "flipped": flip_pages,
    "truncated": truncate,
    "empty": lambda content: b"",
    "not-a-database": lambda content: b"something else " * 1000,
}


@pytest.fixture
def home(tmp_path):
    """A home with three takes, two of them rated, and a listening test; closed."""
    with Workspace(tmp_path) as workspace:
        for number in range(3):
            workspace.library.add(take(number, position=number))
        workspace.rate(take(0).id, verdict="keep", note="warm")
        workspace.rate(take(1).id, starred=True)
        test = workspace.listening.preference(take(0), take(1), trials=3)
        test.answer(1)
    return tmp_path


def damage(home, kind):
    path = home / "library.db"
    damaged = DAMAGES[kind](path.read_bytes())
    path.write_bytes(damaged)
    return damaged


def make_old(*paths):
    for path in paths:
        os.utime(path, (time.time() - 7200,) * 2)


@pytest.mark.parametrize("kind", DAMAGES)
def test_damaged_database_is_repaired_and_every_take_found_again(home, kind):
    damaged = damage(home, kind)
    library = Library(home)
    with pytest.raises(StorageFailed, match=r"library\.db is damaged .*library repair") as raised:
        library.take(take(0).id)
    assert raised.value.code == "library-damaged"
    library.close()
    done = repair(home)

    assert (done.aside / "library.db").read_bytes() == damaged
    library = Library(home)
    for stored in (take(number, position=number) for number in range(3)):
        found = library.take(stored.id)
        assert np.array_equal(found.samples, stored.samples)
        assert found.recipe == stored.recipe.checked()
        assert (found.audition, found.position, found.created) == (stored.audition, stored.position, stored.created)
    library.close()


def test_page_that_was_opened_with_a_damaged_library_continues_after_the_repair(home):
    damage(home, "header")
    library = Library(home)
    assert library.database.fault is not None
    repair(home)

    assert library.entry(take(0).id).rating.verdict == "keep"
    assert library.database.fault is None
    library.close()


def test_ratings_and_tests_are_recovered_where_their_pages_can_be_read(home):
    damage(home, "header")
    done = repair(home)

    assert (done.takes, done.ratings, done.tests) == (3, 2, 1)
    with Workspace(home) as workspace:
        assert workspace.library.entry(take(0).id).rating == Rating("keep", note="warm")
        assert workspace.library.entry(take(1).id).rating == Rating(starred=True)
        (test,) = workspace.listening.running()
        assert [clip.ref for clip in test.clips] == [f"take:{take(0).id}", f"take:{take(1).id}"]
        assert test.answered == 1


def test_changes_in_the_log_of_a_killed_program_are_recovered(home, tmp_path_factory):
    killed = tmp_path_factory.mktemp("killed")
    library = Library(home)
    library.ratings.change(take(2).id, note="last words")
    shutil.copytree(home, killed, dirs_exist_ok=True)  # as a kill would leave it: the log is not in the database yet
    library.close()
    assert (killed / "library.db-wal").stat().st_size
    damage(killed, "header")
    (killed / "library.db-shm").unlink()

    with sqlite3.connect(killed / "library.db") as opened, pytest.raises(sqlite3.DatabaseError):
        opened.execute("SELECT * FROM takes")
    repair(killed)
    library = Library(killed)
    assert library.entry(take(2).id).rating.note == "last words"
    library.close()


def test_takes_of_an_earlier_version_are_recovered(tmp_path):
    home = Path(shutil.copytree(EARLIER, tmp_path / "home"))
    library = Library(home)
    before = [entry for audition in library.auditions() for entry in audition]
    library.close()
    damage(home, "header")
    repair(home)

    library = Library(home)
    assert [entry for audition in library.auditions() for entry in audition] == before
    library.close()


def test_takes_of_an_earlier_version_are_found_again_without_the_database(tmp_path):
    home = Path(shutil.copytree(EARLIER, tmp_path / "home"))
    library = Library(home)
    library.recovery.tidy()  # as each start does
    before = [(entry.id, entry.recipe) for audition in library.auditions() for entry in audition]
    library.close()
    damage(home, "not-a-database")
    repair(home)

    library = Library(home)
    assert [(entry.id, entry.recipe) for audition in library.auditions() for entry in audition] == before
    library.close()


def test_repair_is_refused_while_another_program_uses_the_library(home):
    library = Library(home)
    with pytest.raises(StorageFailed, match="Another program uses the library") as raised:
        repair(home)
    assert raised.value.code == "locked"
    library.close()
    assert repair(home).aside is None


def test_doctor_and_presets_work_with_a_damaged_library(home, capsys):
    damage(home, "header")

    assert main(["doctor", "--home", str(home), "--json"]) == 1
    library = json.loads(capsys.readouterr().out)["library"]
    assert "is damaged" in library["state"]
    assert library["can be saved"] == "takes: 3, ratings: 2, listening tests: 1"
    assert main(["presets", "list", "--home", str(home)]) == 0
    assert "evening-storyteller" in capsys.readouterr().out
    assert main(["takes", "list", "--home", str(home)]) == 1
    assert "[library-damaged]" in capsys.readouterr().err
    assert main(["library", "repair", "--home", str(home)]) == 0
    assert "Recovered takes: 3, ratings: 2, listening tests: 1." in capsys.readouterr().out
    assert main(["takes", "list", "--home", str(home)]) == 0
    assert main(["doctor", "--home", str(home)]) == 0


def test_a_damaged_row_does_not_hide_other_takes(home):
    with sqlite3.connect(home / "library.db") as db:
        db.execute("UPDATE takes SET recipe = '{\"text\": ' WHERE id = ?", (take(0).id,))
        db.execute("UPDATE takes SET created = CAST(x'ff00' AS TEXT) WHERE id = ?", (take(1).id,))
    db.close()
    library = Library(home)

    ((entry,),) = library.auditions()
    assert entry.id == take(2).id
    assert [each.id for each in library.saying("Hello.")] == [take(2).id]
    with pytest.raises(StorageFailed, match=f"take {take(0).id} is damaged"):
        library.entry(take(0).id)
    library.close()


def test_takes_with_damaged_rows_are_reported_and_listed_again_with_their_ratings(home, capsys):
    with sqlite3.connect(home / "library.db") as db:
        db.execute("UPDATE takes SET recipe = '{\"text\": ' WHERE id = ?", (take(0).id,))
        db.execute("UPDATE takes SET created = 'noon' WHERE id = ?", (take(1).id,))
    db.close()

    assert main(["doctor", "--home", str(home)]) == 0
    assert "left out of lists 2 takes" in " ".join(capsys.readouterr().out.split())
    assert repair(home).restored == 2
    with Workspace(home) as workspace:
        assert {entry.id for entry in workspace.library.saying("Hello.")} == {take(number).id for number in range(3)}
        assert workspace.library.entry(take(0).id).rating.note == "warm"
        assert workspace.library.recovery.unreadable() == ()


def test_take_of_a_killed_program_is_listed_at_the_next_start(home):
    library = Library(home)
    library._files.write(take(7))  # killed before the row was stored
    library.recovery.tidy()

    assert np.array_equal(library.take(take(7).id).samples, take(7).samples)
    library.close()


def test_deleted_take_is_not_found_again(home):
    library = Library(home)
    library.ratings.change(take(2).id, verdict="reject")
    library.pruning.prune(timedelta(0))
    library.close()
    damage(home, "empty")

    assert repair(home).restored == 2


def test_sound_of_which_nothing_is_known_is_moved_aside(home):
    (home / "takes" / f"{'a' * 32}.flac").write_bytes((home / "takes" / f"{take(0).id}.flac").read_bytes())
    assert repair(home).unlisted is None  # an earlier studio may be about to store its row
    make_old(*(home / "takes").iterdir())
    done = repair(home)

    assert [path.name for path in done.unlisted.iterdir()] == [f"{'a' * 32}.flac"]


def test_what_killed_programs_left_is_deleted_when_it_is_old(home, tmp_path_factory, monkeypatch):
    temporary = tmp_path_factory.mktemp("t")
    monkeypatch.setattr(litter.tempfile, "gettempdir", lambda: str(temporary))
    for folder in ("takes", "presets/.new-import", "references/hash"):
        (home / folder).mkdir(parents=True, exist_ok=True)
        (home / folder / ".new-1").write_bytes(b"half")
    for name in ("dead", "alive", "other"):
        (temporary / f"{litter.SOCKET_FOLDER}{name}").mkdir()
    (temporary / f"{litter.SOCKET_FOLDER}other" / "notes.txt").touch()
    monkeypatch.chdir(temporary)  # a socket's address is short
    with socket.socket(socket.AF_UNIX) as dead, socket.socket(socket.AF_UNIX) as alive:
        dead.bind(f"{litter.SOCKET_FOLDER}dead/{litter.SOCKET_NAME}")
        dead.close()
        alive.bind(f"{litter.SOCKET_FOLDER}alive/{litter.SOCKET_NAME}")
        alive.listen()
        assert litter.sweep(home) == 0
        make_old(*home.rglob(".new-*"), *temporary.iterdir())

        assert litter.sweep(home) == 4
    assert list(home.rglob(".new-*")) == []
    assert sorted(path.name.removeprefix(litter.SOCKET_FOLDER) for path in temporary.iterdir()) == ["alive", "other"]
