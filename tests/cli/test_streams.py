"""Standard streams that are closed, full, or no longer read: an exit code, and never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from studio import recipe_of

DESIGN = ["design", "a calm woman", "--text", "Good evening.", "-n", "1", "--backend", "sketch", "-o", "takes"]
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the command with redirections in a shell."""

    def run(arguments, redirections="", **streams):
        shell = ["sh", "-c", f'exec "$@" {redirections}', "sh", sys.executable, "-m", "studio", *arguments]
        environment = os.environ | {"STUDIO_HOME": str(tmp_path / "home")}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
        return subprocess.run(shell, text=True, check=False, env=environment, cwd=tmp_path, **streams)

    return run


@pytest.fixture
def nobody():
    """Return a pipe that nobody reads, as after `| head -1`."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize("arguments", [["presets", "list"], ["presets", "list", "--json"], ["--help"], DESIGN])
def test_exit_code_is_141_if_the_reader_of_standard_output_left(run, nobody, tmp_path, arguments):
    done = run(arguments, stdout=nobody)

    assert (done.returncode, done.stderr) == (141, "")
    assert (tmp_path / "takes" / "v1-1.flac").exists() == (arguments == DESIGN)


@FULL
@pytest.mark.parametrize("arguments", [["presets", "list"], ["--version"]])
def test_output_that_cannot_be_written_is_an_error(run, arguments):
    done = run(arguments, ">/dev/full")

    assert done.returncode == 1
    assert done.stderr == (
        "studio: [output-failed] Standard output cannot be written: No space left on device. "
        "Free some space, or send the output elsewhere.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "redirections", "code"),
    [
        (["takes", "list"], ">&-", 0),
        (["takes", "list"], ">&- 2>&- <&-", 0),
        (["presets", "show", "nobody"], "2>&-", 1),
        (["sing"], "2>&-", 2),
        (["say", "bright-guide", "--file", "-", "-o", "out.wav", "--backend", "sketch"], "<&- 2>/dev/null", 1),
        pytest.param(["sing"], "2>/dev/full", 2, marks=FULL),
    ],
)
def test_closed_and_full_streams_change_no_exit_code(run, tmp_path, arguments, redirections, code):
    done = run(arguments, redirections)

    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")
    if arguments[0] == "takes":
        assert (tmp_path / "home" / "library.db").read_bytes().startswith(b"SQLite format 3")


def test_a_sound_is_written_to_standard_output_for_another_program(run, tmp_path):
    say = ["say", "bright-guide", "Good evening.", "--backend", "sketch", "-o", "-"]
    refused = run([*say, "-n", "2"])
    spoken = run(say, "| tee out.wav | head -c 4")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Standard output takes the sound of one take" in refused.stderr
    assert spoken.stdout == "RIFF"
    assert soundfile.info(tmp_path / "out.wav").duration > 0.5
    assert recipe_of(tmp_path / "out.wav").text == "Good evening."


def test_endless_input_is_rejected_once_it_is_longer_than_a_text(tmp_path):
    command = [sys.executable, "-m", "studio", "say", "bright-guide", "--file", "-", "-o", str(tmp_path / "out.wav")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        running.stdin.write("Hello. " * 5000)
        running.stdin.flush()
        reason = running.stderr.readline()  # its input is still open
    assert running.returncode == 1
    assert reason == (
        "studio: [invalid-text] Standard input has more than 20,000 characters. "
        "Split it, a paragraph or two at a time.\n"
    )


LOGGING = """
import logging
from studio.__main__ import main
logging.getLogger("library").error("\\x1b[31m %s", "\\x9b2J")
raise RuntimeError("\\x1b]0;title\\x07")
"""


def test_logs_and_tracebacks_never_control_the_terminal():
    done = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, text=True, check=False)

    assert done.stderr.startswith(" [31m  2J\nTraceback")
    assert done.stderr.endswith("RuntimeError:  ]0;title \n")


def test_output_in_another_encoding_is_escaped(run, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    shown = run(["presets", "show", "evening-storyteller", "--json"])

    assert json.loads(shown.stdout)["name"] == "Evening storyteller"
    assert shown.stdout.isascii()


def test_signs_that_an_encoding_lacks_are_written_in_ascii(run, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "iso-8859-1")
    methods = run(["measure", "--methods"], encoding="iso-8859-1").stdout

    assert "≥" not in methods
    assert "\\u" not in methods


@pytest.mark.parametrize("place", ["-", "latin.txt"])
def test_text_that_is_not_utf_8_is_reported_as_that(run, tmp_path, place):
    (tmp_path / "latin.txt").write_bytes("café au lait".encode("iso-8859-1"))
    done = run(["say", "evening-storyteller", "--file", place, "-o", "out.wav"], "<latin.txt")

    assert done.returncode == 1
    name = "Standard input" if place == "-" else place
    assert done.stderr.startswith(f"studio: [invalid-input] {name} is not text in UTF-8. Convert it")
