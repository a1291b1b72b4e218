"""Consistency tests: the limits of the conclusion, and whole tests with tiny checkpoints.

With random weights the similarities mean nothing, so only what is done with them is tested.
"""

import json
import subprocess
import sys

import pytest

from studio import Cancelled, InvalidInput, Studio
from studio.auditions.consistency import judge
from studio.auditions.speaker_similarity import OTHER, SAME, band_of, in_words
from studio.session import auditions_of
from studio.text.sentences import five_lines

SAID = "Good evening, and welcome to the studio. The lamps are on."


@pytest.mark.parametrize(
    ("to_reference", "among", "nearest", "conclusion"),
    [
        ([0.98, 0.97, 0.99, 0.98, 0.97], [0.98], None, "consistent"),
        ([0.98, 0.97, 0.99, 0.98, 0.97], [0.98], ("Harbour", 0.90), "consistent"),
        ([0.98, 0.97, 0.99, 0.98, 0.97], [0.98], ("Harbour", 0.97), "inconclusive"),
        ([0.98, 0.95, 0.99, 0.98, 0.97], [0.98], None, "inconclusive"),
        ([0.98, 0.97, 0.99, 0.98, 0.97], [0.94], None, "inconclusive"),
        ([0.90, 0.91, 0.89, 0.98, 0.97], [0.90], None, "drifts"),
        ([0.99], [], None, "consistent"),
        ([0.90, 0.91, 0.89, 0.92, 0.90], [0.99], ("Harbour", 0.95), "drifts"),
    ],
)
def test_conclusion_follows_from_the_similarities(to_reference, among, nearest, conclusion):
    found, why = judge(to_reference, among, nearest)

    assert found == conclusion
    assert why


def test_the_limits_lie_between_one_speaker_and_two():
    assert 0.898 < OTHER < SAME < 0.980


def test_a_similarity_is_said_with_what_it_can_tell():
    assert [band_of(value) for value in (0.98, SAME, 0.94, OTHER, 0.7)] == ["same", "same", "unclear", "other", "other"]
    assert in_words(0.97) == "same voice (0.970)"
    assert in_words(0.5) == "another voice (0.500)"
    assert in_words(None) == "not measured"
    assert in_words(None, by_construction=True) == "same voice by construction"


@pytest.fixture(scope="module")
def studio(tmp_path_factory, tiny_voice_design, tiny_base):
    home = tmp_path_factory.mktemp("home")
    with Studio(home=home, model=tiny_voice_design, base_model=tiny_base) as studio:
        yield studio


@pytest.fixture(scope="module")
def take(studio):
    return studio.design("A calm, low male voice.", text=SAID, takes=1, seed=1, language="english")[0]


@pytest.fixture(scope="module")
def tested(studio, take):
    return studio.start_consistency(take)


@pytest.fixture(scope="module")
def found(tested):
    return tested.wait()


def test_five_texts_are_compared_with_the_reference_each_other_and_other_voices(studio, tested, found):
    assert tuple(line.text for line in found.lines) == five_lines(SAID, "english")
    assert len(found.among) == 10
    assert len(found.others) == 6
    assert [similarity for _, similarity in found.others] == sorted((s for _, s in found.others), reverse=True)
    assert all(-1 <= value <= 1.0001 for value in (*found.to_reference, *found.among))
    assert found.spread == max(found.to_reference) - min(found.to_reference)
    assert found.conclusion in ("consistent", "inconclusive", "drifts")
    assert auditions_of(studio).recent.find_test(tested.id) is tested
    assert list(tested.follow())[-1].phase == "done"


OTHER_PROGRAM = """
import json, sys
from studio import Studio
with Studio(home=sys.argv[1], model=sys.argv[2], base_model=sys.argv[3]) as studio:
    found = studio.consistency("Evening")
    print(json.dumps([studio.status.pid, found.to_reference, [line.take for line in found.lines]]))
"""


def test_another_program_gets_the_same_result_for_the_saved_voice(studio, take, found, tiny_voice_design, tiny_base):
    studio.keep(take, "Evening")
    command = [sys.executable, "-c", OTHER_PROGRAM, str(studio.home), str(tiny_voice_design), str(tiny_base)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    pid, to_reference, takes = json.loads(ran.stdout)

    assert pid == studio.status.pid
    assert to_reference == pytest.approx(found.to_reference, abs=1e-6)
    assert [studio.library.take(take).recipe.text for take in takes] == [line.text for line in found.lines]


def test_a_damaged_preset_is_left_out_of_the_comparison(studio, take):
    studio.keep(take, "Damaged").reference_path.write_bytes(b"no sound")
    test = studio.start_consistency(take)
    test.cancel()
    studio.presets.remove("Damaged")

    assert len(test.others) == 6
    assert "Damaged" not in test.others.values()


def test_a_consistency_test_can_be_cancelled(studio, take):
    test = studio.start_consistency(take)
    test.cancel()
    with pytest.raises(Cancelled):
        test.wait()


def test_a_voice_of_the_sketch_is_rejected(studio):
    with pytest.raises(InvalidInput) as refusal:
        studio.start_consistency("Evening storyteller")

    assert refusal.value.code == "no-encoder"


def test_there_are_five_lines_in_every_language():
    for text, language in [("Bonjour à tous.", "auto"), ("今天天气很好。", "auto"), ("Hello.", "korean")]:
        assert len(set(five_lines(text, language))) == 5
