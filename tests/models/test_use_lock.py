"""The lock on a model: shared by the processes that use it, exclusive for its removal."""

import subprocess
import sys

import pytest

from studio.models.model_locks import downloading, removing
from studio.models.use_lock import InUse, UseLock, is_in_use, unused

MODEL = "somebody/a-model"
LOADED = """
import subprocess, sys
from studio.models.use_lock import UseLock
lock = UseLock(sys.argv[1])
child = subprocess.Popen(["sleep", "600"], close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))


@pytest.fixture(params=["hub id", "folder"])
def model(request, tmp_path):
    if request.param == "hub id":
        return MODEL
    (tmp_path / "config.json").touch()
    (tmp_path / "config.json").chmod(0o400)
    return str(tmp_path)


def test_model_is_in_use_until_the_last_release(model):
    assert not is_in_use(model)
    first, second = UseLock(model), UseLock(model)
    first.release()
    first.release()
    assert is_in_use(model)
    with pytest.raises(InUse), removing(model):
        pass
    second.release()

    assert not is_in_use(model)
    with removing(model):
        assert is_in_use(model)


def test_killed_program_releases_its_model_despite_living_children(model):
    command = [sys.executable, "-c", LOADED, model]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        child = program.stdout.readline().strip()
        try:
            assert is_in_use(model)
            program.kill()
            program.wait()
            with unused(model):
                pass
        finally:
            subprocess.run(["kill", child], check=True)


def test_download_excludes_removal_and_second_download():
    with downloading(MODEL):
        for attempt in (downloading, removing):
            with pytest.raises(InUse), attempt(MODEL):
                pass
    with removing(MODEL):
        pass


def test_waiting_for_a_download_is_reported_and_ends():
    first = downloading(MODEL)
    first.__enter__()
    told = []

    def waiting():
        told.append("waiting")
        if len(told) == 2:
            first.__exit__(None, None, None)

    with downloading(MODEL, waiting):
        assert told == ["waiting"] * 2
