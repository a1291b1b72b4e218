"""`studio measure` and `studio report`, as a shell sees them."""

import json

import numpy as np
import pytest
import soundfile
from synthetic_voice import RATE, syllables

from studio.cli.app import main
from studio.domain.recipe import Recipe


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "line.wav"
    soundfile.write(path, np.pad(syllables(8, 4.0, 130.0), (2400, 48_000)), RATE, subtype="PCM_16")
    return path


@pytest.fixture
def run(tmp_path, capsys):
    def run(*arguments):
        code = main([*map(str, arguments), "--home", str(tmp_path / "home")])
        return code, *capsys.readouterr()

    return run


def test_measure_prints_a_table_of_a_file_and_a_preset(run, file):
    code, stdout, stderr = run("measure", file, "bright-guide")
    assert (code, stderr) == (0, "")
    lines = stdout.splitlines()
    assert lines[0].split() == ["line.wav", "Bright", "guide"]
    (pitch,) = [line for line in lines if line.startswith("Pitch, Hz")]
    assert pitch.split()[2] == "130"
    assert pitch.endswith("289 (+13.8 semitones) *")
    assert "line.wav: It is silent for 2.0 s after it has spoken." in lines
    assert any(line.startswith("Bright guide differs from line.wav: higher by 13.8 semitones") for line in lines)
    assert lines[-1] == "* by more than two seeds of one recipe differ, as known from seeds of the sketch voice"


def test_measure_prints_json_and_uses_the_given_text(run, file):
    code, stdout, _ = run("measure", file, "--text", "Ten letters", "--json")
    (clip,) = json.loads(stdout)["clips"]
    assert code == 0
    assert clip["measurements"]["letter_rate"] == pytest.approx(10 / 2.0, rel=0.05)
    assert [flag["code"] for flag in clip["flags"]] == ["silent-end"]


def test_recipe_beside_a_file_supplies_its_text(run, file):
    recipe = Recipe(description="A voice.", text="Ten letters", seed=7, backend="sketch")
    file.with_suffix(".json").write_text(json.dumps(recipe.to_json()))
    (clip,) = json.loads(run("measure", file, "--json")[1])["clips"]
    assert clip["measurements"]["letter_rate"] == pytest.approx(10 / 2.0, rel=0.05)


def test_methods_are_explained_after_the_numbers(run, file):
    assert "Boersma 1993" in run("measure", file, "--methods")[1]


def test_report_writes_one_file(run, file, tmp_path):
    code, stdout, _ = run("report", file, "preset:news-desk", "-o", tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text()
    assert code == 0
    assert stdout.startswith(str(tmp_path / "out.html"))
    assert "line.wav and News desk: a comparison" in page
    assert page.count("<audio") == 2
    assert "Recipe of B" in page
    assert "Recipe of A" not in page  # nothing is known of it


@pytest.mark.parametrize("name", ["nothing.wav", "0" * 32, "preset:none"])
def test_missing_clip_is_an_error(run, name):
    code, _, stderr = run("measure", name)
    assert code == 1
    assert stderr.startswith("studio: [not-found]")


def test_methods_are_explained_without_a_clip(run):
    code, stdout, _ = run("measure", "--methods")
    assert code == 0
    assert stdout.startswith("Duration (s): ")


@pytest.mark.parametrize("content", ['{"text": "Hello.", "segments": [], "language": "en"}', "[1", "[]", "nothing"])
def test_another_programs_file_beside_a_sound_is_ignored(run, tmp_path, content):
    soundfile.write(tmp_path / "line.wav", np.zeros(100), RATE)
    (tmp_path / "line.json").write_text(content)

    assert run("measure", tmp_path / "line.wav")[0] == 0


def test_silent_clip_is_not_called_similar(run, file, tmp_path):
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE), RATE)
    stdout = run("measure", file, tmp_path / "silent.wav")[1]
    assert "silent.wav and line.wav cannot be compared: one of them is silent." in stdout


def test_a_name_means_the_voice_before_a_file_or_a_folder(run, file, tmp_path, monkeypatch):
    monkeypatch.chdir(file.rename(tmp_path / "bright-guide").parent)
    (tmp_path / "lines").mkdir()

    assert run("measure", "bright-guide")[1].split()[:2] == ["Bright", "guide"]
    assert "lines cannot be read: Is a directory" in run("measure", "lines")[2]


def test_error_names_the_file_that_cannot_be_measured(run, tmp_path):
    words, stereo, odd = (tmp_path / name for name in ("words.wav", "stereo.wav", "odd.wav"))
    words.write_bytes(b"Hello.")
    soundfile.write(stereo, np.zeros((100, 2)), RATE)
    soundfile.write(odd, np.zeros(100), RATE)
    odd.with_suffix(".json").write_text('{"description": "A voice.", "text": 7, "seed": 1}')

    assert f"[invalid-input] {words} cannot be read: it is not a sound file" in run("measure", words)[2]
    assert f"[invalid-input] {stereo} has 2 channels" in run("measure", stereo)[2]
    assert f"The recipe {odd.with_suffix('.json')}, beside the sound file, is damaged" in run("measure", odd)[2]
    assert "[invalid-input] There is nothing to measure." in run("measure")[2]
