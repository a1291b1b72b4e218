"""Replays: takes made again from their recipes, and compared."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from studio import InvalidInput, Recipe, Studio, StudioError
from studio.auditions.replay import compare
from studio.session import auditions_of
from studio.store.files import write_sound
from studio.store.provenance import Provenance
from studio.text.description import READER_VERSION

DESCRIPTION, TEXT = "a calm woman", "Good evening."


@pytest.fixture(scope="module", params=["sketch", "qwen3"])
def studio(request, tmp_path_factory, tiny_voice_design):
    model = tiny_voice_design if request.param == "qwen3" else None
    with Studio(tmp_path_factory.mktemp("home"), backend=request.param, model=model) as studio:
        yield studio


def test_a_take_and_a_preset_replay_with_the_same_samples(studio):
    take = studio.design(DESCRIPTION, text=TEXT, takes=3, seed=7)[1]
    for source in (take, take.id, studio.keep(take, "Evening", overwrite=True), "evening"):
        found = studio.replay(source)
        assert (found.same, found.difference, found.reasons) == (True, 0.0, ())
        assert found.samples.tobytes() == take.samples.tobytes()


def test_a_replay_stores_nothing(studio):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    studio.replay(take)
    assert [each.id for each in studio.library.latest()] == [take.id]


def test_a_different_replay_names_the_differences(studio):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    older = replace(take.recipe, revision="older", versions={**take.recipe.versions, "numpy": "1.0", "gone": "2"})
    found = studio.replay(replace(take, recipe=older, samples=take.samples * np.float32(0.5)))
    assert not found.same
    assert 0 < found.difference < 1
    assert any(reason.startswith("revision was older, and is ") for reason in found.reasons)
    assert "gone was 2, and is not there" in found.reasons


def test_a_recipe_alone_is_replayed_without_a_comparison(studio):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    for recipe in (Recipe.from_json(json.loads(json.dumps(take.recipe.to_json()))), Recipe(DESCRIPTION, TEXT, 7)):
        found = studio.replay(recipe)
        assert (found.same, found.difference, found.reasons) == (None, 0.0, ())
        assert found.samples.tobytes() == take.samples.tobytes()


@pytest.mark.parametrize("name", ["evening.flac", "evening.wav", "evening.mp3"])
def test_a_sound_file_is_replayed_from_itself_alone(studio, tmp_path, name):
    """An MP3 does not hold the samples, but a checksum of them."""
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    write_sound(tmp_path / name, take.samples, take.sample_rate, Provenance.of_take(take))
    for source in (tmp_path / name, str(tmp_path / name), studio.clip(tmp_path / name)):
        found = studio.replay(source)
        assert (found.same, found.difference, found.reasons) == (True, 0.0, ())
    assert found.samples.tobytes() == take.samples.tobytes()


def test_the_replay_of_a_sound_file_tells_that_something_else_was_generated(studio, tmp_path):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    other = replace(take, samples=take.samples[::-1].copy())
    write_sound(tmp_path / "other.mp3", other.samples, other.sample_rate, Provenance.of_take(other))
    found = studio.replay(tmp_path / "other.mp3")
    assert (found.same, len(found.reasons)) == (False, 1)


def test_a_sound_file_without_a_whole_take_is_not_replayed(studio, tmp_path):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    stopped = Provenance.of_take(replace(take, incomplete=True))
    write_sound(tmp_path / "stopped.flac", take.samples, take.sample_rate, stopped)
    write_sound(tmp_path / "foreign.flac", take.samples, take.sample_rate)
    for name, code in (("stopped.flac", "incomplete-take"), ("foreign.flac", "no-recipe"), ("gone.flac", "not-found")):
        with pytest.raises(StudioError) as raised:
            studio.replay(tmp_path / name)
        assert raised.value.code == code


def test_the_replay_of_a_recipe_names_other_versions(studio):
    made = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0].recipe
    package, version = max(made.versions.items())
    older = replace(made, revision="older", versions={package: "0.1", "zzz": "2"})
    assert studio.replay(older).reasons == (
        f"revision was older, and is {made.revision or 'not there'}",
        f"{package} was 0.1, and is {version}",
        "zzz was 2, and is not there",
    )


@pytest.mark.parametrize("studio", ["sketch"], indirect=True)
def test_a_sketch_recipe_without_numbers_names_the_version_of_the_description_reader(studio):
    made = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0].recipe
    versions = {name: version for name, version in made.versions.items() if name != "description reader"}
    assert studio.replay(replace(made, versions=versions)).reasons == ()  # its numbers are what it was made with
    assert studio.replay(replace(made, variant=None)).reasons == ()
    found = studio.replay(replace(made, variant=None, versions=versions))
    assert found.reasons == (f"description reader was not there, and is {READER_VERSION}",)


def test_an_invalid_recipe_is_rejected(studio):
    with pytest.raises(InvalidInput, match="seed"):
        studio.replay(Recipe(DESCRIPTION, TEXT, -1))


def test_a_difference_with_the_same_versions_is_explained():
    recipe = Recipe(DESCRIPTION, TEXT, 7)
    (reason,) = compare(recipe, np.zeros(5, np.float32), recipe, np.zeros(4, np.float32)).reasons
    assert "another machine" in reason


def test_a_take_of_another_backend_is_rejected_with_the_next_step(studio):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    other = "qwen3" if take.recipe.backend == "sketch" else "sketch"
    with pytest.raises(InvalidInput, match=f"made by {other}") as caught:
        studio.replay(replace(take, recipe=replace(take.recipe, backend=other, model="some/model")))
    assert f"Studio(backend={other!r}" in caught.value.next_step


def test_different_recipes_of_one_audition_are_the_same_as_alone(studio):
    recipes = [
        Recipe(DESCRIPTION, TEXT, 7),
        Recipe("a bright, fast man", "Good day to you.", 7),
        Recipe(DESCRIPTION, "No.", 8),
    ]
    together = studio.design(recipes)
    for recipe, take in zip(recipes, together, strict=True):
        alone = studio.design([recipe])[0]
        assert (take.recipe.text, take.recipe.seed) == (recipe.text, recipe.seed)
        assert take.samples.tobytes() == alone.samples.tobytes()


@pytest.mark.parametrize("count", [0, 65])
def test_no_recipes_and_too_many_for_one_audition_are_rejected(studio, count):
    with pytest.raises(InvalidInput):
        auditions_of(studio).design_recipes([Recipe(DESCRIPTION, TEXT, 7)] * count)


def test_the_replay_command_exits_with_0_if_the_same_and_1_if_not(tmp_path):
    with Studio(tmp_path / "home", backend="sketch") as studio:
        take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
        studio.keep(take, "Same")
        studio.keep(replace(take, samples=take.samples[::-1].copy()), "Other")

    def run(*arguments):
        environment = os.environ | {"STUDIO_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "studio", "replay", *arguments, "--backend", "sketch"]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    same = run("same", "-o", str(tmp_path / "again.wav"))
    other = run("other", "--json")
    assert (same.returncode, same.stdout[:9]) == (0, "The same,")
    assert (tmp_path / "again.wav").exists()
    assert (other.returncode, json.loads(other.stdout)["same"]) == (1, False)
