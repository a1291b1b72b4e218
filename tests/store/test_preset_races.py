"""Several programs that change and list the presets of one home folder at once."""

import os
import subprocess
import sys
from contextlib import ExitStack

import numpy as np
import pytest
from small_disk import run_on_small_disk

from studio import Recipe, StorageFailed, Take
from studio.domain.take import on_grid
from studio.store.locks import locked
from studio.store.presets import PresetShelf

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from studio import AlreadyExists, Recipe, Take
from studio.domain.take import on_grid
from studio.store import folder_swap
from studio.store.presets import PresetShelf

shelf = PresetShelf(Path(sys.argv[1]))
take = Take("0" * 32, Recipe("a man", "Hello.", 1), on_grid(np.full(2400, 0.1, np.float32)))
if sys.argv[2] == "in two steps":  # as where the file system cannot exchange two names
    folder_swap._exchange = lambda *names: False

def save(name):
    try:
        return shelf.save(take, name).name
    except AlreadyExists:
        return "exists"

def overwrite(count):
    for _ in range(int(count)):
        shelf.save(take, "K", overwrite=True)
    return "done"

def look(count):
    for _ in range(int(count)):
        found = list(shelf)
        if found != ["K"] or shelf.unreadable:
            return f"found {found}, and {shelf.unreadable}"
    return "done"

print("ready", flush=True)
for line in sys.stdin:
    action, argument = line.split()
    print({"save": save, "overwrite": overwrite, "look": look}[action](argument), flush=True)
"""


@pytest.fixture
def take():
    return Take("0" * 32, Recipe("a man", "Hello.", 1), on_grid(np.full(2400, 0.1, np.float32)))


@pytest.fixture
def programs(tmp_path):
    """Return a function that starts programs which save and list presets, and sends each a line."""
    with ExitStack() as running:

        def start(count, way="in one step"):
            command = [sys.executable, "-c", PROGRAM, str(tmp_path / "presets"), way]
            started = [subprocess.Popen(command, stdin=-1, stdout=-1, text=True) for _ in range(count)]
            for program in started:
                running.enter_context(program)
                running.callback(program.kill)
            assert [program.stdout.readline() for program in started] == ["ready\n"] * count
            return started

        yield start


def ask(programs, *requests):
    """Send each program its request, all at once, and return the answers."""
    for program, request in zip(programs, requests, strict=True):
        program.stdin.write(f"{request}\n")
        program.stdin.flush()
    return [program.stdout.readline().strip() for program in programs]


def test_of_four_programs_that_save_one_new_name_exactly_one_succeeds(programs, tmp_path):
    savers = programs(4)
    for number in range(100):
        answers = ask(savers, *[f"save N{number}"] * 4)
        assert sorted(answers) == [f"N{number}", "exists", "exists", "exists"]

    assert len(PresetShelf(tmp_path / "presets")) == 100


@pytest.mark.parametrize(("way", "count"), [("in one step", 150), ("in two steps", 25)])
def test_overwriting_disturbs_neither_writers_nor_listers(programs, take, tmp_path, way, count):
    PresetShelf(tmp_path / "presets").save(take, "K")
    answers = ask(programs(6, way), *[f"overwrite {count}"] * 4, *[f"look {3 * count}"] * 2)

    assert answers == ["done"] * 6
    assert sorted(os.listdir(tmp_path / "presets")) == [".bin", "k"]


def test_listing_repairs_nothing_while_another_program_writes(take, tmp_path):
    shelf = PresetShelf(tmp_path / "presets")
    aside = tmp_path / "presets" / ".old-k"
    shelf.save(take, "K").folder.rename(aside)
    with locked(tmp_path / "presets.lock"):
        assert [preset.slug for preset in shelf.values()] == ["k"]
        assert aside.exists()

    assert [preset.slug for preset in shelf.values()] == ["k"]
    assert not aside.exists()


def test_saving_while_another_program_holds_the_lock_ends_with_a_sentence(take, tmp_path, monkeypatch):
    monkeypatch.setattr("studio.store.preset_list.WAIT_SECONDS", 0.1)
    shelf = PresetShelf(tmp_path / "presets")
    shelf.save(take, "Other")
    with locked(tmp_path / "presets.lock"), pytest.raises(StorageFailed, match="Another program has held") as refusal:
        shelf.save(take, "K")

    assert refusal.value.code == "locked"
    assert list(shelf) == ["Other"]


READ_ONLY = """
import os, sys
from pathlib import Path
sys.path.insert(0, "tests/support")
from short_takes import take
from studio.store.presets import PresetShelf

disk = Path(sys.argv[1])
shelf = PresetShelf(disk / "home" / "presets")
shelf.save(take(0), "Evening").folder.rename(disk / "home" / "presets" / ".old-evening")
shelf.save(take(1), "Other").folder.rename(disk / "home" / "presets" / ".old-other")  # saving has repaired the first
(disk / "home" / "presets.lock").unlink()
if os.system(f"mount -o remount,ro {disk} 2>/dev/null"):
    for folder in (disk / "home" / "presets", disk / "home"):
        folder.chmod(0o555)
print(sorted(shelf), len(shelf.unreadable))
"""


def test_presets_of_a_read_only_home_are_listed(tmp_path):
    assert run_on_small_disk(READ_ONLY, tmp_path) == "['Evening', 'Other'] 0\n"
