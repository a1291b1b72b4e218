"""Exit codes of the command for help, wrong usage and errors, and the way its arguments are read."""

import re
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from studio.cli.app import main

DESIGN = ["design", "a calm woman", "--text", "Good evening.", "--backend", "sketch", "-o", "out"]
SAY = ["say", "bright-guide", "-o", "out.wav", "--backend", "sketch"]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run(arguments):
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["--version"],
        ["--version", "presets"],
        ["--port", "7999", "--help"],
        ["presets", "-h"],
        ["design", "--help"],
        ["takes", "prune", "-h"],
        ["models", "download", "--help"],
        ["say", "-h"],
    ],
    ids=" ".join,
)
def test_help_and_version_are_printed_with_exit_code_0(run, arguments):
    code, out, err = run(arguments)

    assert (code, err) == (0, "")
    assert out.startswith(("Usage: studio", "studio 0"))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["sing"], "No such command 'sing'."),
        (["desing"], "Did you mean 'design'?"),
        ([""], "No such command ''."),
        (["presets"], "Missing command."),
        (["takes"], "Missing command."),
        (["models"], "Missing command."),
        (["listening"], "Missing command."),
        (["presets", "nope"], "No such command 'nope'."),
        (["design"], "Missing argument 'DESCRIPTION'."),
        (["design", "x"], "Missing option '--text'."),
        (["design", "x", "--text", "t"], "Missing option '--output' / '-o'."),
        (["design", "x", "--text"], "Option '--text' needs a value."),
        (["design", "x", "--text", "--json", "-o", "out"], "Option '--text' needs a value."),
        (["design", "x", "--te", "t"], "No such option: --te"),  # --text or --temperature
        ([*DESIGN, "-n"], "Option '-n' needs a value."),
        ([*DESIGN, "-n", "two"], "'two' is not a whole number."),
        ([*DESIGN, "-n", "2.0"], "'2.0' is not a whole number."),
        ([*DESIGN, "--top-k", "1.5"], "'1.5' is not a whole number."),
        ([*DESIGN, "--temperature", "warm"], "Invalid value for '--temperature'"),
        ([*DESIGN, "--json=1"], "'--json' does not take a value."),
        (["say"], "Missing argument 'PRESET'."),
        (["say", "bright-guide"], "Missing option '--output' / '-o'."),
        ([*SAY, "a", "b"], "unexpected extra argument"),
        (["replay"], "Missing argument 'TAKE|PRESET|FILE'."),
        (["consistency"], "Missing argument 'PRESET'."),
        (["presets", "show"], "Missing argument 'NAME'."),
        (["presets", "export", "bright-guide"], "Missing option '--output' / '-o'."),
        (["presets", "list", "extra"], "unexpected extra argument"),
        (["presets", "list", "--nope"], "No such option: --nope"),
        (["report", "-o", "x.html"], "Missing argument 'CLIP'."),
        (["report", "bright-guide"], "Missing option '--output' / '-o'."),
        (["keep", "abc"], "Missing argument 'NAME'."),
        (["takes", "list", "--limit", "-1"], "'-1' is not a valid number. Use a whole number from 0 to 999999."),
        (["takes", "list", "--limit", "ten"], "'ten' is not a valid number."),
        (["takes", "list", "--limit", "1234567"], "'1234567' is not a valid number."),
        (["takes", "prune", "--older-than", "x"], "'x' is not a valid number of days."),
        (["listening", "export"], "Missing option '--output' / '-o'."),
        (["models", "download"], "Missing argument 'MODEL'."),
        (["models", "quantize", "x"], "Missing option '--bits'."),
        (["models", "quantize", "x", "--bits", "5"], "Use 8, 6 or 4."),
        (["soak", "--requests", "0"], "'0' is not a valid number."),
        (["soak", "--threads", "x"], "'x' is not a valid number."),
        (["ui", "--port"], "Option '--port' needs a value."),
        (["ui", "--port", "0"], "'0' is not a valid port. Use a whole number from 1 to 65535."),
        (["ui", "--port", "99999"], "'99999' is not a valid port."),
        (["ui", "extra"], "unexpected extra argument"),
        (["--host"], "Option '--host' needs a value."),
        (["--port", "abc"], "'abc' is not a valid port."),
        (["--nonsense"], "No such option: --nonsense"),
        (["-x"], "No such option: -x"),
        (["--port", "7999", "presets", "list"], "The command comes before its options: studio presets …"),
        (["--share", "doctor"], "The command comes before its options: studio doctor …"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_explained_with_exit_code_2(run, arguments, reason):
    code, out, err = run(arguments)

    assert (code, out) == (2, "")
    assert re.fullmatch(r"(Usage: studio.*\n)?studio: .+[.?…] `studio[a-z ]* --help` shows what it accepts\.\n", err), (
        err
    )
    assert reason in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--share"], "no-share"),
        (["ui", "--share"], "no-share"),
        (["--password-file", "nowhere", "--no-browser"], "invalid-input"),
        ([*DESIGN, "--temperature", "-1"], "invalid-temperature"),
        ([*DESIGN, "--seed", "-3"], "invalid-seed"),
        ([*SAY, "Hello.", "--file", "nowhere.txt"], "invalid-input"),
        ([*SAY, "--file", "nowhere.txt"], "invalid-input"),
        (["presets", "show", "nobody", "--json"], "not-found"),
        (["presets", "import", "nowhere.zip"], "not-found"),
        (["presets", "export", "nobody", "-o", "x.zip"], "not-found"),
        (["measure"], "invalid-input"),
        (["measure", "--json"], "invalid-input"),
        (["report", "nowhere.wav", "-o", "x.html"], "not-found"),
        (["models", "download", "nope"], "invalid-model"),
        (["models", "remove", "nope"], "invalid-model"),
        (["models", "remove", "1.7B-VoiceDesign-bf16"], "not-confirmed"),
        (["listening", "export", "-o", "/dev/null/x.csv"], "storage-failed"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_an_error_is_a_sentence_with_a_next_step_and_exit_code_1(run, arguments, code):
    status, out, err = run(arguments)

    assert (status, out) == (1, "")
    assert re.fullmatch(rf"studio: \[{code}\] .+\. .+\n", err), err


@pytest.mark.parametrize(
    "arguments",
    [
        ["design", "a calm woman", "--tex", "Good evening.", "--temp", "-1", "-oout"],
        ["design", "a calm woman", "--tex=Good evening.", "--temp=-1", "--out=out"],
        ["design", "--temperature", "-1", "-o", "out", "--text", "- Oui, dit-elle.", "- a calm woman"],
        ["design", "-oout", "--temperature=-1", "--text", "Hello.", "--", "-calm"],
    ],
    ids=["abbreviated", "with equals signs", "texts with a dash", "after two dashes"],
)
def test_options_may_be_abbreviated_and_texts_may_begin_with_a_dash(run, arguments):
    code, _, err = run([*arguments[:1], "--backend", "sketch", *arguments[1:]])

    assert (code, "[invalid-temperature]" in err) == (1, True), err


def test_help_imports_neither_the_studio_nor_rich_nor_pydantic():
    program = """
import sys
from studio.cli.app import main
code = main(["--help"])
heavy = {"numpy", "psutil", "platformdirs", "rich", "pydantic", "studio.session", "studio.public"}
sys.exit(f"imported {heavy & sys.modules.keys()}" if heavy & sys.modules.keys() else code)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "arguments",
    [
        ["presets", "list", "--home", LONG],
        ["models", "list", "--home", LONG],
        ["doctor", "--home", LONG],
        ["presets", "show", LONG],
        ["models", "remove", LONG, "--yes"],
        ["models", "remove", "~nobody-of-that-name/x", "--yes"],
        ["models", "quantize", LONG, "--bits", "8"],
        ["measure", LONG],
        ["measure", f"{LONG}.wav"],
        ["measure", "silence.wav", "--text", "\udcff"],
        ["report", LONG, "-o", "report.html"],
        ["say", "bright-guide", "Hello.", "-o", f"{LONG}.wav", "--backend", "sketch"],
        [*DESIGN[:-1], LONG],
    ],
    ids=lambda arguments: " ".join(arguments)[:25],
)
def test_arguments_that_no_system_accepts_are_short_errors(run, tmp_path, arguments):
    soundfile.write(tmp_path / "silence.wav", np.zeros(24_000), 24_000)
    code, out, err = run(arguments)

    assert (code, out) == (1, "")
    assert err.startswith("studio: [")
    assert err.count("\n") == 1
    assert len(err) < 1_500
