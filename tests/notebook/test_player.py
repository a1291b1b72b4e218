"""The player on the kernel's side: a clip, and a take that is streamed while it is made."""

import gc
import threading
import weakref

import numpy as np
import pytest

from studio import Cancelled, InvalidInput, Recipe, Take
from studio.auditions.audition import Audition
from studio.engine import events
from studio.notebook import Player

RATE = 24_000
PATIENCE = 60


def recipe(seed):
    return Recipe(description="a calm woman", text="Hello.", seed=seed)


def tone(seconds=0.5):
    samples = 0.1 * np.sin(2 * np.pi * 200 * np.arange(round(seconds * RATE)) / RATE)
    return samples.astype(np.float32)


@pytest.fixture
def audition():
    """Yield an audition of two takes, which the test makes; it is over at the end."""
    running = Audition([recipe(7), recipe(8)])
    running.receive(events.JobStarted("job"), stored)
    yield running
    running.receive(events.JobEnded("job"), stored)


def stored(take):
    """Store a take."""


def chunk(audition, samples, take=0):
    audition.receive(events.TakeChunk("job", take, samples, RATE), stored)


def wait_for(widget, name, wanted):
    """Wait until a trait has a value."""
    there = threading.Event()
    widget.observe(lambda change: wanted(change.new) and there.set(), name)
    assert wanted(getattr(widget, name)) or there.wait(PATIENCE)


def heard(channel):
    """Return the samples that were streamed so far, each once, and how the stream ended."""
    sound, end = np.zeros(0), ""
    for _, data, buffers in list(channel.published):
        content = (data or {}).get("content") or {}
        if content.get("kind") == "samples":
            piece = np.frombuffer(buffers[0], "<i2") / 2**15
            sound, end = np.concatenate([sound[: content["start"]], piece]), content["end"]
    return sound, end


def until_heard(channel, count, end=""):
    """Wait until so many samples were streamed, and the stream has ended so where an end is named."""
    came, publish = threading.Condition(), channel.publish_msg

    def record(*given, **named):
        publish(*given, **named)
        with came:
            came.notify_all()

    channel.publish_msg = record
    with came:
        assert came.wait_for(lambda: len(heard(channel)[0]) >= count and end in ("", heard(channel)[1]), PATIENCE)


def test_clip_is_played(channels):
    player = Player(Take(id="0" * 32, recipe=recipe(7), samples=tone(), sample_rate=RATE), speed=0.5)
    state = channels[-1].state
    assert (state["_clips"][0]["label"], state["speed"], state["phase"], state["_live"]) == (
        "take 1 · seed 7",
        0.5,
        "done",
        None,
    )
    channels[-1].change(position=0.25, playing=True, region=[0.1, 0.2])
    assert (player.value, player.playing, player.region) == (0.25, True, (0.1, 0.2))
    assert Player((tone(), RATE), label="hum").clips.keys() == {"hum"}
    assert channels[-1].state["_clips"][0]["gain_db"] == 0


def test_take_is_streamed_while_it_is_made_and_becomes_the_clip(channels, audition):
    player = Player(audition)
    channel = channels[-1]
    chunk(audition, tone(0.2))
    until_heard(channel, round(0.2 * RATE))
    assert player.phase == "working"
    chunk(audition, tone(0.3))
    audition.receive(events.TakeDone("job", 0, recipe(7)), stored)
    wait_for(player, "_clips", bool)
    until_heard(channel, round(0.5 * RATE), "complete")
    sound, _ = heard(channel)
    assert np.allclose(sound, np.concatenate([tone(0.2), tone(0.3)]), atol=2**-15)
    wait_for(player, "phase", lambda phase: phase == "done")
    assert list(player.clips) == ["take 1 · seed 7"]
    assert player.clips["take 1 · seed 7"] is audition.state.takes[0].take


def test_view_that_missed_something_gets_it_from_a_place_on(channels, audition):
    _kept = Player(audition)
    chunk(audition, tone(0.5))
    place = round(0.2 * RATE)
    [(_, data, [pcm])] = [
        message
        for message in channels[-1].tell({"kind": "from", "attempt": 0, "start": place})
        if message[1]["content"]["start"] == place
    ]
    assert data["content"]["rate"] == RATE
    assert len(pcm) == 2 * (round(0.5 * RATE) - place)


def test_stop_in_a_view_cancels_the_audition_and_keeps_the_beginning(channels, audition):
    stopped = threading.Event()
    audition.cancel_with(stopped.set)
    player = Player(audition, take=1)
    chunk(audition, tone(), take=1)
    channels[-1].tell({"kind": "stop"})
    assert stopped.is_set()
    audition.receive(events.JobEnded("job", Cancelled("It was stopped.", "Generate again.")), stored)
    wait_for(player, "phase", lambda phase: phase == "cancelled")
    wait_for(player, "_clips", bool)
    assert list(player.clips) == ["take 2 · seed 8"]


def test_take_that_is_not_there_is_refused(channels, audition):
    with pytest.raises(InvalidInput, match="There is no take 2"):
        Player(audition, take=2)


def test_player_of_a_running_audition_is_freed(channels, audition):
    player = Player(audition)
    reference = weakref.ref(player)
    threads = [player._feed, player._watch]
    chunk(audition, tone())
    del player
    gc.collect()
    chunk(audition, tone())
    for thread in threads:
        thread.join(PATIENCE)
    assert reference() is None


def test_closed_player_ends_its_threads(channels, audition):
    player = Player(audition)
    threads = [player._feed, player._watch]
    player.close()
    chunk(audition, tone())
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread._thread.is_alive()
