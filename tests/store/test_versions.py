"""Versions: every generation that was asked for has a number of its own in its home folder."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from short_takes import take

from studio import Cancelled, EngineBusy, NotFound, Recipe, Studio, Workspace
from studio.store.library import Library
from studio.store.repair import repair

EARLIER = Path(__file__).parents[1] / "data" / "home-0.1"
LINE = "7b667b05d1384d9e8e9f84e2e93e0a33"

#: Begins twenty versions in the home folder given, and prints their numbers.
BEGIN_TWENTY = """
import sys
from pathlib import Path
from studio import Recipe
from studio.store.library import Library
library = Library(Path(sys.argv[1]))
print(*(library.versions.begin(f"{sys.argv[2]}{n:031x}", [Recipe("a man", "Hello.", n)]) for n in range(20)))
"""


def versions_in(home):
    with sqlite3.connect(home / "library.db") as db:
        rows = db.execute(
            "SELECT version, kind, voice, planned, state, error FROM auditions ORDER BY version"
        ).fetchall()
    db.close()
    return rows


def test_takes_of_an_earlier_studio_are_numbered_in_order_of_time(tmp_path):
    home = Path(shutil.copytree(EARLIER, tmp_path / "home"))
    with Workspace(home) as workspace:
        (designed,) = workspace.library.auditions()
        spoken = workspace.library.entry(LINE)

        assert [entry.label for entry in designed] == ["v1·1", "v1·2"]
        assert (spoken.version, spoken.label) == (2, "Evening · Mind the step.")
    assert [row[:4] for row in versions_in(home)] == [(1, "designed", "", 2), (2, "spoken", "Evening", 1)]


def test_every_audition_gets_the_next_number(tmp_path):
    with Studio(tmp_path, backend="sketch") as studio:
        first = studio.design("a calm woman", text="Good evening.", takes=2, seed=7)
        studio.keep(first[0], "Evening")
        line = studio.start_say("evening", "Mind the step.")
        second = studio.start_design("a calm man", text="Good evening.", takes=1)

        assert [take.label for take in first] == ["v1·1", "v1·2"]
        assert [take.label for take in line.wait()] == ["Evening · Mind the step."]
        assert (line.version, second.version, second.label(0)) == (2, 3, "v3·1")
        second.wait()
        assert studio.library.take("v3.1").label == "v3·1"
        assert studio.library.find_id("v2") == line.state.finished[0].id
    assert [row[-2] for row in versions_in(tmp_path)] == ["done"] * 3


def test_a_version_without_takes_tells_what_became_of_it(tmp_path):
    with Studio(tmp_path, backend="sketch") as studio:
        audition = studio.start_design("a calm woman", text="Good evening. " * 100, takes=8)
        audition.cancel()
        with pytest.raises(Cancelled):
            audition.wait()

    assert versions_in(tmp_path) == [(1, "designed", "", 8, "cancelled", "")]


def test_a_refused_audition_has_no_number(tmp_path, monkeypatch):
    def full(job):
        raise EngineBusy("The queue is full.", "Wait.")

    with Studio(tmp_path, backend="sketch") as studio:
        monkeypatch.setattr(studio._engine, "submit", full)
        with pytest.raises(EngineBusy):
            studio.start_design("a calm woman", text="Good evening.")

    assert versions_in(tmp_path) == []


def test_programs_never_give_the_same_number_twice(tmp_path):
    command = [sys.executable, "-c", BEGIN_TWENTY, str(tmp_path)]
    programs = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in "abc"]
    numbers = [int(number) for program in programs for number in program.communicate()[0].split()]

    assert sorted(numbers) == list(range(1, 61))


def test_a_library_that_cannot_be_written_gives_no_number(tmp_path):
    (tmp_path / "library.db").write_bytes(b"\xff" * 4096)
    library = Library(tmp_path)

    assert library.versions.begin("a" * 32, [Recipe("a man", "Hello.", 1)]) is None


def test_numbers_survive_the_repair_of_a_damaged_database(tmp_path):
    with Workspace(tmp_path) as workspace:
        workspace.library.versions.begin("f" * 32, [Recipe("a man", "Hello.", 1)])
        workspace.library.add(take(1, audition="a" * 32))
    content = (tmp_path / "library.db").read_bytes()
    (tmp_path / "library.db").write_bytes(b"\xff" * 100 + content[100:])
    repair(tmp_path)

    with Workspace(tmp_path) as workspace:
        assert workspace.library.entry(take(1).id).label == "v2·1"
    assert [row[0] for row in versions_in(tmp_path)] == [1, 2]


def test_numbers_survive_the_loss_of_the_database(tmp_path):
    with Studio(tmp_path, backend="sketch") as studio:
        studio.start_design("a calm woman", text="Good evening. " * 100, takes=8).cancel()
        kept = studio.design("a calm man", text="Hello.", takes=1)[0]
        assert kept.label == "v2·1"
    (tmp_path / "library.db").write_bytes(b"")
    repair(tmp_path)

    with Workspace(tmp_path) as workspace:
        assert workspace.library.entry(kept.id).label == "v2·1"


def test_a_number_of_which_there_is_no_take_is_not_found(tmp_path):
    with Workspace(tmp_path) as workspace:
        workspace.library.add(take(1))
        for nothing in ("v1.2", "v2", "v2·1"):
            with pytest.raises(NotFound):
                workspace.library.take(nothing)
