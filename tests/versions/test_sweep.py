"""Sweeps: one dimension in steps, each with the same seeds; the grid, and whether the steps moved the sound."""

import re

import pytest

from studio import InvalidInput, Measurements, Recipe, Studio, Workspace
from studio.cli.app import main
from studio.versions.sweep import sweep_of, sweep_result

TEXT = "The lamps along the harbour came on one by one. She counted them twice."
VOICE = "A calm woman in her sixties, low register, slightly husky."


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with v1, and v2, a sweep of pace made from it."""
    home = tmp_path_factory.mktemp("home")
    with Studio(home, backend="sketch") as studio:
        studio.start_design(VOICE, text=TEXT, takes=1, seed=1).wait()
        studio.start_sweep_dimension(VOICE, text=TEXT, dimension="pace", steps=3, takes=2, seed=7, parent="v1").wait()
    return home


def test_a_sweep_is_one_version_with_the_same_seeds_in_each_step(home):
    with Workspace(home) as workspace:
        version = workspace.versions["v2"]
        sweep = version.sweep

        assert [take.label for take in version.takes] == [f"v2·{number}" for number in range(1, 7)]
        assert (sweep.dimension, sweep.seeds) == ("pace", (7, 8))
        assert sweep.words == ("very slow", "moderate", "very fast")
        assert sweep.positions == ((0, 1), (2, 3), (4, 5))
        assert version.parent.label == "v1"
        assert workspace.versions["v1"].sweep is None
        assert workspace.versions["v1"].swept() is None


def test_a_sweep_tells_that_its_steps_moved_the_pace(home):
    with Workspace(home) as workspace:
        result = workspace.versions["v2"].swept()

        assert result.name == "speech_time"
        assert result.medians == tuple(sorted(result.medians, reverse=True))
        assert result.verdict == "moved"
        assert result.p == pytest.approx(1 / 36)
        assert str(result) == "pace follows the steps"
        assert str(workspace.versions["v2"].moved()) == "nothing to compare"


def test_a_version_made_from_a_step_is_compared_with_that_step(home):
    with Studio(home, backend="sketch") as studio:
        third = studio.versions["v2"].takes[4].recipe
        studio.start_design(f"{third.description} Bright.", text=TEXT, takes=1, seed=3, parent="v2").wait()
        version = studio.versions["v3"]

        assert str(version.diff()) == f"{third.description} {{+Bright.+}}"
        assert version.moved().takes == (2, 1)


def recipes(descriptions, seeds):
    found = [Recipe(words, TEXT, seed=seed) for words in descriptions for seed in seeds]
    return dict(enumerate(found))


def judged(values, descriptions):
    sweep = sweep_of(recipes(descriptions, range(len(values[0]))))
    flat = [value for row in values for value in row]
    return sweep_result(sweep, {cell: Measurements({"speech_time": value}) for cell, value in enumerate(flat)})


PACES = ["a man, very slow", "a man, slow", "a man, very fast"]


def test_steps_without_effect_are_chance():
    assert judged([[12.0, 14.0], [13.0, 12.0], [12.5, 13.0]], PACES).verdict == "chance"


def test_steps_are_judged_by_what_their_words_ask_for():
    values = [[9.0, 8.0], [7.0, 7.5], [4.0, 5.0]]

    assert judged(values, PACES).verdict == "moved"
    assert judged(values[::-1], PACES[::-1]).verdict == "moved"
    assert judged(values, PACES[::-1]).verdict == "chance"


def test_one_seed_is_too_few():
    result = judged([[10.0], [12.0], [15.0]], PACES)

    assert (result.verdict, str(result)) == ("few", "too few seeds are measured in every step to tell (1)")


def test_seeds_that_cannot_be_measured_in_a_step_are_not_counted():
    result = judged([[1.3, 1.2, 1.3], [0.7, 0.7, 0.7], [0.4, None, None]], PACES)

    assert (result.verdict, result.seeds) == ("few", 1)


def test_a_sweep_of_something_else_than_one_dimension_has_its_own_words():
    sweep = sweep_of(recipes(["a calm man, like a captain", "a calm man, like a baker"], [1, 2]))

    assert (sweep.dimension, sweep.words) == ("", ("captain", "baker"))
    assert sweep_result(sweep, {}).verdict == "unmeasurable"


@pytest.mark.parametrize(
    ("dimension", "steps", "message"),
    [("pace", 2, "cannot have 2 steps"), ("pace", 9, "cannot have 9 steps"), ("gender", 3, "no more or less")],
)
def test_sweeps_that_cannot_be_made_are_rejected(home, dimension, steps, message):
    with Studio(home, backend="sketch") as studio, pytest.raises(InvalidInput, match=message) as raised:
        studio.start_sweep_dimension(VOICE, text=TEXT, dimension=dimension, steps=steps)
    assert raised.value.details["field"] == "steps"


def test_the_command_makes_a_sweep_and_shows_its_grid(tmp_path, capsys):
    home, files = str(tmp_path / "home"), tmp_path / "files"
    options = ["--sweep", "pace", "--steps", "3", "-n", "2", "--seed", "7", "--backend", "sketch", "--home", home]
    assert main(["design", VOICE, "--text", TEXT, "-o", str(files), *options]) == 0
    assert "very slow · moderate · very fast: pace follows the steps" in capsys.readouterr().err
    assert sorted(file.name for file in files.glob("*.flac")) == [f"v1-{number}.flac" for number in range(1, 7)]

    assert main(["versions", "v1", "--home", home]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"Speech, s +seed 7 +seed 8\n", printed)
    assert "pace follows the steps (p = 0.028, where it can reach 0.028)" in printed
