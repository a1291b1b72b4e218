"""Locks between programs that use the same home folder."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from studio import StorageFailed
from studio.engine import saved_choice
from studio.store import database, locks
from studio.store.library import Library

HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held_lock(tmp_path):
    """The path of the library's lock, which another program holds."""
    path = tmp_path / "library.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        yield path
        holder.stdin.close()


def test_lock_held_by_another_program_is_reported_and_not_waited_for(held_lock, monkeypatch):
    monkeypatch.setattr(database, "locked", partial(locks.locked, seconds=0.1))
    with pytest.raises(StorageFailed, match=r"library\.lock.*0\.1 s.*end it") as raised:
        Library(held_lock.parent)

    assert raised.value.code == "locked"


def test_choices_saved_at_once_are_all_saved(tmp_path):
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            list(
                pool.map(lambda role, n=number: saved_choice.remember(tmp_path, role, f"{role}{n}"), ("design", "base"))
            )
            assert saved_choice._read(tmp_path) == {"design": f"design{number}", "base": f"base{number}"}
