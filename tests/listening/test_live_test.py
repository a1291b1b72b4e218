"""A listening test as a person has it in Python: its trials hide what they are, its result comes at the end."""

import copy
import pickle
import re
import sqlite3
from datetime import datetime
from types import FunctionType, MethodType, ModuleType

import numpy as np
import pytest
import soundfile
from synthetic_voice import RATE

from studio import InvalidInput, ListeningTest, NotFound, Outcome, Recipe, Take, Workspace
from studio.domain.take import on_grid
from studio.listening.concealed import concealed_tests
from studio.listening.order import next_shown

LOW, HIGH, THIRD = (f"{number:032x}" for number in (1, 2, 3))


LEAVES = str | bytes | int | float | datetime | np.ndarray | type | FunctionType | MethodType | ModuleType


def tone(pitch):
    return on_grid((0.3 * np.sin(2 * np.pi * pitch * np.arange(RATE // 2) / RATE)).astype(np.float32))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with Workspace(tmp_path_factory.mktemp("home")) as workspace:
        for number, (take, pitch) in enumerate(((LOW, 150), (HIGH, 300), (THIRD, 450))):
            recipe = Recipe("a calm woman", "Hello.", number, "english", frame_cap=100, backend="sketch")
            workspace.library.add(Take(take, recipe, tone(pitch)))
        yield workspace


def pitch(clip):
    return np.argmax(np.abs(np.fft.rfft(clip.samples)))


def sharp_ears(trial):
    return "A" if pitch(trial.x) == pitch(trial.a) else "B"


def likes_low(trial):
    return 1 if pitch(trial.first) < pitch(trial.second) else 2


def answer(test, choose):
    for trial in test:
        test.answer(choose(trial))
    return test


def test_abx_is_answered_in_a_loop(workspace):
    test = workspace.listening.abx(LOW, HIGH, trials=8)
    heard = []
    for trial in test:
        heard.append((trial.number, trial.planned, list(trial.sounds)))
        assert test.answer(sharp_ears(trial).lower()) is None

    assert heard == [(number, 8, ["A", "B", "X"]) for number in range(1, 9)]
    assert (test.over, test.answered, test.left, test.trial, list(test)) == (True, 8, 0, None, [])
    assert isinstance(test.result, Outcome)
    assert str(test.result) == "8 of 8: you can hear it."
    assert test.result.p_value == pytest.approx(0.5**8)


def test_preference_and_tournament_have_a_first_and_a_second(workspace):
    preference = answer(workspace.listening.preference(HIGH, LOW, trials=6), likes_low)
    tournament = answer(workspace.listening.tournament([HIGH, LOW, THIRD], trials=9), likes_low)

    assert preference.clips[preference.result.winner].ref == f"take:{LOW}"
    assert tournament.clips[tournament.result.winner].ref == f"take:{LOW}"


def test_no_difference_is_an_answer(workspace):
    test = answer(workspace.listening.preference(HIGH, LOW, trials=2), lambda trial: "none")
    assert test.result.ties == 2


def test_the_clips_of_a_trial_say_nothing_of_what_they_are(workspace):
    test = workspace.listening.abx(LOW, HIGH)
    trial = test.trial
    known = workspace.library.take(LOW).samples

    for slot, clip in trial.sounds.items():
        assert (clip.label, clip.text, clip.ref, clip.recipe, clip.workspace) == (slot, "", "", None, None)
        assert not clip.samples.flags.writeable
    assert len({len(clip) for clip in trial.sounds.values()}) == 1
    assert len({clip.samples.tobytes() for clip in trial.sounds.values()}) == 3
    assert known.tobytes() not in b"".join(clip.samples.tobytes() for clip in trial.sounds.values())
    assert test.trial is trial


def reached(start):
    """Return the reprs of what attributes, private ones too, and iterating lead to, by their paths."""
    found, waiting, seen = {}, [("test", start)], {}
    while waiting:
        path, each = waiting.pop()
        if id(each) in seen or path.count(".") > 6:
            continue
        seen[id(each)] = each  # held, so that no other object gets its id
        if not isinstance(each, np.ndarray):
            found[path] = repr(each)
        if isinstance(each, LEAVES):
            continue
        if isinstance(each, dict):
            waiting += [(f"{path}.{key}", value) for key, value in each.items()]
        elif isinstance(each, list | tuple | set | frozenset):
            waiting += [(f"{path}.{place}", value) for place, value in enumerate(each)]
        for name in dir(each):
            if name not in ("__weakref__", "__subclasshook__") and hasattr(type(each), "__module__"):
                if name.startswith("__") and name != "__dict__":
                    continue
                try:
                    value = getattr(each, name)
                except Exception as error:  # such as the result before the end
                    value = f"{type(error).__name__} {error}"
                waiting.append((f"{path}.{name}", value))
    return found


def neutral(test, found):
    """Leave out what differs between any two tests: ids, times, addresses in memory, and the sounds themselves."""
    return {
        path: re.sub(r"array\(.*?\)", "SOUND", text.replace(test.id, "ID"), flags=re.DOTALL)
        for path, text in found.items()
        if " at 0x" not in text and "created" not in path and "_since" not in path
    }


def told(test):
    return neutral(test, reached(test))


@pytest.mark.parametrize(
    ("kind", "given"), [("abx", (LOW, HIGH)), ("preference", (LOW, HIGH)), ("tournament", ([LOW, HIGH, THIRD],))]
)
def test_nothing_reached_from_a_running_test_depends_on_its_order_or_its_score(workspace, kind, given):
    """Of two tests with other orders, and of right and wrong answers, everything that can be seen is the same."""
    by_order = {}
    while len(by_order) < 2:
        test = getattr(workspace.listening, kind)(*given)
        by_order.setdefault(next_shown(concealed_tests(test).find(test.id)), test)
    one, other = by_order.values()
    assert (one.trial, other.trial) != (None, None)
    assert told(one) == told(other)
    assert len(told(one)) > 30

    for test, choose in ((one, 0), (other, 1)):
        slots = list(test.trial.sounds)
        expected = sharp_ears(test.trial) if kind == "abx" else str(likes_low(test.trial))
        test.answer(expected if choose == 0 else next(slot for slot in slots[:2] if slot != expected))
    assert told(one) == told(other)
    for test in (one, other):
        seed = concealed_tests(test).find(test.id).seed
        assert not any(str(seed) in text for text in reached(test).values())
        assert not any(str(seed) in text for text in reached(workspace.listening[test.id]).values())
        for copied in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(InvalidInput, match="cannot be pickled"):
                copied(test)
        with pytest.raises(TypeError):
            vars(test)


def test_the_result_waits_for_the_end_and_says_how_long(workspace):
    test = workspace.listening.abx(LOW, HIGH, trials=5)
    test.answer("A")
    for ask in (lambda: test.result, test.to_frame):
        with pytest.raises(InvalidInput, match="4 of 5 trials are left") as caught:
            ask()
        assert (caught.value.code, caught.value.details["left"]) == ("test-not-over", 4)
    assert repr(test).endswith("trial 2 of 5>")


def test_a_trial_without_an_answer_is_not_passed(workspace):
    trials = iter(workspace.listening.abx(LOW, HIGH))
    next(trials)
    with pytest.raises(InvalidInput, match="Trial 1 has no answer yet"):
        next(trials)


def test_an_answer_that_is_none_here_is_refused(workspace):
    test = workspace.listening.abx(LOW, HIGH)
    with pytest.raises(InvalidInput, match="no answer here"):
        test.answer("X")
    assert test.answered == 0


def test_a_frame_has_a_row_a_trial_with_its_key(workspace):
    test = answer(workspace.listening.abx(LOW, HIGH, trials=3), sharp_ears)
    frame = test.to_frame()

    assert frame["trial"].tolist() == [1, 2, 3]
    assert frame["correct"].tolist() == [True] * 3
    assert frame["chosen"].tolist() == frame["x"].tolist()
    assert (frame["seconds"] > 0).all()


def test_a_test_is_stopped_and_its_answers_count(workspace):
    test = workspace.listening.preference(LOW, HIGH, trials=10)
    test.answer(1)
    assert test.cost_of_stopping.startswith("1 answer cannot show anything")
    test.stop()

    assert (test.over, test.left, test.cost_of_stopping) == (True, 0, "")
    assert "Stopped after 1 of 10 trials" in test.result.notes[0]


def test_a_test_that_is_stopped_before_the_first_answer_is_gone(workspace):
    test = workspace.listening.abx(LOW, HIGH)
    test.stop()

    assert (test.over, list(test), repr(test)[-12:]) == (True, [], "thrown away>")
    with pytest.raises(NotFound):
        test.result  # noqa: B018


def test_the_last_answer_is_taken_back_except_in_abx(workspace):
    test = workspace.listening.preference(LOW, HIGH)
    test.answer(1)
    test.take_back()
    assert (test.answered, test.trial.number) == (0, 1)
    with pytest.raises(InvalidInput):
        workspace.listening.abx(LOW, HIGH).take_back()


def test_an_earlier_test_is_found_and_continued(workspace):
    begun = workspace.listening.abx(LOW, HIGH, trials=2)
    begun.answer("A")
    again = workspace.listening[begun.id]

    assert isinstance(again, ListeningTest)
    assert [trial.number for trial in again if again.answer(sharp_ears(trial)) is None] == [2]
    assert begun.over
    assert begun.id == workspace.listening.find(begun.id).id == workspace.listening.newest(1)[0].id
    assert begun.id in [test.id for test in workspace.listening.between(HIGH, LOW)]
    assert begun.id not in [test.id for test in workspace.listening.running()]
    with pytest.raises(NotFound):
        workspace.listening["0" * 32]


def test_sounds_of_ones_own_are_compared_with_a_take_as_long_as_the_process_lives(workspace, tmp_path):
    soundfile.write(tmp_path / "interview.wav", tone(600), RATE)
    test = workspace.listening.abx((tone(600), RATE), LOW, trials=2)
    preference = workspace.listening.preference(str(tmp_path / "interview.wav"), LOW, trials=2)
    test.answer(sharp_ears(test.trial))

    assert [clip.label for clip in preference.clips] == ["interview.wav", workspace.clip(LOW).label]
    with Workspace(workspace.home) as elsewhere, pytest.raises(NotFound, match="A sound of this test is gone"):
        elsewhere.listening[test.id].trial  # noqa: B018
    assert answer(test, sharp_ears).result.count == 2
    with pytest.raises(InvalidInput, match="compared with itself"):
        workspace.listening.abx((tone(600), RATE), (tone(600), RATE))


def test_what_is_no_clip_begins_no_test(workspace):
    for nothing in ("take:" + "0" * 32, "preset:nobody", "file:/etc/passwd", "nobody"):
        with pytest.raises(NotFound):
            workspace.listening.abx(LOW, nothing)
    with pytest.raises(InvalidInput):
        workspace.listening.abx(LOW, LOW)


def test_presets_are_compared_too(workspace):
    workspace.keep(LOW, "Evening")
    test = workspace.listening.tournament([workspace.presets["Evening"], HIGH, workspace.library.take(THIRD)], trials=2)

    assert test.clips[0].ref == "preset:evening"
    with sqlite3.connect(workspace.home / "library.db") as db:
        stored = db.execute("SELECT count(*) FROM listening_clips WHERE test = ?", (test.id,)).fetchone()
    db.close()
    assert stored == (3,)
