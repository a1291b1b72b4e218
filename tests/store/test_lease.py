"""The lease of a home folder: one holder at a time, released even if the holder is killed."""

import os
import subprocess
import sys
import threading

import pytest

from studio import StorageFailed
from studio.store.lease import Lease, read_note, remove_abandoned

HOLDER = """
import subprocess, sys
from pathlib import Path
from studio.store.lease import Lease
lease = Lease.acquire(Path(sys.argv[1]), "engine-1")
lease.announce(address="here")
child = subprocess.Popen(["sleep", "600"], close_fds=False) if sys.argv[2:] else None
print(child.pid if child else 0, flush=True)
sys.stdin.read()
"""


def holder(home, *options):
    command = [sys.executable, "-c", HOLDER, str(home), *options]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def open_files():
    return sorted(os.listdir("/dev/fd"))


def test_lease_has_one_holder_and_leaves_nothing_open(tmp_path):
    before, threads = open_files(), threading.active_count()
    lease = Lease.acquire(tmp_path, "engine")
    lease.announce(address="here")

    assert Lease.acquire(tmp_path, "engine") is None
    assert read_note(tmp_path, "engine") == {"pid": os.getpid(), "address": "here"}
    assert threading.active_count() == threads
    lease.release()
    lease.release()
    assert list(tmp_path.iterdir()) == []
    assert open_files() == before
    Lease.acquire(tmp_path, "engine").release()


def test_lease_is_released_by_another_thread(tmp_path):
    lease = Lease.acquire(tmp_path, "engine")
    thread = threading.Thread(target=lease.release)
    thread.start()
    thread.join()

    Lease.acquire(tmp_path, "engine").release()


def test_lease_of_a_killed_holder_is_free(tmp_path):
    with holder(tmp_path) as program:
        program.stdout.readline()
        assert Lease.acquire(tmp_path, "engine-1") is None
        assert read_note(tmp_path, "engine-1")["pid"] == program.pid
        program.kill()
    (tmp_path / "engine-1.sock").touch()
    remove_abandoned(tmp_path, "engine-*")

    assert list(tmp_path.iterdir()) == []


def test_child_process_does_not_hold_the_lease(tmp_path):
    with holder(tmp_path, "and start one") as program:
        child = int(program.stdout.readline())
        try:
            program.kill()
            program.wait()
            Lease.acquire(tmp_path, "engine-1").release()
        finally:
            os.kill(child, 9)


def test_only_one_thread_holds_the_lease_at_a_time(tmp_path):
    holding, most = 0, 0

    def hold():
        nonlocal holding, most
        for _ in range(50):
            if lease := Lease.acquire(tmp_path, "engine"):
                holding += 1
                most = max(most, holding)
                holding -= 1
                lease.release()

    threads = [threading.Thread(target=hold) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1
    assert list(tmp_path.iterdir()) == []


def test_uncreatable_home_folder_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed):
        Lease.acquire(tmp_path / "file", "engine")
