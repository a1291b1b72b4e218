"""Recipes: JSON data, and the check of fields."""

import json
from dataclasses import replace

import pytest

from studio import InvalidInput, Recipe, Sampling, SketchVoice, Voice
from studio.domain.script import Script

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


def test_recipes_are_hashable():
    assert {RECIPE, Recipe.from_json(RECIPE.to_json()), replace(RECIPE, versions={"numpy": "2"})} >= {RECIPE}
    assert hash(RECIPE) == hash(RECIPE.checked())


MADE = Recipe(
    "A calm voice.",
    "One. Two.",
    7,
    backend="sketch",
    model="espeak-ng",
    versions={"numpy": "2"},
    variant=SKETCH_VOICE,
    pauses=((5, 1.0),),
    pronunciations={"Two": "too"},
    frame_cap=999,
)


def test_a_varied_recipe_does_not_say_what_made_it():
    asked = MADE.vary()
    assert (asked.backend, asked.model, asked.revision, asked.versions) == ("", "", "", {})
    assert replace(asked, backend="sketch", model="espeak-ng", versions={"numpy": "2"}) == MADE


def test_a_described_voice_changes_with_its_description_and_its_seed():
    assert MADE.vary(description="A low old man.").variant is None
    assert MADE.vary(seed=8).variant is None
    assert MADE.vary(description=MADE.description, seed=7, language="english").variant == SKETCH_VOICE


def test_a_saved_voice_changes_with_the_description_alone():
    kept = replace(MADE, voice=VOICE, backend="qwen3", model="some/base")
    again = kept.vary(seed=8, sampling=Sampling(top_k=9))
    assert (again.voice, again.variant, again.model, again.seed) == (VOICE, SKETCH_VOICE, "some/base", 8)

    other = kept.vary(description="A low old man.", seed=8)
    assert (other.voice, other.variant, other.model, other.backend) == (None, None, "", "")


def test_another_text_is_spoken_by_the_same_voice_without_the_marks_of_the_old_one():
    asked = MADE.vary(text="Good night.")
    assert (asked.text, asked.pauses, asked.pronunciations, asked.variant) == ("Good night.", (), {}, SKETCH_VOICE)
    assert asked.frame_cap < 999

    assert MADE.vary(text=Script("One. Two.", pauses=((5, 2.0),))).pauses == ((5, 2.0),)


@pytest.mark.parametrize("change", [{"description": ""}, {"text": "…"}, {"seed": -1}, {"language": "Klingon"}])
def test_a_recipe_is_not_varied_with_what_cannot_be_used(change):
    with pytest.raises(InvalidInput):
        MADE.vary(**change)
