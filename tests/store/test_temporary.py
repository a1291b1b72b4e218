"""Temporary folders of the studio in a folder that all users share."""

import os
import stat
import subprocess
import sys
import tempfile

import pytest

from studio.store.temporary import remove_abandoned_temporary_folders, temporary_folder


@pytest.fixture
def shared(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_temporary_folder_is_private_and_named_after_its_process(shared):
    folder = temporary_folder("sketch")

    assert folder.name.startswith(f"studio-{os.getpid()}-sketch-")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_only_folders_of_ended_processes_are_removed(shared):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    kept = {
        temporary_folder("sketch").name,
        "studio-99999999999999999999-z",
        "studio-sketch-99999999999999999999-z",
        f"studio-{ended.pid}-a-file",
        f"studio-{ended.pid}-a-link",
        "studio-",
        "other",
    }
    (shared / f"studio-{ended.pid}-a-file").touch()
    (shared / f"studio-{ended.pid}-a-link").symlink_to(shared / "other")
    abandoned = {f"studio-{ended.pid}-sketch-x", f"studio-sketch-{ended.pid}-x"}
    for name in kept | abandoned:
        if not (shared / name).is_symlink() and not (shared / name).exists():
            (shared / name).mkdir()
    remove_abandoned_temporary_folders()

    assert set(os.listdir(shared)) == kept


def test_folders_of_other_users_are_left_alone(shared, monkeypatch):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (shared / f"studio-{ended.pid}-sketch-x").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    remove_abandoned_temporary_folders()

    assert len(os.listdir(shared)) == 1
