"""A preset saves the parameters of a sketch voice, so a later version with other rules does not change it."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from studio import Studio

DESCRIPTION = "A calm man, low register."
TEXT = "Good evening, and welcome to the studio. The lamps are on."
NEW = "The lamps along the harbour came on one by one."


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as studio:
        yield studio


@pytest.fixture(scope="module")
def take(studio):
    return studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]


@pytest.fixture
def evening(studio, take):
    return studio.keep(take, "Evening", overwrite=True)


def change(studio, preset, **fields):
    """Change the recipe in a preset's file; None removes a field."""
    path = preset.folder / "preset.json"
    data = json.loads(path.read_text())
    recipe = data["recipe"] | fields
    data["recipe"] = {name: value for name, value in recipe.items() if value is not None}
    path.write_text(json.dumps(data))
    return studio.presets[preset.name]


@pytest.fixture
def octave_up(studio, evening):
    """A preset whose parameters differ from those that its description and seed determine."""
    variant = json.loads((evening.folder / "preset.json").read_text())["recipe"]["variant"]
    return change(studio, evening, variant=variant | {"f0": 2 * variant["f0"]})


def said(studio, voice, text=NEW):
    return studio.start_say(voice, text, language="english").wait()[0]


def test_a_preset_saves_the_parameters_of_its_take(studio, take, evening):
    assert evening.recipe.variant == take.recipe.variant
    assert said(studio, evening).recipe.variant == take.recipe.variant


def test_saved_parameters_have_priority_over_description_and_seed(studio, evening, octave_up):
    low, high = said(studio, evening), said(studio, octave_up)

    assert (octave_up.recipe.description, octave_up.recipe.seed) == (DESCRIPTION, 7)
    assert studio.measuring.measure(high).pitch == pytest.approx(2 * studio.measuring.measure(low).pitch, rel=0.06)
    assert high.recipe.variant == octave_up.recipe.variant


def test_a_line_records_its_parameters_and_can_be_replayed_and_saved(studio, octave_up):
    line = said(studio, octave_up)
    again = studio.keep(line, "Again", overwrite=True)

    assert studio.replay(line).same
    assert said(studio, again, TEXT).samples.tobytes() == said(studio, octave_up, TEXT).samples.tobytes()


def test_a_preset_without_parameters_speaks_as_description_and_seed_determine(studio, take, evening):
    kept = said(studio, evening)
    before = said(studio, change(studio, evening, variant=None))

    assert studio.presets["Evening"].recipe.variant is None
    assert before.samples.tobytes() == kept.samples.tobytes()
    assert before.recipe.variant == take.recipe.variant
    assert studio.replay("evening").same


def test_another_program_uses_the_saved_parameters(studio, octave_up):
    script = (
        "import hashlib, sys; from studio import Studio\n"
        "with Studio(sys.argv[1]) as studio:\n"
        "    take = studio.start_say('evening', sys.argv[2], language='english').wait()[0]\n"
        "    print(studio.status.pid, take.recipe.variant.f0, hashlib.sha256(take.samples).hexdigest())"
    )
    command = [sys.executable, "-c", script, str(studio.home), NEW]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    here = said(studio, octave_up)

    assert ran.stdout.split() == [
        str(studio.status.pid),
        str(octave_up.recipe.variant.f0),
        hashlib.sha256(here.samples).hexdigest(),
    ]


def test_a_recipe_may_set_its_own_parameters(studio, take):
    wish = replace(take.recipe, variant=replace(take.recipe.variant, rate=100))
    slow = studio.start_design([wish]).wait()[0]

    assert slow.recipe.variant.rate == 100
    assert slow.duration > 1.2 * take.duration


def test_a_varied_recipe_speaks_in_another_voice_only_where_description_or_seed_differ(studio, take):
    made = take.recipe
    varied = [made.vary(description="A young woman."), made.vary(seed=made.seed + 1), made.vary(text="Good night.")]
    woman, other, same = studio.design(varied)

    assert woman.recipe.variant.f0 > made.variant.f0
    assert other.recipe.variant != made.variant
    assert same.recipe.variant == made.variant
