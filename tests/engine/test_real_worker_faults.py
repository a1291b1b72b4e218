"""Faults during a take with the real worker and the real mlx-audio."""

import os
import signal

import pytest

from studio.domain.recipe import audition_recipes
from studio.engine.backend_choice import Choice
from studio.engine.engine import Engine
from studio.engine.events import JobEnded, TakeChunk, TakeProgress
from studio.engine.queue import Job
from studio.engine.timeouts import Timeouts
from studio.errors import Cancelled, TookTooLong, WorkerCrashed


@pytest.fixture
def engine(tiny_voice_design, tmp_path):
    engine = Engine(Choice("qwen3", str(tiny_voice_design), "test"), tmp_path, Timeouts(heartbeat=10.0))
    yield engine
    engine.close()


def ask(engine, text="Hello there.", seed=7):
    return engine.submit(Job(audition_recipes("a calm woman", text, takes=1, seed=seed)))


def sound_of(job):
    return b"".join(event.samples.tobytes() for event in job.events() if isinstance(event, TakeChunk))


def begin(job):
    """Read the job's events until it has made a few steps."""
    return next(event for event in job.events() if isinstance(event, TakeProgress) and event.step > 2)


def end_of(job):
    return next(event.error for event in job.events() if isinstance(event, JobEnded))


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT", "SIGSTOP"])
def test_fault_during_a_take_fails_it_and_the_next_has_the_same_samples(engine, name):
    before = sound_of(ask(engine))
    struck = ask(engine, "A long sentence that takes its time, " * 40)
    begin(struck)
    os.kill(engine.status.pid, getattr(signal, name))
    error = end_of(struck)

    if name == "SIGSTOP":
        assert isinstance(error, TookTooLong)
    else:
        assert isinstance(error, WorkerCrashed)
        assert error.details["signal"] == name
    assert sound_of(ask(engine)) == before


def test_cancelled_take_does_not_affect_the_next(engine):
    before = sound_of(ask(engine))
    pid = engine.status.pid
    running = ask(engine, "A long sentence that takes its time, " * 40)
    begin(running)
    engine.cancel(running)

    assert isinstance(end_of(running), Cancelled)
    assert sound_of(ask(engine)) == before
    assert engine.status.pid == pid
