"""Recipes: JSON data, and the check of fields."""

import json
from dataclasses import replace

import pytest

from studio import InvalidInput, Recipe, Sampling, SketchVoice, Voice

SKETCH_VOICE = SketchVoice(196.5, 1.0, 165.25, 1.16, 1.01, 0.1, 0.05, 0.12, 2.5, -21.5, whisper=False)
VOICE = Voice("Evening", "qwen3", "0" * 64, "Good evening.", seed=7)
RECIPE = Recipe("A calm voice.", "Hello there.", 7, voice=VOICE, variant=SKETCH_VOICE).checked()


def test_a_recipe_is_the_same_after_json():
    assert Recipe.from_json(json.loads(json.dumps(RECIPE.to_json()))) == RECIPE


def test_the_parameters_of_a_sketch_voice_are_stored_as_variant():
    assert RECIPE.to_json()["variant"]["f0"] == 196.5


def test_checking_normalises_the_fields_and_sets_the_frame_cap():
    checked = Recipe(" A calm voice. ", "Hello\r\nthere.", 7, language="Français").checked()

    assert (checked.description, checked.text, checked.language) == ("A calm voice.", "Hello\nthere.", "french")
    assert checked.frame_cap > 0
    assert checked.checked() == checked


@pytest.mark.parametrize(
    "change",
    [
        {"description": ""},
        {"text": "… !?"},
        {"seed": -1},
        {"language": "Klingon"},
        {"frame_cap": -1},
        {"frame_cap": True},
        {"backend": None},
        {"backend": "\ud800"},
        {"model": "\x1b[2J"},
        {"model": "x" * 5000},
        {"revision": "main\n"},
        {"versions": {"numpy": "\ud800"}},
        {"versions": {str(number): "1" for number in range(65)}},
        {"voice": replace(VOICE, name="\x1b[2J")},
        {"versions": {"numpy": 2}},
        {"sampling": None},
        {"voice": "evening"},
        {"voice": replace(VOICE, reference="no hash")},
        {"variant": {"f0": 200.0}},
    ],
)
def test_invalid_fields_are_rejected(change):
    with pytest.raises(InvalidInput):
        replace(RECIPE, **change).checked()


@pytest.mark.parametrize("data", [{}, {"description": "A voice."}, RECIPE.to_json() | {"colour": "blue"}])
def test_missing_and_unknown_fields_are_rejected(data):
    with pytest.raises(InvalidInput):
        Recipe.from_json(data)


def test_invalid_sampling_is_rejected():
    with pytest.raises(InvalidInput):
        Sampling(temperature=9.0)
