"""What the command shows on a terminal, and what it prints where there is none."""

import os
import pty
import re
import shutil
import subprocess
import sys

import pytest

from studio import Studio

STYLE = re.compile(r"\x1b\[[\d;]*m")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3|9)\d(?:;\d+)*m")
DESIGN = ["design", "a calm woman", "--text", "Good evening.", "-n", "2", "--seed", "7", "--backend", "sketch"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home folder with texts that look like markup, one of them with a control sequence in it."""
    home = tmp_path_factory.mktemp("home")
    with Studio(home=home, backend="sketch") as studio:
        take = studio.design("[red]calm[/red] :smile: woman", text="Good evening.", takes=1, seed=7)[0]
        file = studio.keep(take, "Evening", notes="[bold]for the prologue[/bold]").folder / "preset.json"
    file.write_text(file.read_text().replace("the prologue", r"the \u001b[31mprologue"))
    return home


@pytest.fixture
def on_terminal(home, tmp_path):
    """Return a function that runs the command on a terminal, and returns its exit code and what it shows."""

    def on_terminal(*arguments, **settings):
        environment = {"TERM": "xterm-256color", "COLUMNS": "100", "STUDIO_HOME": str(home)} | settings
        command = [sys.executable, "-m", "studio", *arguments]
        terminal, inner = pty.openpty()
        with subprocess.Popen(
            command, stdin=inner, stdout=inner, stderr=inner, env=os.environ | environment, cwd=tmp_path
        ) as running:
            os.close(inner)
            shown = b"".join(iter(lambda: _read(terminal), b""))
        os.close(terminal)
        return running.returncode, shown.decode()

    return on_terminal


def _read(terminal):
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux's answer when the other end is closed
        return b""


@pytest.fixture
def in_pipe(home, tmp_path):
    def in_pipe(*arguments):
        command = [sys.executable, "-m", "studio", *arguments]
        environment = os.environ | {"STUDIO_HOME": str(home)}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)

    return in_pipe


def test_a_list_is_a_table_on_a_terminal_and_plain_lines_elsewhere(on_terminal, in_pipe):
    code, shown = on_terminal("presets", "list")
    plain = in_pipe("presets", "list").stdout.splitlines()

    assert code == 0
    assert STYLE.sub("", shown).split()[:5] == ["PRESET", "SAVED", "LENGTH", "BACKEND", "NAME"]
    assert plain[0].split()[0] == "evening"
    assert all(line.split()[0] in shown for line in plain)


def test_text_of_users_is_never_markup_and_never_commands_the_terminal(on_terminal, in_pipe):
    _, table = on_terminal("takes", "list")
    _, facts = on_terminal("presets", "show", "evening")
    plain = in_pipe("takes", "list").stdout

    assert "[red]calm[/red] :smile: woman" in STYLE.sub("", table)
    assert "[bold]for the [31mprologue[/bold]" in facts
    assert "\x1b" not in facts
    assert "\x1b" not in plain


def test_no_color_is_respected(on_terminal, tmp_path):
    _, coloured = on_terminal(*DESIGN, "-o", str(tmp_path / "a"))
    _, plain = on_terminal(*DESIGN, "-o", str(tmp_path / "b"), NO_COLOR="1")

    assert COLOUR.search(coloured)
    assert not COLOUR.search(plain)


def test_progress_is_a_bar_with_the_time_left_on_a_terminal(on_terminal, tmp_path):
    code, shown = on_terminal(*DESIGN, "-o", str(tmp_path / "out"))
    last = STYLE.sub("", shown).splitlines()[-1]

    assert code == 0
    assert re.search(r"v\d+·2 ━+ 100% 0:00:00", STYLE.sub("", shown))
    assert re.search(r"v\d+-2\.flac", last)


def test_there_is_no_progress_off_a_terminal_or_with_json(on_terminal, in_pipe, tmp_path):
    notices = in_pipe(*DESIGN, "-o", str(tmp_path / "a")).stderr
    _, with_json = on_terminal(*DESIGN, "-o", str(tmp_path / "b"), "--json")

    assert notices == ""
    assert with_json.startswith("[")
    assert "\x1b" not in with_json


def complete(home, line):
    words = line.split(" ")
    environment = {"_STUDIO_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "studio"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | environment | {"STUDIO_HOME": str(home)},
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("studio sa", ["say"]),
        ("studio presets d", ["duplicate", "delete"]),
        ("studio takes prune --o", ["--older-than"]),
        ("studio presets show ev", ["evening", "evening-storyteller"]),
        ("studio say --home /nowhere ev", ["evening-storyteller"]),
    ],
)
def test_a_shell_completes_commands_options_and_preset_names(home, line, completions):
    assert complete(home, line) == completions


def test_the_completion_of_the_shell_that_asks_is_shown():
    bash = shutil.which("bash") or pytest.skip("bash is not installed")
    asked = '"$0" -m studio --show-completion; exit $?'
    done = subprocess.run([bash, "-c", asked, sys.executable], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "complete -o default -F _studio_completion studio" in done.stdout
