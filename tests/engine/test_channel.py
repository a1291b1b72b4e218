"""Encoding messages as frames, and decoding or rejecting frames."""

import os
import threading
from multiprocessing import Pipe

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.limits import MAX_DESCRIPTION, MAX_LINES, MAX_SPEECH, MAX_TEXT
from studio.domain.recipe import Recipe
from studio.domain.sketch_voice import LIMITS, SketchVoice
from studio.domain.voice import Voice
from studio.engine.channel import MAX_FRAME, Channel, ProtocolError, decode, encode
from studio.engine.events import JobEnded, SpeakerEmbedding, TakeChunk, TakeDone, TakeProgress
from studio.engine.messages import Cancel, Work
from studio.errors import EngineBusy


def test_message_survives_a_round_trip():
    assert decode(encode(TakeProgress("job", 2, 17, 40), seq=5, epoch=3)) == (TakeProgress("job", 2, 17, 40), 5, 3)


def test_samples_survive_a_round_trip_bit_for_bit():
    samples = np.array([0.1, -1.0, 2**-23, 0.0], dtype=np.float32)
    message, _, _ = decode(encode(TakeChunk("job", 0, samples, 24_000), seq=1, epoch=1))

    assert message.samples.dtype == np.float32
    assert message.samples.tobytes() == samples.tobytes()


def test_recipes_and_errors_arrive_as_objects():
    recipe = Recipe("A calm voice.", "Good evening.", seed=7, frame_cap=90)
    failed = JobEnded("job", EngineBusy("Full.", "Wait.", details={"log": ["a", "b"]}))
    done, ended = (decode(encode(each, seq=1, epoch=1))[0] for each in (TakeDone("job", 1, recipe), failed))

    assert done == TakeDone("job", 1, recipe)
    assert isinstance(ended.error, EngineBusy)
    assert (ended.error.what, ended.error.next_step, ended.error.details) == ("Full.", "Wait.", {"log": ["a", "b"]})
    assert decode(encode(JobEnded("job"), seq=1, epoch=1))[0] == JobEnded("job", None)


@pytest.mark.parametrize(
    "change", [(b'"seed": 7', b'"seed": -1'), (b'"recipe": {', b'"recip": {'), (b'"take": 1', b'"take": null')]
)
def test_event_with_an_invalid_recipe_is_rejected(change):
    frame = encode(TakeDone("job", 1, Recipe("A calm voice.", "Good evening.", seed=7)), seq=1, epoch=1)
    header = frame[4:].replace(*change)
    assert header != frame[4:]
    with pytest.raises(ProtocolError):
        decode(len(header).to_bytes(4, "big") + header)


def test_unknown_kind_of_message_is_skipped():
    frame = encode(Cancel("job"), seq=1, epoch=1).replace(b"Cancel", b"Gossip")

    assert decode(frame) == (None, 1, 1)


@given(st.binary(max_size=200))
def test_garbage_is_rejected(garbage):
    with pytest.raises(ProtocolError):
        decode(garbage)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"take": 2', b'"take": "2"'),
        (b'"take": 2', b'"take": true'),
        (b'"take": 2', b'"tak": 2'),
        (b'"job": "job"', b'"job": null'),
        (b'"seq": 1', b'"seq": 1.5'),
    ],
)
def test_header_with_a_wrong_field_is_rejected(before, after):
    frame = encode(TakeProgress("job", 2, 17, 40), seq=1, epoch=1)
    header = frame[4:].replace(before, after)
    assert header != frame[4:]
    with pytest.raises(ProtocolError):
        decode(len(header).to_bytes(4, "big") + header)


def test_items_of_a_list_are_validated():
    frame = encode(SpeakerEmbedding("job", 0, "", (0.5, 0.25)), seq=1, epoch=1)
    header = frame[4:].replace(b"0.25", b'"no"')
    with pytest.raises(ProtocolError, match="vector"):
        decode(len(header).to_bytes(4, "big") + header)
    assert decode(frame)[0] == SpeakerEmbedding("job", 0, "", (0.5, 0.25))


def test_samples_that_are_not_finite_or_truncated_are_rejected():
    with pytest.raises(ProtocolError):
        decode(encode(TakeChunk("job", 0, np.array([np.nan], dtype=np.float32), 24_000), seq=1, epoch=1))
    with pytest.raises(ProtocolError):
        decode(encode(TakeChunk("job", 0, np.zeros(4, dtype=np.float32), 24_000), seq=1, epoch=1)[:-1])


def test_frame_over_the_limit_is_not_sent():
    with pytest.raises(ProtocolError):
        encode(Cancel("x" * MAX_FRAME), seq=1, epoch=1)


@pytest.mark.parametrize("letter", ["é", "七", "😀"])
def test_longest_request_fits_into_a_frame_in_every_script(letter):
    voice = Voice("Evening", "qwen3", "a" * 32, letter * MAX_TEXT, seed=1)
    variant = SketchVoice(
        **dict.fromkeys(LIMITS, 1.0) | {"f0": 200 / 3, "rate": 500 / 3, "level": -100 / 7}, whisper=False
    )
    recipe = Recipe(letter * MAX_DESCRIPTION, letter * MAX_SPEECH, seed=1, voice=voice, variant=variant).to_json()
    work = Work("job", [recipe] * MAX_LINES, 1.0, [])

    assert decode(encode(work, seq=1, epoch=1))[0] == work


def test_lone_surrogate_survives_a_round_trip():
    assert decode(encode(Cancel("\udce9"), seq=1, epoch=1))[0] == Cancel("\udce9")


def test_channel_drops_frames_of_other_epochs_and_repeated_ones():
    ours, theirs = Pipe()
    channel = Channel(ours, epoch=2)
    for message, seq, epoch in [("old worker", 1, 1), ("first", 1, 2), ("again", 1, 2), ("second", 2, 2)]:
        theirs.send_bytes(encode(Cancel(message), seq=seq, epoch=epoch))

    assert [channel.receive().job, channel.receive().job] == ["first", "second"]
    channel.close()
    theirs.close()


def test_concurrent_sends_do_not_mix_frames():
    ours, theirs = Pipe()
    sender, receiver = Channel(ours, 1), Channel(theirs, 1)
    sound = TakeChunk("job", 0, np.ones(20_000, dtype=np.float32), 24_000)
    threads = [threading.Thread(target=lambda: [sender.send(sound) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()

    received = [receiver.receive() for _ in range(200)]
    for thread in threads:
        thread.join()
    assert all((message.samples == 1.0).all() for message in received)
    sender.close()
    receiver.close()


def test_length_over_the_limit_is_rejected_before_reading():
    ours, theirs = Pipe()
    os.write(theirs.fileno(), (2**30).to_bytes(4, "big"))
    with pytest.raises(OSError, match="bad message length"):
        Channel(ours, 1).receive()
    theirs.close()
