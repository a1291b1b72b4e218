"""Progress of an audition, on the kernel's side."""

import gc
import threading
import weakref

import pytest

from studio import Cancelled, EngineFailed, InvalidInput, Recipe
from studio.auditions.audition import Audition
from studio.engine import events
from studio.notebook import Progress

PATIENCE = 60


@pytest.fixture
def audition():
    """Return an audition of two takes that waits."""
    return Audition([Recipe(description="a calm woman", text="Hello.", seed=seed) for seed in (1, 2)])


def happens(audition, *told):
    for event in told:
        audition.receive(event, lambda take: None)


def wait_for(progress, phase):
    there = threading.Event()
    progress.observe(lambda change: change.new == phase and there.set(), "phase")
    assert progress.phase == phase or there.wait(PATIENCE)


def test_traits_follow_the_audition(channels, audition):
    happens(audition, events.JobQueued("job", 3))
    progress = Progress(audition)
    assert (progress.phase, progress.place, progress.fraction, progress.eta) == ("queued", 3, 0.0, None)
    happens(audition, events.JobStarted("job"), events.TakeProgress("job", 0, 50, 100))
    wait_for(progress, "working")
    assert progress.place == 0
    happens(audition, events.JobEnded("job"))
    wait_for(progress, "done")
    assert (progress.fraction, progress.value, progress.eta) == (1.0, 1.0, None)


def test_a_thousand_changes_are_few_messages(channels, audition):
    progress = Progress(audition)
    channel = channels[-1]
    before = len(channel.published)
    happens(audition, events.JobStarted("job"), *(events.TakeProgress("job", 0, step, 1000) for step in range(1000)))
    happens(audition, events.JobEnded("job"))
    wait_for(progress, "done")
    assert len(channel.published) - before < 100


def test_stop_button_cancels_the_audition(channels, audition):
    stopped = threading.Event()
    audition.cancel_with(stopped.set)
    progress = Progress(audition)
    channels[-1].tell({"kind": "stop"})
    assert stopped.is_set()
    happens(audition, events.JobEnded("job", Cancelled("It was stopped.", "Generate again.")))
    wait_for(progress, "cancelled")


def test_failure_is_told(channels, audition):
    happens(
        audition, events.JobStarted("job"), events.JobEnded("job", EngineFailed("No <memory>.", "Close something."))
    )
    progress = Progress(audition)
    assert progress.phase == "failed"
    assert "No &lt;memory&gt;." in progress.still()


def test_what_is_no_audition_is_refused(channels):
    with pytest.raises(InvalidInput, match="int is no audition"):
        Progress(3)


def test_progress_of_a_running_audition_is_freed(channels, audition):
    progress = Progress(audition)
    reference, watch = weakref.ref(progress), progress._watch
    del progress
    gc.collect()
    happens(audition, events.JobStarted("job"), events.JobEnded("job"))
    watch.join(PATIENCE)
    assert reference() is None
