"""Which sounds are accepted as a take or passage."""

import numpy as np
import pytest

from studio.worker.acceptance import Pace, SoundFacts, another_seed, fault_of

TEXT = "Good evening, and welcome to the studio."
TONE = np.full(2_400, 0.5, np.float32)


def facts(*chunks):
    sound = SoundFacts()
    for chunk in chunks:
        sound.add(chunk)
    return sound


def test_ordinary_sound_is_accepted():
    assert fault_of(facts(*[TONE] * 25), TEXT, capped=False) == ""


@pytest.mark.parametrize(
    ("chunks", "fault"),
    [
        ([TONE, np.full(10, np.nan, np.float32), TONE], "its samples are not numbers"),
        ([], "it has no sound"),
        ([np.full(60_000, 9e-4, np.float32)], "it is silent"),
        ([TONE], "it lasts 0.1 s, far too short for its text"),
    ],
)
def test_faulty_sound_is_named(chunks, fault):
    assert fault_of(facts(*chunks), TEXT, capped=False) == fault


def test_sound_that_is_too_long_is_named():
    sound = facts(*[TONE] * 25)

    assert fault_of(sound, TEXT, capped=True) == "it did not come to an end within 2 s"
    assert fault_of(sound, TEXT, capped=False, too_long=True) == "it lasts 2.5 s, far too long for its text"


def test_line_that_repeats_its_reference_is_too_long():
    pace = Pace(frames=100, expected=90)
    line = 33 * 100 // 90  # at the reference's pace

    assert not pace.too_long(TEXT, line)
    assert not pace.too_long(TEXT, line * 3 // 2)
    assert pace.too_long(TEXT, line + 100)


def test_a_repeated_take_has_another_valid_seed():
    assert another_seed(7) == another_seed(7) != 7
    assert 0 <= another_seed(2**32 - 1) < 2**32
