"""A backend of another sample rate, whose steps are not codec frames, in a real process.

It is registered as an installed package registers one. All that it consists of is in `tests/support/steps_backend/`:

    steps_info.py                                  its `BackendInfo`
    steps_speech.py                                what it does in the generation process
    steps_backend-1.0.dist-info/METADATA           as `pip install` writes it
    steps_backend-1.0.dist-info/entry_points.txt   one line: `steps = steps_info:INFO`
"""

import os
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from served_routes import served_routes

from studio import Studio
from studio.audio.pcm import pcm16
from studio.audio.view_registry import make_view
from studio.domain.backends import backends, find_backend
from studio.domain.recipe import audition_recipes
from studio.engine.backend_choice import choose_backend
from studio.engine.engine import Engine
from studio.engine.events import TakeProgress
from studio.engine.queue import Job

FOLDER = Path(__file__).parents[1] / "support" / "steps_backend"
DESCRIPTION, TEXT = "a low voice", "Good evening, and welcome to the studio."


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """Put the package on the path of this process and of those that it starts."""
    monkeypatch.syspath_prepend(FOLDER)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(FOLDER), os.environ.get("PYTHONPATH", "")])))
    backends.cache_clear()
    yield
    backends.cache_clear()


@pytest.fixture
def session(tmp_path):
    with Studio(tmp_path / "home", "steps") as session:
        yield session


@pytest.fixture
def take(session):
    return session.start_design(DESCRIPTION, text=TEXT, takes=1, seed=7).wait()[0]


def test_the_registered_backend_is_found():
    assert find_backend("steps").sample_rate == 48_000
    assert choose_backend("steps").model is None


def test_progress_counts_the_steps_of_the_backend(tmp_path):
    engine = Engine(choose_backend("steps"), tmp_path)
    job = engine.submit(Job(audition_recipes(DESCRIPTION, TEXT, takes=1, seed=7)))
    told = [event for event in job.events() if isinstance(event, TakeProgress)]
    engine.close()

    assert told
    assert {event.steps for event in told} == {16}


def test_a_take_has_the_rate_of_its_backend_also_in_the_library(session, take):
    assert take.sample_rate == 48_000
    assert take.duration == pytest.approx(2.56, abs=0.01)
    stored = session.library.take(take.id)
    assert stored.sample_rate == 48_000
    assert np.array_equal(stored.samples, take.samples)


def test_its_pitch_and_duration_are_measured_at_its_rate(session, take):
    measured = session.measuring.measure(take)

    assert measured.pitch == pytest.approx(117.0, rel=0.01)
    assert measured.duration == pytest.approx(take.duration, abs=0.01)


def test_it_is_displayed_at_its_rate(take):
    view = make_view("view", [(take.samples, take.sample_rate)])
    assert view["duration"] == pytest.approx(take.duration, abs=0.01)


def test_a_preset_of_it_keeps_the_rate_and_speaks(session, take, tmp_path):
    preset = session.keep(take, "Hummer")
    samples, sample_rate = preset.reference()
    assert (sample_rate, len(samples)) == (48_000, len(take.samples))

    archive = tmp_path / "hummer.zip"
    session.presets.export("Hummer", archive)
    session.presets.remove("Hummer")
    assert session.presets.add(archive).reference()[1] == 48_000

    line = session.start_say("Hummer", "The lamps are on.").wait()[0]
    assert line.sample_rate == 48_000
    assert line.recipe.voice.backend == "steps"
    assert session.measuring.measure(line).pitch == pytest.approx(117.0, rel=0.01)


def test_a_take_of_it_is_replayed_sample_by_sample(session, take):
    replay = session.replay(take)
    assert (replay.same, replay.sample_rate) == (True, 48_000)


def test_the_live_address_names_its_rate_and_streams_its_samples(session):
    with served_routes(session) as port:
        audition = session.start_design(DESCRIPTION, text=TEXT, takes=1, seed=7)
        address = f"http://127.0.0.1:{port}/studio/live/{audition.id}/0.pcm"
        with urllib.request.urlopen(address) as answer:  # before its first step: the rate is not known yet
            rate, streamed = answer.headers["Studio-Rate"], answer.read()

    assert rate == "48000"
    assert streamed == pcm16(audition.wait()[0].samples)
