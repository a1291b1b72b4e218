"""`studio info` and `studio replay` of sound files."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from studio.audio.sound_file import encode
from studio.audio.tags import with_tags
from studio.cli.app import main


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "studio", *arguments]
    environment = os.environ | {"STUDIO_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("form", ["wav", "flac", "mp3", "opus", "ogg"])
def test_file_of_the_command_says_its_recipe_and_is_replayed(home: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"my line.{form}"
    again = tmp_path / f"again.{form}"
    sketch = ("--backend", "sketch")
    assert run(home, "say", "bright-guide", "Good evening.", "-o", str(file), *sketch).returncode == 0
    shown = run(home, "info", str(file)).stdout
    replayed = run(home, "replay", str(file), *sketch, "-o", str(again))

    assert "AI-generated: the file says so." in shown
    assert "Good evening." in shown
    assert f"studio replay {shlex.quote(str(file))}" in shown
    assert (replayed.returncode, replayed.stdout[:9]) == (0, "The same,")
    assert ("rounds" in replayed.stdout) == (form in ("mp3", "opus", "ogg"))
    assert again.read_bytes() == file.read_bytes()


def test_info_of_a_foreign_file_says_plainly_that_it_holds_no_recipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = encode(np.zeros(2_400, np.float32), 24_000, "WAV")
    (tmp_path / "foreign.wav").write_bytes(with_tags(content, {"TITLE": "Meeting\x1b[31m", "COMMENT": "x" * 5_000}))

    assert main(["info", str(tmp_path / "foreign.wav")]) == 0
    shown = capsys.readouterr().out
    assert "It holds no recipe" in shown
    assert "AI-generated" not in shown
    assert "\x1b" not in shown
    assert len(shown) < 1_000
    assert main(["info", str(tmp_path / "foreign.wav"), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["ai_generated"], data["recipe"], data["duration"]) == (None, None, 0.1)


def test_an_exported_voice_is_to_be_imported(tmp_path, capsys):
    archive = tmp_path / "evening.zip"
    archive.write_bytes(b"PK\x05\x06" + bytes(18))
    assert main(["info", str(archive)]) != 0
    assert "studio presets import" in capsys.readouterr().err
