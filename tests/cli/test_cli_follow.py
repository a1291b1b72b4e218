"""`studio follow`, as a shell sees it."""

import json

import numpy as np
import pytest
import soundfile
from synthetic_voice import RATE, syllables

from studio.cli.app import main
from studio.domain.recipe import Recipe
from studio.domain.take import Take, on_grid
from studio.store.library import Library

TEXT = "Eight syllables are in here."


@pytest.fixture
def run(tmp_path, capsys):
    def run(*arguments):
        code = main(["follow", *map(str, arguments), "--home", str(tmp_path / "home")])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path):
    """A folder with a low man whose description fits, one whose description does not, and a sound without one."""
    made = tmp_path / "sounds"
    made.mkdir()
    for name, description in (("fits", "A man with a low voice."), ("high", "A man with a high voice."), ("alone", "")):
        soundfile.write(made / f"{name}.wav", np.pad(syllables(8, 4.0, 95.0), 2400), RATE, subtype="PCM_16")
        if description:
            (made / f"{name}.txt").write_text(description)
    recipe = Recipe(description="A woman, low voice.", text=TEXT, seed=1, backend="sketch")
    soundfile.write(made / "recipe.wav", np.pad(syllables(8, 4.0, 95.0), 2400), RATE, subtype="PCM_16")
    (made / "recipe.json").write_text(json.dumps(recipe.to_json()))
    return made


def test_a_folder_of_sounds_with_descriptions_is_a_table(run, folder):
    code, stdout, stderr = run(folder)
    assert (code, stderr) == (0, "")
    lines = [line.split(maxsplit=2) for line in stdout.splitlines()]
    assert lines[0] == ["clip", "met", "pitch"]
    assert lines[1] == ["fits.wav", "1/1", "✓ low (95 Hz)"]
    assert lines[2] == ["high.wav", "0/1", "✗ high (95 Hz)"]
    assert lines[3] == ["recipe.wav", "1/1", "✓ low (95 Hz)"]
    assert "2 of 3 met." in stdout
    assert "alone.wav" not in stdout


def test_one_clip_shows_what_was_asked_measured_and_expected(run, folder):
    code, stdout, _ = run(folder / "fits.wav")
    assert code == 0
    assert "fits.wav: 1 of 1 met." in stdout
    (pitch,) = [line for line in stdout.splitlines() if "pitch" in line and "✓" in line]
    assert pitch.split()[:5] == ["✓", "met", "pitch", "low", "95"]
    assert "up to 116 Hz" in pitch
    assert "dataspeech" in stdout


def test_takes_and_versions_of_the_library_as_json(run, tmp_path):
    library = Library(tmp_path / "home")
    for number, hertz in enumerate((95.0, 150.0)):
        recipe = Recipe(description="A man with a low voice.", text=TEXT, seed=number, backend="sketch")
        samples = on_grid(np.pad(syllables(8, 4.0, hertz), 2400))
        library.add(Take(f"{number:032x}", recipe, samples, position=number, audition="a" * 32))
    library.close()
    code, stdout, _ = run("v1", "--json")
    assert code == 0
    assert [(each["label"], each["met"]) for each in json.loads(stdout)] == [("v1·1", 1), ("v1·2", 0)]
    (one,) = json.loads(run("v1.2", "--json")[1])
    assert [each["verdict"] for each in one["dimensions"] if each["dimension"] == "pitch"] == ["missed"]


def test_a_folder_without_descriptions_says_what_to_do(run, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _, stderr = run(tmp_path / "empty")
    assert code == 1
    assert "NAME.wav and NAME.txt" in stderr
