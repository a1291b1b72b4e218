"""The real studio, started and stopped the way its user does."""

import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from processes import PATIENCE


@contextmanager
def open_studio(
    home: Path,
    *,
    port: int | None = None,
    model: Path | None = None,
    program: Path | None = None,
    arguments: Sequence[str] = (),
) -> Iterator[str]:
    """Run `studio ui` on a home folder; give its address; end it with Ctrl-C, and expect a clean exit."""
    process = start_studio(home, port or free_port(), model, program, arguments)
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
    """Run it with the sketch voice, or with a model's folder; `program` is one that stands in for the command."""
    command = [sys.executable, *([str(program)] if program else ["-m", "studio"]), "ui", "--no-browser"]
    command += ["--model", str(model)] if model else ["--backend", "sketch"]
    command += ["--home", str(home), "--port", str(port), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def announced(process: subprocess.Popen[str]) -> str:
    """Wait for the line with the address, and give the address."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        for word in line.split():
            if word.startswith("http://127.0.0.1:"):
                return word
    raise AssertionError(f"The studio ended and said:\n{''.join(said)}")


def free_port() -> int:
    """Give a port that nobody listens on, from below those that the system gives to a browser's connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
