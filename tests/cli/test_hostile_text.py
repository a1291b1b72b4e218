"""Text of users, presets of strangers, hubs and errors: it never controls the terminal, in any command's output."""

import json
import sqlite3
import unicodedata

import pytest

from studio import Studio
from studio.cli.app import main

ESCAPES = "[red]\x1b[31m\x1b]0;title\x07\x9b2J\x7f\x08\u202egpj.\u2066\u2028\r\nstudio: forged"
HOSTILE = ESCAPES + "\ud800"
DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REORDERED = "[red]x \u202egpj.\u2066"  # recipes with control characters are rejected when they are read


def controls(shown):
    """Return the characters except line feeds that control a terminal, reorder its line, or cannot be encoded."""
    kinds = {character: unicodedata.category(character) for character in shown if character != "\n"}
    return {each for each, kind in kinds.items() if kind in ("Cc", "Cs", "Zl", "Zp") or each in DIRECTION}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home folder in which every text was replaced by a hostile one, as a stranger's archive may hold."""
    home = tmp_path_factory.mktemp("home")
    with Studio(home=home, backend="sketch") as studio:
        takes = studio.design("MARK", text="MARK says hello.", takes=2, seed=7)
        studio.rate(takes[0], verdict="reject", note="MARK")
        kept = studio.keep(takes[1], "Evening", tags=["MARK"], notes="MARK").folder / "preset.json"
        studio.keep(takes[1], "Morning")
        test = studio.listening.preference(takes[0], takes[1], trials=2)
        for _ in test:
            test.answer(1)
    poison_database(home / "library.db")
    preset = json.loads(kept.read_text())
    preset |= {"name": HOSTILE, "notes": HOSTILE, "tags": [HOSTILE]}
    preset["recipe"] |= {"description": HOSTILE, "text": HOSTILE, "backend": HOSTILE, "model": HOSTILE}
    kept.write_text(json.dumps(preset))
    (home / "presets" / f"a{ESCAPES}").mkdir()
    (home / "presets" / f"a{ESCAPES}" / "preset.json").write_text("{}")
    (home / "models" / f"m{ESCAPES}").mkdir(parents=True)
    (home / "models" / f"m{ESCAPES}" / "config.json").write_text('{"model_type": "qwen3_tts"}')
    (home / "crashes").mkdir(exist_ok=True)
    (home / "crashes" / f"2026{ESCAPES}.txt").write_text(f"{ESCAPES}\n" * 3)
    return home


def poison_database(path):
    with sqlite3.connect(path) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for _, column, kind, *_ in db.execute(f"PRAGMA table_info({table})").fetchall():
                if kind == "TEXT":
                    quoted = json.dumps(REORDERED if table == "takes" else HOSTILE)[1:-1]
                    db.execute(f"UPDATE {table} SET {column} = replace({column}, 'MARK', ?)", (quoted,))
    db.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["presets", "list"],
        ["presets", "show", "evening"],
        ["presets", "show", HOSTILE],
        ["presets", "export", "morning", "-o", f"/nowhere/{ESCAPES}/x.zip"],
        ["presets", "import", f"/nowhere/{ESCAPES}"],
        ["takes", "list"],
        ["takes", "prune", "--older-than", "0", "--dry-run"],
        ["listening", "list"],
        ["models", "list"],
        ["models", "remove", ESCAPES, "--yes"],
        ["doctor", "--model", f"./{ESCAPES}"],
        ["measure", "evening", "morning"],
        ["measure", f"{ESCAPES}.wav"],
        ["keep", "0123456789", HOSTILE],
        ["say", HOSTILE, "Hello.", "-o", "out.wav"],
        ["replay", HOSTILE],
        ["report", HOSTILE, "-o", "out.html"],
        [HOSTILE],
        ["presets", HOSTILE],
        ["takes", "list", "--limit", HOSTILE],
        ["takes", "list", f"--{ESCAPES}"],
        ["ui", "--host", ESCAPES],
        ["ui", "--password-file", f"/nowhere/{ESCAPES}"],
    ],
    ids=lambda arguments: " ".join(word for word in arguments if word.isprintable()) or "no such command",
)
def test_text_from_elsewhere_never_controls_the_terminal(home, tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.setenv("STUDIO_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    code = main(arguments)
    out, err = capsys.readouterr()

    assert code in (0, 1, 2)
    assert out + err
    assert controls(out + err) == set()
    assert not any(line.startswith("studio: forged") for line in (out + err).split("\n"))


@pytest.mark.parametrize("command", ["presets list", "takes list", "listening list", "doctor", "models list"])
def test_json_escapes_what_would_control_the_terminal(home, monkeypatch, capsys, command):
    monkeypatch.setenv("STUDIO_HOME", str(home))
    main([*command.split(), "--json"])
    out = capsys.readouterr().out

    assert isinstance(json.loads(out), list | dict)
    assert controls(out) == set()


def test_json_keeps_every_text(home, monkeypatch, capsys):
    monkeypatch.setenv("STUDIO_HOME", str(home))
    main(["presets", "show", "morning", "--json"])
    assert json.loads(capsys.readouterr().out)["name"] == "Morning"
