"""A generation that is stopped or fails keeps the sound that was there; such a take is never used as a whole one."""

import sys
from pathlib import Path

import numpy as np
import pytest
from short_takes import take

import studio.engine.shared as shared
from studio import Cancelled, InvalidInput, Studio, TakeFailed, WorkerCrashed, Workspace
from studio.auditions.audition import Audition
from studio.domain.recipe import audition_recipes
from studio.engine.engine import Engine
from studio.engine.events import JobEnded, TakeChunk, TakeDone
from studio.ui.payloads import AuditionPayload

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"
SOUND = np.full(2400, 0.25, np.float32)


@pytest.fixture
def studio(tmp_path, monkeypatch):
    """A studio with the misbehaving worker."""
    command = (sys.executable, "-P", str(WORKER))
    monkeypatch.setattr(shared, "Engine", lambda choice, home, **more: Engine(choice, home, command=command, **more))
    with Studio(tmp_path, backend="sketch") as studio:
        yield studio


def stored_after(error, sounds):
    """Return what an audition of three takes stores that ends with an error after these sounds, by take."""
    audition, stored = Audition(audition_recipes("a voice", "Good evening.", takes=3, seed=1)), []
    audition.register(7, lambda phase, error: None)
    for position, samples in sounds.items():
        audition.receive(TakeChunk("job", position, samples, 24_000), stored.append)
    audition.receive(JobEnded("job", error), stored.append)
    return audition, stored


def test_a_stopped_take_keeps_its_sound_and_one_without_sound_stores_nothing():
    audition, (kept,) = stored_after(Cancelled("Stopped.", ""), {1: SOUND})

    assert (kept.position, kept.incomplete, kept.label) == (1, True, "v7·2…")
    assert kept.samples.tobytes() == SOUND.tobytes()
    assert audition.state.finished == ()
    assert [state.take for state in audition.state.takes] == [None, kept, None]
    assert [slot.take and slot.take.incomplete for slot in AuditionPayload.of(audition).takes] == [None, True, None]


def test_a_crash_keeps_the_sound_of_every_take_under_way():
    _, stored = stored_after(WorkerCrashed("The generation process died.", ""), {0: SOUND, 2: SOUND})
    assert [each.position for each in stored] == [0, 2]


def test_sound_that_was_not_accepted_is_not_kept():
    _, (kept,) = stored_after(TakeFailed("Failed.", "", details={"takes": [0]}), {0: SOUND, 1: SOUND})
    assert kept.position == 1


def test_a_finished_take_is_stored_once():
    audition, stored = Audition(audition_recipes("a voice", "Good evening.", takes=1, seed=1)), []
    audition.receive(TakeChunk("job", 0, SOUND, 24_000), stored.append)
    audition.receive(TakeDone("job", 0, audition.recipes[0]), stored.append)
    audition.receive(JobEnded("job", Cancelled("Stopped.", "")), stored.append)

    assert [each.incomplete for each in stored] == [False]


def test_a_stopped_audition_is_in_the_library_with_what_was_heard(studio):
    audition = studio.start_design("a voice", text="sing", takes=1)
    next(audition.stream(0))
    audition.cancel()
    with pytest.raises(Cancelled):
        audition.wait()
    (entry,) = studio.library.entries(audition.id)

    assert (entry.label, entry.incomplete, entry.recipe.backend) == ("v1·1…", True, "sketch")
    assert entry.duration > 0
    assert studio.library.version(audition.id).state == "cancelled"
    assert studio.library.take("v1.1").samples.any()


def test_an_incomplete_take_is_not_replayed_kept_spoken_in_or_found_as_a_reference(studio):
    stopped = take(1, audition="a" * 32)
    object.__setattr__(stopped, "incomplete", True)
    studio.library.add(stopped)

    for use in (
        studio.replay,
        lambda name: studio.keep(name, "Evening"),
        lambda name: studio.start_say(name, "Hello."),
    ):
        with pytest.raises(InvalidInput, match=r"v1·1… was stopped after 0\.1 s") as raised:
            use("v1.1")
        assert raised.value.code == "incomplete-take"
    assert list(studio.library.saying("Hello.")) == []
    assert studio.library.latest() == ()
    assert studio.measuring.check("v1.1")[0].code == "incomplete"
    assert studio.rate("v1.1", starred=True).starred


def test_an_incomplete_take_is_one_after_the_database_was_lost(tmp_path):
    from studio.store.repair import repair

    stopped = take(1, audition="a" * 32)
    object.__setattr__(stopped, "incomplete", True)
    with Workspace(tmp_path) as workspace:
        workspace.library.add(stopped)
    (tmp_path / "library.db").write_bytes(b"")
    repair(tmp_path)

    with Workspace(tmp_path) as workspace:
        assert workspace.library.take(stopped.id).incomplete
