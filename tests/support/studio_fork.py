"""Run the `studio` command as a fork of a process that has already imported gradio, scipy and librosa."""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["preloaded"])


class StudioFork:
    """A running command with the part of `subprocess.Popen`'s interface that the tests use.

    Parameters
    ----------
    program : pathlib.Path or None
        A script to run instead of the command.
    arguments : sequence of str
        The command's arguments.
    """

    def __init__(self, program: Path | None, arguments: Sequence[str]) -> None:
        _ensure_running()
        reader, writer = _forks.Pipe(duplex=False)
        with reader, writer:
            self.stdout = os.fdopen(os.dup(reader.fileno()), encoding="utf-8")
            call = (program, arguments, writer, dict(os.environ), Path.cwd())
            self._process = _forks.Process(target=_run, args=call)
            self._process.start()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Return the exit status, minus the signal's number if a signal ended it, or None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal unless the process has ended."""
        if self._process.exitcode is None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """Kill the process (SIGKILL)."""
        self._process.kill()

    def communicate(self, timeout: float | None = None) -> tuple[str, None]:
        """Read the remaining output and wait for the process to end."""
        said = "" if self.stdout.closed else self.stdout.read()
        self.stdout.close()
        self._process.join(timeout)
        return said, None


@cache
def _ensure_running() -> None:
    """Start the process that is forked, with this folder on its path: it ignores a module that it cannot find."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        forkserver.ensure_running()


def _run(
    program: Path | None, arguments: Sequence[str], output: Connection, environment: Mapping[str, str], folder: Path
) -> None:
    assert "preloaded" in sys.modules, "the forked process has imported nothing yet"
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    sys.argv = [str(program or "studio"), *arguments]
    if program:
        runpy.run_path(str(program), run_name="__main__")
    else:
        runpy.run_module("studio", run_name="__main__", alter_sys=True)
