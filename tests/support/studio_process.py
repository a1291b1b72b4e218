"""Start and stop the real studio as a user does."""

import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from processes import PATIENCE
from studio_fork import StudioFork


@contextmanager
def open_studio(
    home: Path,
    *,
    port: int | None = None,
    model: Path | None = None,
    program: Path | None = None,
    arguments: Sequence[str] = (),
    forked: bool = sys.platform == "linux",
) -> Iterator[str]:
    """Run `studio ui` on a home folder and yield its address; then press Ctrl-C and expect a clean exit.

    With `forked` it is forked from a process that has already imported gradio, which takes 1 s of processor time
    instead of 10. Tests that set variables read at import time (HF_…) must not use `forked`.
    """
    start = StudioFork if forked else _program
    process = start(program, _arguments(home, port or free_port(), model, arguments))
    try:
        yield announced(process)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
    finally:
        process.kill()
        process.communicate()


def start_studio(
    home: Path,
    port: int,
    model: Path | None = None,
    program: Path | None = None,
    arguments: Sequence[str] = (),
) -> subprocess.Popen[str]:
    """Start `studio ui` with the sketch voice or the model in a folder; `program` is a script to run instead."""
    return _program(program, _arguments(home, port, model, arguments))


def _program(program: Path | None, arguments: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, *([str(program)] if program else ["-m", "studio"]), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _arguments(home: Path, port: int, model: Path | None, more: Sequence[str]) -> list[str]:
    voice = ["--model", str(model)] if model else ["--backend", "sketch"]
    return ["ui", "--no-browser", *voice, "--home", str(home), "--port", str(port), *more]


def announced(process: subprocess.Popen[str] | StudioFork) -> str:
    """Wait for the output line with the page's address and return the address."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        for word in line.split():
            if word.startswith("http://127.0.0.1:"):
                return word
    raise AssertionError(f"The studio ended and said:\n{''.join(said)}")


def free_port() -> int:
    """Return a free port below the range that the system uses for outgoing connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
