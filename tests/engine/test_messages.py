"""The frames that cross the process boundary."""

import os
import threading
from multiprocessing import Pipe

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.limits import MAX_DESCRIPTION, MAX_LINES, MAX_SPEECH, MAX_TEXT
from studio.domain.recipe import Recipe
from studio.domain.sketch_voice import LIMITS, Variant
from studio.domain.voice import Voice
from studio.engine.messages import (
    MAX_FRAME,
    BadFrame,
    Cancel,
    Channel,
    Embedding,
    Progress,
    Sound,
    Work,
    decode,
    encode,
)


def test_a_message_arrives_as_it_was_sent():
    assert decode(encode(Progress("job", 2, 17), seq=5, epoch=3)) == (Progress("job", 2, 17), 5, 3)


def test_sound_arrives_bit_for_bit():
    samples = np.array([0.1, -1.0, 2**-23, 0.0], dtype=np.float32)
    message, _, _ = decode(encode(Sound("job", 0, samples), seq=1, epoch=1))

    assert message.samples.dtype == np.float32
    assert message.samples.tobytes() == samples.tobytes()


def test_a_kind_of_a_newer_version_is_passed_over():
    frame = encode(Cancel("job"), seq=1, epoch=1).replace(b"Cancel", b"Gossip")

    assert decode(frame) == (None, 1, 1)


@given(st.binary(max_size=200))
def test_garbage_is_refused_and_nothing_else_happens(garbage):
    with pytest.raises(BadFrame):
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
def test_a_header_with_a_wrong_field_is_refused(before, after):
    frame = encode(Progress("job", 2, 17), seq=1, epoch=1)
    header = frame[4:].replace(before, after)
    assert header != frame[4:]
    with pytest.raises(BadFrame):
        decode(len(header).to_bytes(4, "big") + header)


def test_a_list_is_checked_to_its_items():
    frame = encode(Embedding("job", 0, "", [0.5, 0.25]), seq=1, epoch=1)
    header = frame[4:].replace(b"0.25", b'"no"')
    with pytest.raises(BadFrame, match="vector"):
        decode(len(header).to_bytes(4, "big") + header)
    assert decode(frame)[0] == Embedding("job", 0, "", [0.5, 0.25])


def test_samples_that_are_no_numbers_or_no_whole_floats_are_refused():
    with pytest.raises(BadFrame):
        decode(encode(Sound("job", 0, np.array([np.nan], dtype=np.float32)), seq=1, epoch=1))
    with pytest.raises(BadFrame):
        decode(encode(Sound("job", 0, np.zeros(4, dtype=np.float32)), seq=1, epoch=1)[:-1])


def test_a_frame_over_the_limit_is_refused_before_it_is_sent():
    with pytest.raises(BadFrame):
        encode(Cancel("x" * MAX_FRAME), seq=1, epoch=1)


@pytest.mark.parametrize("letter", ["é", "七", "😀"])
def test_the_longest_request_of_all_is_below_the_limit_in_every_script(letter):
    voice = Voice("Evening", "qwen3", "a" * 32, letter * MAX_TEXT, seed=1)
    variant = Variant(**dict.fromkeys(LIMITS, 1.0) | {"f0": 200 / 3, "rate": 500 / 3, "level": -100 / 7}, whisper=False)
    recipe = Recipe(letter * MAX_DESCRIPTION, letter * MAX_SPEECH, seed=1, voice=voice, variant=variant).to_json()
    work = Work("job", [recipe] * MAX_LINES, 1.0, [])

    assert decode(encode(work, seq=1, epoch=1))[0] == work


def test_half_a_character_crosses_over_too():
    assert decode(encode(Cancel("\udce9"), seq=1, epoch=1))[0] == Cancel("\udce9")


def test_a_channel_drops_what_is_of_another_epoch_or_was_there_before():
    ours, theirs = Pipe()
    channel = Channel(ours, epoch=2)
    for message, seq, epoch in [("old worker", 1, 1), ("first", 1, 2), ("again", 1, 2), ("second", 2, 2)]:
        theirs.send_bytes(encode(Cancel(message), seq=seq, epoch=epoch))

    assert [channel.receive().job, channel.receive().job] == ["first", "second"]
    channel.close()
    theirs.close()


def test_threads_that_send_at_once_do_not_mix_their_frames():
    ours, theirs = Pipe()
    sender, receiver = Channel(ours, 1), Channel(theirs, 1)
    sound = Sound("job", 0, np.ones(20_000, dtype=np.float32))
    threads = [threading.Thread(target=lambda: [sender.send(sound) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()

    received = [receiver.receive() for _ in range(200)]
    for thread in threads:
        thread.join()
    assert all((message.samples == 1.0).all() for message in received)
    sender.close()
    receiver.close()


def test_an_announced_length_over_the_limit_reserves_no_memory():
    ours, theirs = Pipe()
    os.write(theirs.fileno(), (2**30).to_bytes(4, "big"))
    with pytest.raises(OSError, match="bad message length"):
        Channel(ours, 1).receive()
    theirs.close()
