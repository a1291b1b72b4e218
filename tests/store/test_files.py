"""Writing files: only regular ones are replaced, and links are followed."""

import errno
import os
import socket
import stat
from pathlib import Path

import pytest

from studio import StorageFailed
from studio.store import files
from studio.store.files import write_atomically


def write(path):
    write_atomically(path, lambda file: file.write(b"new"))


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (os.mkfifo, "a pipe"),
        (make_socket, "a socket"),
        (os.mkdir, "a folder"),
        (lambda path: path.symlink_to("/dev/null"), "a device"),
    ],
)
def test_only_regular_files_are_replaced(tmp_path, monkeypatch, make, kind):
    monkeypatch.chdir(tmp_path)  # a socket's address is short
    path = Path("out.csv")
    make(path)
    before = path.lstat()

    with pytest.raises(StorageFailed, match=rf"out.csv is {kind}, not a file\. Name a new file"):
        write(path)
    assert path.lstat().st_ino == before.st_ino
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert os.listdir() == ["out.csv"]


def test_a_link_is_kept_and_its_target_written(tmp_path):
    (tmp_path / "old.csv").write_bytes(b"old")
    for target in ("old.csv", "absent.csv"):
        link = tmp_path / f"link-to-{target}"
        link.symlink_to(target)
        write(link)

        assert link.readlink() == Path(target)
        assert (tmp_path / target).read_bytes() == b"new"


def test_links_in_a_circle_are_an_error(tmp_path):
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(StorageFailed, match="symbolic links"):
        write(tmp_path / "circle")


@pytest.mark.parametrize("supported", [True, False])
def test_written_file_and_its_folder_reach_the_disk_of_a_mac(tmp_path, monkeypatch, supported):
    asked = []

    def fcntl_of_macos(descriptor, command):
        asked.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), command))
        if not supported:
            raise OSError(errno.ENOTSUP, "not supported")  # a network share
        return 0

    synced = []
    monkeypatch.setattr(files.fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(files.fcntl, "fcntl", fcntl_of_macos)
    monkeypatch.setattr(files.os, "fsync", synced.append)
    files.write_atomically(tmp_path / "note", lambda file: file.write(b"x"))

    assert asked == [(False, 51), (True, 51)]
    assert len(synced) == (0 if supported else 2)
