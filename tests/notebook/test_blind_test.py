"""The blind test in a cell, on the kernel's side: what a browser learns, and what an answer does."""

import gc
import io
import json
import weakref

import numpy as np
import pytest
import soundfile

from studio import InvalidInput, NotFound, Recipe, Take, Workspace
from studio.notebook import BlindTest

RATE = 24_000


def take(number, seconds=0.5):
    time = np.arange(round(seconds * RATE)) / RATE
    samples = 0.1 * np.sin(2 * np.pi * 200 * number * time)
    recipe = Recipe(description=f"Voice number {number}.", text="Hello.", seed=number)
    return Take(f"{number:032x}", recipe, samples.astype(np.float32), RATE)


def sounds(channel):
    [(_, data, buffers)] = channel.tell({"kind": "sounds", "number": 1, "trial": channel.state["trial"]})
    assert data["content"] == {"kind": "sounds", "number": 1}
    return [bytes(each) for each in buffers]


def frequency(wav):
    samples, rate = soundfile.read(io.BytesIO(wav))
    spectrum = np.abs(np.fft.rfft(samples))
    return round(spectrum.argmax() * rate / len(samples), -1)


def answer(channel, given, **about):
    request = {
        "kind": "answer",
        "number": 2,
        "trial": channel.state["trial"],
        "answer": given,
        "seconds": 2.0,
        "replays": 3,
    }
    return channel.tell(request | about)[-1][1]["content"]


def told(channel):
    """What a browser was told so far, apart from the widget's own code."""
    return json.dumps([{**channel.state, "_esm": "", "_css": ""}, *(data for kind, data, _ in channel.published[1:])])


def test_first_picture_is_in_the_state(channels):
    _kept = BlindTest(take(1), take(2), trials=3)
    state = channels[-1].state
    assert (state["kind"], state["trial"], state["planned"], state["over"], state["verdict"]) == (
        "abx",
        1,
        3,
        False,
        "",
    )
    assert state["_offered"]["slots"] == ["A", "B", "X"]


def test_right_answers_give_the_verdict(channels):
    test = BlindTest(take(1), take(2, seconds=0.8), trials=5)
    while not test.over:
        a, b, x = map(frequency, sounds(channels[-1]))
        assert x in (a, b)
        assert a != b
        answer(channels[-1], "A" if x == a else "B")
    assert test.verdict == test.value == channels[-1].state["verdict"] == "5 of 5: you can hear it."
    assert test.result.count == 5
    assert channels[-1].state["_result"]["figures"][0] == ("right", "5 of 5")
    assert repr(test) == "<BlindTest abx, 5 of 5: you can hear it.>"


def test_nothing_tells_the_key_or_the_score_before_the_end(channels):
    test = BlindTest(take(1), take(2, seconds=0.8), trials=4)
    states = []
    for given in "AAB":
        slots = sounds(channels[-1])
        assert len(set(slots)) == 3
        assert len(set(map(len, slots))) == 1
        answer(channels[-1], given)
        states.append({**channels[-1].state["_offered"], "cost": ""})
    known = {"planned": 4, "slots": ["A", "B", "X"], "may_take_back": False, "decided": False, "cost": ""}
    assert states == [known | {"trial": trial} for trial in (2, 3, 4)]
    for text in (told(channels[-1]), repr(test), str(test.get_state()["trial"])):
        for name in (take(1).label, take(2).label, take(1).id, take(2).id, "take:", "correct", "shown"):
            assert name not in text
    with pytest.raises(InvalidInput, match="not over"):
        test.result  # noqa: B018


def test_answer_to_another_trial_changes_nothing(channels):
    test = BlindTest(take(1), take(2), trials=3)
    answer(channels[-1], "A")
    assert "problem" not in answer(channels[-1], "B", trial=1)
    assert test.trial == 2


def test_test_that_was_answered_elsewhere_continues_from_there(channels, tmp_path):
    with Workspace(tmp_path) as workspace:
        for number in (1, 2):
            workspace.library.add(take(number))
        test = BlindTest(take(1), take(2), trials=2, studio=workspace)
        elsewhere = workspace.listening.running()[0]
        elsewhere.answer("A")
        assert "over" in channels[-1].tell({"kind": "sounds", "number": 1, "trial": 1})[-1][1]["content"]["problem"]
        assert (test.trial, channels[-1].state["_offered"]["trial"]) == (2, 2)

        elsewhere.answer("A")
        channels[-1].tell({"kind": "sounds", "number": 2, "trial": 2})
        assert test.over
        assert channels[-1].state["_result"]["figures"]


def test_still_picture_has_the_sounds_only_when_the_test_is_over(channels):
    test = BlindTest(take(1), take(2), trials=1)
    assert "<audio" not in test.still()
    assert "Trial 1 of 1." in test.still()
    answer(channels[-1], "A")
    assert test.still().count("<audio") == 2
    assert "X was" in test.still()


def test_wrong_messages_are_explained_or_ignored(channels):
    test = BlindTest(take(1), take(2), trials=3)
    for content in ({}, {"kind": "other"}, None, "answer", []):
        assert channels[-1].tell(content) == []
    assert answer(channels[-1], "C")["problem"] == "'C' is no answer here. Answer one of A, B."
    assert "problem" not in answer(channels[-1], "A")
    assert test.trial == 2


def test_preference_can_be_taken_back_and_stopped(channels):
    test = BlindTest(take(1), take(2), kind="preference", trials=8)
    answer(channels[-1], "1")
    assert channels[-1].state["_offered"]["may_take_back"]
    channels[-1].tell({"kind": "take_back"})
    assert test.trial == 1
    answer(channels[-1], "none")
    channels[-1].tell({"kind": "stop"})
    assert test.over
    assert test.verdict == "You heard no difference that matters to you."


def test_tournament_ranks_a_list_of_clips(channels):
    test = BlindTest([take(1), take(2), take(3)], kind="tournament", trials=3)
    while not test.over:
        slots = [frequency(each) for each in sounds(channels[-1])]
        answer(channels[-1], str(1 + slots.index(max(slots))))
    assert len(channels[-1].state["_result"]["ranking"]) == 3
    assert test.result.winner is None or test.result.winner in (1, 2)


@pytest.mark.parametrize("act", ["stop", "discard"])
def test_test_without_answers_has_no_result(channels, act):
    test = BlindTest(take(1), take(2))
    channels[-1].tell({"kind": act})
    assert test.over
    assert test.value == "The test was thrown away: there is no result."
    with pytest.raises(NotFound):
        test.result  # noqa: B018


def test_answers_are_stored_in_the_workspace(channels, tmp_path):
    with Workspace(tmp_path) as workspace:
        for number in (1, 2):
            workspace.library.add(take(number))
        test = BlindTest(take(1), f"{2:032x}"[:32], trials=1, studio=workspace)
        answer(channels[-1], "A")
        [stored] = workspace.listening.newest()
        assert stored.over
        assert stored.result.summary == test.verdict


def test_a_cell_that_is_run_again_takes_up_the_test_without_answers(channels, tmp_path):
    with Workspace(tmp_path) as workspace:
        for number in (1, 2):
            workspace.library.add(take(number))
        shown = [BlindTest(take(1), take(2), trials=2, studio=workspace) for _ in range(2)]
        assert len(workspace.listening.running()) == 1

        answer(channels[-1], "A")
        shown.append(BlindTest(take(1), take(2), trials=2, studio=workspace))
        assert len(workspace.listening.running()) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "duo"}, "There is no blind test 'duo'"),
        ({"kind": "tournament"}, "compares 3 to 8 clips, not 2"),
        ({"trials": 0}, "cannot have 0 trials"),
    ],
)
def test_what_cannot_be_tested_is_refused(channels, given, words):
    with pytest.raises(InvalidInput, match=words):
        BlindTest(take(1), take(2), **given)


def test_closing_frees_the_sounds(channels):
    first, second = take(1), take(2)
    test = BlindTest(first, second)
    left = [weakref.ref(each) for each in (test, first, second)]
    test.close()
    channels.clear()
    del test, first, second
    gc.collect()
    assert [each() for each in left] == [None, None, None]
