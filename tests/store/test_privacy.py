"""Privacy: the home folder is for its user only; what is written elsewhere follows the umask."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from studio import Studio, Workspace
from studio.store.files import write_atomically
from studio.store.privacy import is_private, open_home

EARLIER = Path(__file__).parents[1] / "data" / "home-0.1"


@pytest.fixture
def wide_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder):
    """The files and folders that other users have any permission for."""
    found = [folder, *folder.rglob("*")]
    return {str(path.relative_to(folder)) for path in found if path.lstat().st_mode & 0o077}


def test_everything_in_a_new_home_is_private(tmp_path, wide_umask):
    home = tmp_path / "home"
    with Studio(home, backend="sketch") as studio:
        (take,) = studio.design("a calm woman", text="Hello.", takes=1, seed=1)
        studio.keep(take, "Evening")

        assert (home / "engine.sock").is_socket()
        assert open_to_others(home) == set()


def test_an_earlier_home_becomes_private_when_it_is_opened(tmp_path, wide_umask):
    home = Path(shutil.copytree(EARLIER, tmp_path / "home"))
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Workspace(home).close()

    assert is_private(home)
    assert not {"takes", "presets", "library.db", "chosen.json"} & open_to_others(home)


def test_a_folder_that_holds_other_things_keeps_its_permissions(tmp_path, wide_umask):
    (tmp_path / "notes.txt").touch()
    tmp_path.chmod(0o755)
    Workspace(tmp_path).close()
    open_home(tmp_path)

    assert open_to_others(tmp_path) == {".", "notes.txt"}


def test_the_socket_is_never_bound_where_others_may_enter(tmp_path, wide_umask):
    (tmp_path / "notes.txt").touch()
    tmp_path.chmod(0o755)
    with Studio(tmp_path, backend="sketch") as studio:
        studio.start()
        note = (tmp_path / "engine.json").read_text()

    assert str(tmp_path / "engine.sock") not in note


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_a_file_written_for_others_follows_the_umask(tmp_path, mask):
    write = (
        "import os, sys; from pathlib import Path; from studio.store.files import write_atomically;"
        "os.umask(int(sys.argv[2])); write_atomically(Path(sys.argv[1]), lambda file: file.write(b'x'), private=False)"
    )
    subprocess.run([sys.executable, "-c", write, tmp_path / "out.wav", str(mask)], check=True)

    assert stat.S_IMODE((tmp_path / "out.wav").stat().st_mode) == 0o666 & ~mask


def test_a_private_file_ignores_the_umask(tmp_path, wide_umask):
    write_atomically(tmp_path / "folder" / "own.json", lambda file: file.write(b"x"))

    assert stat.S_IMODE((tmp_path / "folder" / "own.json").stat().st_mode) == 0o600
    assert is_private(tmp_path / "folder")
