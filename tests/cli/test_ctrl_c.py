"""Ctrl-C at every stage: the program ends soon, shows no traceback, and leaves no process behind."""

import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from processes import PATIENCE, until, wait_until_gone
from studio_process import announced, free_port

from studio import Studio

PAGE = ["ui", "--no-browser", "--backend", "sketch"]
MISBEHAVING = [str(Path(__file__).parents[1] / "support" / "misbehaving_studio.py")]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts the command in its own home folder; at the end it is killed if it still runs."""
    started = []

    def run(*arguments: str, program: tuple[str, ...] = ("-m", "studio"), **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"STUDIO_HOME": str(tmp_path / "home")} | environment,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@contextmanager
def stopped(process: subprocess.Popen[str], *, times: int = 1, status: tuple[int, ...] = (0, 130)) -> Iterator[None]:
    """Press Ctrl-C, run the block, press it again up to `times`, and check that everything ends.

    A second Ctrl-C may arrive while Python itself exits, where SIGINT kills; shells report 130 for that too.
    """
    if times > 1:
        status = (*status, -signal.SIGINT)
    children = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
    process.send_signal(signal.SIGINT)
    yield
    for _ in range(times - 1):
        process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in output, output
    assert "Error" not in output, output
    assert process.returncode in status, output
    wait_until_gone(*children)


def read_until(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    assert any(words in line for line in process.stdout), f"it ended without saying {words!r}"


def engine_state(address: str) -> str:
    with urllib.request.urlopen(f"{address}studio/engine.json") as answer:
        return str(json.loads(answer.read())["state"])


@pytest.mark.parametrize("last_import", ["typer", "studio.cli", "numpy", "studio.session"])
def test_ctrl_c_while_the_command_itself_loads(run: Callable[..., subprocess.Popen[str]], last_import: str) -> None:
    process = run(*PAGE, program=("-X", "importtime", "-m", "studio"))
    read_until(process, f" {last_import}\n")
    with stopped(process, status=(130,)):
        pass


@pytest.mark.parametrize(("last_import", "times"), [("fastapi", 1), ("gradio.utils", 1), ("gradio", 2)])
def test_ctrl_c_while_the_page_loads(run: Callable[..., subprocess.Popen[str]], last_import: str, times: int) -> None:
    process = run(*PAGE, program=("-X", "importtime", "-m", "studio"))
    read_until(process, f" {last_import}\n")
    with stopped(process, times=times):
        pass


LOST = """
import os, signal, threading
from studio.interrupt import close_first

class Dropped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

close_first()
Dropped()
threading.Event().wait()
"""
SWALLOWING = """
import os, signal, sys
from studio.__main__ import main

class Deaf:
    def find_spec(self, name, path, target=None):
        if name == "studio.ui.theme":
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:
                pass

sys.meta_path.insert(0, Deaf())
sys.exit(main())
"""


def test_ctrl_c_in_a_callback_whose_errors_python_ignores(run: Callable[..., subprocess.Popen[str]]) -> None:
    output, status = ended(run(program=("-c", LOST)))

    assert (output, status) == ("", 130)


def test_ctrl_c_that_a_package_swallows_while_it_loads(run: Callable[..., subprocess.Popen[str]]) -> None:
    output, status = ended(run(*PAGE, "--port", str(free_port()), program=("-c", SWALLOWING)))

    assert "The studio is open" not in output
    assert "Traceback" not in output
    assert status == 0


def ended(process: subprocess.Popen[str]) -> tuple[str, int]:
    """Wait until the process exits by itself; return its output and exit code."""
    output, _ = process.communicate(timeout=PATIENCE)
    return output, process.returncode


def test_ctrl_c_while_the_model_loads(run: Callable[..., subprocess.Popen[str]]) -> None:
    process = run(*PAGE, "--port", str(free_port()), program=MISBEHAVING, STUDIO_TEST_MODEL="hangs")
    address = announced(process)
    until(lambda: engine_state(address) == "loading")
    with stopped(process):
        pass


def test_ctrl_c_while_a_real_model_loads(
    run: Callable[..., subprocess.Popen[str]], tiny_voice_design: Path, tmp_path: Path
) -> None:
    design = [
        "design",
        "a calm woman",
        "--text",
        "Hello. " * 100,
        "--model",
        str(tiny_voice_design),
        "-o",
        str(tmp_path),
    ]
    process = run(*design)
    until(lambda: bool(psutil.Process(process.pid).children()))
    with stopped(process, status=(130,)):
        pass


def test_ctrl_c_while_takes_are_made(run: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    process = run(*PAGE, "--port", str(free_port()), program=MISBEHAVING)
    announced(process)
    with Studio(tmp_path / "home") as visitor:
        generate(visitor, "wait for never")
        with stopped(process):
            pass


@pytest.mark.parametrize("in_between", ["nothing", "the page to be gone"])
def test_ctrl_c_twice_ends_it_at_once(
    run: Callable[..., subprocess.Popen[str]], tmp_path: Path, in_between: str
) -> None:
    process = run(*PAGE, "--port", str(free_port()), program=MISBEHAVING)
    address = announced(process)
    with Studio(tmp_path / "home") as visitor:
        generate(visitor, "deaf even to SIGTERM")  # closing takes its time
        with stopped(process, times=2, status=(130,) if in_between != "nothing" else (0, 130)):
            if in_between != "nothing":
                wait_until_nobody_answers(address)


def generate(studio: Studio, text: str) -> None:
    """Start a take on the engine of the home folder, and wait until it is under way."""
    audition = studio.start_design("a voice", text=text, takes=1)
    for state in audition.follow():
        if state.takes[0].fraction > 0:
            return
    raise AssertionError(state)


def wait_until_nobody_answers(address: str) -> None:
    with suppress(urllib.error.URLError, ConnectionError, http.client.HTTPException):
        until(lambda: engine_state(address) == "gone")
