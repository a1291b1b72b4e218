"""Replays on a GPU, where the number of rows in a batch affects rounding: simulated by a product that depends on it."""

from dataclasses import replace

import mlx.core as mx
import numpy as np
import pytest

from studio.auditions.replay import compare
from studio.domain.hardware import hardware_of, with_rows
from studio.domain.recipe import Recipe, audition_recipes
from studio.worker.backend import Chunk
from studio.worker.qwen3 import talker, voice_design
from studio.worker.qwen3.voice_design import Qwen3


def rounding_by_rows(linear):
    """Return a product whose results are rounded to multiples of half the number of rows."""
    return lambda x: mx.round(linear(x) * 2 / len(x)) / 2 * len(x)


@pytest.fixture(scope="module")
def generate(tiny_voice_design):
    """Return a function that generates recipes together on an Apple M1, and returns their takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(talker, "invariant_matmul", rounding_by_rows)
        patch.setattr(voice_design, "_hardware", lambda: {"device": "Metal", "chip": "Apple M1"})
        model = Qwen3(str(tiny_voice_design))
        model.load(lambda part: None)

        def generate(recipes):
            sound, made = [[] for _ in recipes], {}
            for step in model.generate(recipes, lambda take, step: None):
                if isinstance(step, Chunk):
                    sound[step.take].append(step.samples)
                else:
                    made[step.take] = step.recipe
            return [(made[take], np.concatenate(chunks)) for take, chunks in enumerate(sound)]

        yield generate


def reasons(first, again):
    found = compare(*first, *again)
    assert not found.same
    assert not any("file" in reason for reason in found.reasons)
    return found.reasons


def test_take_of_four_differs_alone_because_of_the_number_of_rows(generate):
    recipes = audition_recipes("A calm, low male voice.", "Good day.", takes=4, seed=7)
    of_four, alone = generate(recipes)[0], generate(recipes[:1])[0]

    assert (hardware_of(of_four[0]).rows, hardware_of(alone[0]).rows) == ("4", "1")
    assert reasons(of_four, alone) == (
        "it was generated in a batch of 4, and now of 1: a GPU rounds differently with another number of rows",
    )


def test_rows_that_ended_meanwhile_are_counted(generate):
    long, short = (
        audition_recipes("A calm voice.", text, takes=1, seed=7)[0] for text in ("A good, long day to you.", "Oh.")
    )
    made = [recipe for recipe, _ in generate([long, short])]

    assert "to 2" in hardware_of(made[0]).rows


def test_another_chip_is_named(generate):
    (first,) = generate(audition_recipes("A calm voice.", "Good day.", takes=1, seed=7))
    again = replace(first[0], versions={**first[0].versions, "chip": "Apple M4"}), first[1] * np.float32(0.5)

    assert reasons(first, again) == (
        "it was generated on Apple M1 (Metal), and now on Apple M4 (Metal): another chip rounds differently",
    )


def made_on(**hardware):
    return Recipe("a calm woman", "Good evening.", 7, backend="qwen3", versions={"mlx": "1", **hardware})


@pytest.mark.parametrize(
    ("first", "again", "reason"),
    [
        (made_on(device="CPU", chip="A", rows="4"), made_on(device="CPU", chip="A", rows="1"), "its file was changed"),
        (made_on(device="CUDA", chip="A", rows="1"), made_on(device="CUDA", chip="A", rows="1"), "a GPU may round"),
        (made_on(), made_on(device="CUDA", chip="A", rows="1"), "the recipe does not say on which chip"),
        (made_on(), made_on(), "another machine"),
    ],
)
def test_difference_that_no_recorded_fact_explains_is_not_said_to_be_more_than_is_known(first, again, reason):
    (found,) = compare(first, np.zeros(5, np.float32), again, np.ones(5, np.float32)).reasons

    assert reason in found


def test_rows_of_all_passages_are_joined():
    recipe = with_rows(with_rows(made_on(), 4, 4), 2, 3)

    assert hardware_of(recipe).rows == "2 to 4"
    assert Recipe.from_json(recipe.to_json()) == recipe.checked()
