"""A full disk and a read-only home: reading works, and space can be freed."""

from small_disk import run_on_small_disk

#: Three takes of a second: rejected, unjudged and kept. Then the program of the test runs.
BEGIN = """
import errno, os, sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
sys.path.insert(0, "tests/support")
from short_takes import take

from studio import StorageFailed, Workspace
from studio.cli.app import main
from studio.domain.take import on_grid

disk = Path(sys.argv[1])
os.environ["HF_HOME"] = str(disk / "hub")
home = disk / "home"
noise = on_grid(np.random.default_rng(0).uniform(-0.5, 0.5, 24_000).astype(np.float32))
takes = [replace(take(number, position=number), samples=noise) for number in range(3)]
with Workspace(home) as workspace:
    for each in takes:
        workspace.library.add(each)
    workspace.rate(takes[0], verdict="reject")
    workspace.rate(takes[2], verdict="keep")
    workspace.keep(takes[2], "Evening")

def fill():
    with open(disk / "filler", "ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC

def expect_reading_works():
    for command in (["takes", "list"], ["presets", "list"], ["presets", "show", "Evening"], ["doctor"]):
        assert main([*command, "--home", str(home)]) == 0, command
    with Workspace(home) as workspace:
        assert np.array_equal(workspace.library.take(takes[2].id).samples, noise)
        assert np.array_equal(workspace.clips.sound(f"take:{takes[2].id}")[0], noise)
        assert workspace.library.path(takes[2].id).stat().st_size > 40_000
        assert workspace.library.entry(takes[2].id).rating.verdict == "keep"

def expect_refused(code):
    with Workspace(home) as workspace:
        try:
            workspace.rate(takes[1], starred=True)
        except StorageFailed as error:
            assert error.code == code, (error.code, str(error))
            print(error)
        else:
            raise AssertionError("stored on a full disk")
"""

FULL = """
fill()
expect_reading_works()
expect_refused("disk-full")
assert main(["takes", "prune", "--older-than", "0", "--yes", "--home", str(home)]) == 0
fill()
assert main(["takes", "prune", "--unjudged", "--older-than", "0", "--yes", "--home", str(home)]) == 0
with Workspace(home) as workspace:
    assert [entry.id for entry in workspace.library.auditions()[0]] == [takes[2].id]
    assert workspace.library.recovery.unlisted() == ()
    assert workspace.rate(takes[2], starred=True).starred  # there is space again
assert sorted(path.name for path in (home / "takes").iterdir()) == [f"{takes[2].id}{end}" for end in (".flac", ".json")]
"""

#: The page, which has the library open, when the disk becomes full.
FULL_WHILE_OPEN = """
with Workspace(home) as workspace:
    fill()
    expect_reading_works()
    assert [entry.id for entry in workspace.library.pruning.prune(timedelta(0))] == [takes[0].id]
    fill()
    assert [entry.id for entry in workspace.prune_unjudged(timedelta(0))] == [takes[1].id]
    assert workspace.rate(takes[2], starred=True).starred
"""

#: Nothing can be written, as on a disk that the system has remounted read-only; a killed program left its log behind.
READ_ONLY = """
import shutil
with Workspace(home) as workspace:
    workspace.rate(takes[2], note="in the log")
    shutil.copytree(home, disk / "killed")
home = disk / "killed"
assert (home / "library.db-wal").stat().st_size
(home / "library.db-shm").unlink()
if os.system(f"mount -o remount,ro {disk}"):
    expect_reading_works()  # imports everything that the next user may not be able to read
    for path in (home, *home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    disk.chmod(0o755)
    os.setuid(65534)  # root may write whatever the permissions are
expect_reading_works()
expect_refused("not-writable")
with Workspace(home) as workspace:
    assert workspace.library.entry(takes[2].id).rating.note == "in the log"
"""


def test_full_disk_can_be_read_and_freed(tmp_path):
    printed = run_on_small_disk(BEGIN + FULL, tmp_path)

    assert "the disk is full. Free some space: st.library.pruning.prune(timedelta(0)) deletes rejected takes" in printed
    assert printed.count("1 take deleted.") == 2


def test_disk_that_becomes_full_while_the_library_is_open_can_be_freed(tmp_path):
    run_on_small_disk(BEGIN + FULL_WHILE_OPEN, tmp_path)


def test_read_only_home_can_be_read(tmp_path):
    assert "Correct the permissions" in run_on_small_disk(BEGIN + READ_ONLY, tmp_path).replace("correct", "Correct")
