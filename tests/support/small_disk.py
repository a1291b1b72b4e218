"""A small disk that can be full or read-only: a tmpfs that only the program on it sees, or /dev/shm in a container."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

_SIZE = 4 << 20
_LARGEST_SHM = 256 << 20  # bytes; a larger one is the machine's memory, which no test may fill
_NAMESPACE = ("unshare", "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")))
_MOUNT = f'mount -t tmpfs -o size={_SIZE},mode=755 tmpfs "$0" && exec "$@"'


def run_on_small_disk(program: str, folder: Path) -> str:
    """Run a Python program with a small disk's folder as its argument, and return what it printed.

    The program may fill the disk. Skips the test if there is no way to have such a disk.
    """
    python = (sys.executable, "-c", program)
    if _can_mount(folder):
        return _output([*_NAMESPACE, "sh", "-c", _MOUNT, str(folder), *python, str(folder)])
    memory = Path("/dev/shm")
    if memory.is_mount() and shutil.disk_usage(memory).total <= _LARGEST_SHM and os.access(memory, os.W_OK):
        with tempfile.TemporaryDirectory(prefix="studio-tests-", dir=memory) as small:
            return _output([*python, small])
    pytest.skip("no small disk: neither a mount namespace nor a small /dev/shm is available")


def _can_mount(folder: Path) -> bool:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return subprocess.run([*_NAMESPACE, "sh", "-c", _MOUNT, str(folder), "true"], capture_output=True).returncode == 0


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
