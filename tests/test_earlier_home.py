"""A home folder that version 0.1 wrote opens unchanged: `tests/data/home-0.1`, made on Linux on x86-64."""

import platform
import shutil
from pathlib import Path

import pytest

from studio import Rating, Studio, Workspace

HOME = Path(__file__).parent / "data" / "home-0.1"
KEPT, REJECTED, LINE = (
    "829ba5ca6edd4bb19c3bfea491f16e9d",
    "55bca79f39254ef6a29a15e403e3edfa",
    "7b667b05d1384d9e8e9f84e2e93e0a33",
)
SAME_PLATFORM = platform.system() == "Linux" and platform.machine() == "x86_64"


@pytest.fixture
def home(tmp_path):
    return Path(shutil.copytree(HOME, tmp_path / "home"))


@pytest.fixture
def workspace(home):
    with Workspace(home) as workspace:
        yield workspace


def test_takes_are_listed_with_their_ratings(workspace):
    (audition,) = workspace.library.auditions()

    assert {entry.id: entry.rating for entry in audition} == {
        KEPT: Rating("keep", starred=True, note="the one"),
        REJECTED: Rating("reject"),
    }
    assert [entry.recipe.seed for entry in audition] == [7, 8]
    assert [entry.duration for entry in audition] == [1.128125, 1.06825]
    assert [entry.id for entry in workspace.library.starred()] == [KEPT]


def test_takes_have_their_samples_and_recipes(workspace):
    takes = [workspace.library.take(take_id) for take_id in (KEPT, REJECTED, LINE)]

    assert [len(take.samples) for take in takes] == [27_075, 25_638, 29_760]
    assert [take.recipe.text for take in takes] == ["Good evening.", "Good evening.", "Mind the step."]
    assert (takes[0].recipe.backend, round(takes[0].recipe.variant.f0, 3)) == ("sketch", 165.755)
    assert (takes[2].recipe.voice.name, takes[2].recipe.variant) == ("Evening", takes[0].recipe.variant)


def test_a_preset_has_its_reference_audio(workspace):
    preset = workspace.presets["evening"]
    samples, sample_rate = preset.reference()

    assert (preset.name, preset.tags, preset.notes) == ("Evening", ("calm",), "for the prologue")
    assert preset.recipe == workspace.library.take(KEPT).recipe
    assert samples.tobytes() == workspace.library.take(KEPT).samples.tobytes()
    assert sample_rate == 24_000


def test_listening_tests_have_their_answers(workspace):
    running, finished = workspace.listening.newest()

    assert (running.kind, running.answered, running.over) == ("abx", 1, False)
    assert running.trial.number == 2
    assert finished.result.summary == "2 of 3 for Take 1 (seed 7): could be chance."


def test_clips_are_measured_and_compared(workspace):
    comparison = workspace.measuring.compare([KEPT, "evening", f"take:{REJECTED}"])

    assert [clip.measurements.duration for clip in comparison.clips] == [1.128125, 1.128125, 1.06825]
    assert workspace.measuring.measure(KEPT).pitch == pytest.approx(153.83, abs=0.1)


def test_the_chosen_backend_speaks_in_the_saved_voice(home):
    with Studio(home) as studio:
        spoken = studio.start_say("evening", "Mind the step.").wait()[0]

        assert studio.status.reason == "the sketch was chosen on the page"
        assert spoken.recipe.voice == studio.library.take(LINE).recipe.voice
        assert spoken.recipe.variant == studio.library.take(LINE).recipe.variant


@pytest.mark.skipif(not SAME_PLATFORM, reason="the takes were made on Linux on x86-64")
def test_a_take_and_a_line_are_made_again_with_the_same_samples(home):
    with Studio(home) as studio:
        replay = studio.replay(KEPT)
        line = studio.library.take(LINE)
        spoken = studio.start_say("evening", line.recipe.text).wait()[0]

    if replay.recipe.versions != line.recipe.versions:
        pytest.skip("other versions of the packages that shape the samples")
    assert replay.same
    assert spoken.samples.tobytes() == line.samples.tobytes()
