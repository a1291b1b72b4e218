"""Finding clips by name, slug or id, and reading sound files."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio import InvalidInput, NotFound, Workspace
from studio.clips.sound_file import sound_file
from studio.domain.clip_ref import ClipRef

HOME = Path(__file__).parents[1] / "data" / "home-0.1"
TAKE = "829ba5ca6edd4bb19c3bfea491f16e9d"


@pytest.fixture
def workspace(tmp_path):
    with Workspace(shutil.copytree(HOME, tmp_path / "home")) as workspace:
        yield workspace


@pytest.mark.parametrize("word", [TAKE, TAKE[:6], TAKE.upper()[:8], f"take:{TAKE}", f"take:{TAKE[:6]}"])
def test_take_is_found_by_its_id_or_first_digits(workspace, word):
    assert workspace.clips.named(word) == ClipRef("take", TAKE)


@pytest.mark.parametrize("word", ["evening", "Evening", " EVENING ", "preset:evening"])
def test_a_preset_is_found_by_its_name_or_slug(workspace, word):
    assert workspace.clips.named(word) == ClipRef("preset", "evening")


def test_preset_name_has_priority_over_a_take_id(workspace):
    workspace.keep(TAKE, TAKE[:6])

    assert workspace.clips.named(TAKE[:6]).kind == "preset"
    assert workspace.clips.named(TAKE[:8]).kind == "take"


@pytest.mark.parametrize("word", ["nobody", "preset:nobody", "0" * 32, "take:", "file:/etc/passwd"])
def test_unknown_name_is_not_found(workspace, word):
    assert not workspace.clips.exists(word)
    with pytest.raises(NotFound):
        workspace.clips.find(word)


def test_a_preset_has_the_same_samples_as_its_take(workspace):
    take, preset = workspace.clips.find(TAKE), workspace.clips.find("evening")

    assert (take.ref, take.label, preset.ref, preset.label) == (f"take:{TAKE}", "v1·1", "preset:evening", "Evening")
    assert take.samples.tobytes() == preset.samples.tobytes()
    assert workspace.clips.find(take) is take


def test_a_sound_file_has_the_recipe_beside_it(workspace, tmp_path):
    file = tmp_path / "v7-1.wav"
    soundfile.write(file, np.zeros(2400), 24_000)
    assert (sound_file(file, text="Hello.").text, sound_file(file).recipe) == ("Hello.", None)

    recipe = workspace.library.take(TAKE).recipe
    file.with_suffix(".json").write_text(json.dumps(recipe.to_json()))
    assert sound_file(file).recipe == recipe
    assert (sound_file(file).ref, sound_file(file).label) == (str(file), "v7-1.wav")


def test_a_stereo_file_is_rejected(tmp_path):
    soundfile.write(tmp_path / "stereo.wav", np.zeros((2400, 2)), 24_000)
    with pytest.raises(InvalidInput, match="2 channels"):
        sound_file(tmp_path / "stereo.wav")
