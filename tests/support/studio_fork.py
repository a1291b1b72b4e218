"""The `studio` command as a fork of a process that has imported what takes long: gradio, scipy, librosa."""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

PRELOADED = [
    "gradio",
    "librosa.core",
    "librosa.effects",
    "librosa.feature",
    "librosa.sequence",
    "scipy.signal",
    "studio.cli.app",
    "studio.ui.server",
]
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(PRELOADED)


class StudioFork:
    """A running command, with what the tests use of `subprocess.Popen`.

    Parameters
    ----------
    program : pathlib.Path or None
        A script that stands in for the command.
    arguments : sequence of str
        Those of the command.
    """

    def __init__(self, program: Path | None, arguments: Sequence[str]) -> None:
        reader, writer = _forks.Pipe(duplex=False)
        with reader, writer:
            self.stdout = os.fdopen(os.dup(reader.fileno()), encoding="utf-8")
            call = (program, arguments, writer, dict(os.environ), Path.cwd())
            self._process = _forks.Process(target=_run, args=call)
            self._process.start()

    @property
    def returncode(self) -> int | None:
        """The exit status once it has ended, or minus the signal's number."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to a process that has not been waited for."""
        if self._process.exitcode is None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """End it (SIGKILL)."""
        self._process.kill()

    def communicate(self, timeout: float | None = None) -> tuple[str, None]:
        """Read the rest of its output and wait for its end."""
        said = "" if self.stdout.closed else self.stdout.read()
        self.stdout.close()
        self._process.join(timeout)
        return said, None


def _run(
    program: Path | None, arguments: Sequence[str], output: Connection, environment: Mapping[str, str], folder: Path
) -> None:
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
