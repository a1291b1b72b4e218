"""Preparing a job, such as encoding references, has the status and the timeout of loading."""

import sys
from pathlib import Path

import pytest
from processes import until

from studio.domain.recipe import audition_recipes
from studio.engine.backend_choice import Choice
from studio.engine.engine import Engine
from studio.engine.events import JobEnded
from studio.engine.queue import Job
from studio.engine.timeouts import Timeouts
from studio.errors import Cancelled

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"


@pytest.fixture
def make_engine(tmp_path):
    engines = []

    def make(timeouts=None):
        command = (sys.executable, "-P", str(WORKER))
        engines.append(Engine(Choice("misbehaving", "fine", "test"), tmp_path, timeouts, command))
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


def ask(engine, text):
    return engine.submit(Job(audition_recipes("a voice", text, takes=1, seed=1)))


def end_of(job):
    return next(event.error for event in job.events() if isinstance(event, JobEnded))


def test_long_preparation_is_not_taken_for_a_hang(make_engine):
    engine = make_engine(Timeouts(stalled=1.0, hung=3.0))
    assert end_of(ask(engine, "study 4")) is None
    assert engine.status.restarts == 0


def test_cancelling_during_preparation_keeps_the_worker(make_engine):
    engine = make_engine()
    assert end_of(ask(engine, "speak")) is None
    job = ask(engine, "study")
    until(lambda: engine.status.state == "loading")
    engine.cancel(job)

    assert isinstance(end_of(job), Cancelled)
    assert engine.status.restarts == 0
