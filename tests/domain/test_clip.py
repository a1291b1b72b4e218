"""Clips and takes as values."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest

from studio import Clip, InvalidInput, Recipe, Take, Takes

RAMP = np.linspace(-0.5, 0.5, 48_000, dtype=np.float32)


def take(number=0, **fields):
    return Take(f"{number:032x}", Recipe("a calm woman", "Good evening.", seed=9), RAMP.copy(), **fields)


def test_the_samples_of_a_take_cannot_be_changed_and_a_copy_can():
    made = take()
    for change in (lambda: made.samples.__imul__(4), lambda: made[0.5:].samples.fill(0)):
        with pytest.raises(ValueError, match="read-only"):
            change()
    doubled = np.array(made)
    doubled *= 2

    assert np.asarray(made).base is made.samples.base
    assert np.array_equal(made.samples, RAMP)
    assert np.asarray(made, np.float64).dtype == np.float64


def test_takes_are_equal_and_hashed_by_their_id():
    made = take()
    assert made == replace(made, version=7) != take(1)
    assert {made, replace(made, position=2)} == {made}
    assert made != made.id


def test_a_clip_is_sliced_in_seconds():
    part = take(version=7)[0.5:1.25]
    assert (type(part), part.duration, part.label, part.text, part.ref) == (Clip, 0.75, "v7·1 0.50–1.25 s", "", "")
    assert np.array_equal(part, RAMP[12_000:30_000])
    assert len(take()[-0.25:]) == 6000
    assert len(take()[1.0:60.0]) == 24_000
    for wrong in (3, slice(0, 1, 2)):
        with pytest.raises(TypeError, match="in seconds"):
            part[wrong]
    with pytest.raises(TypeError, match="not iterable"):
        iter(part)


def test_a_take_is_shown_in_a_few_words():
    assert repr(take(version=7, position=2)) == "<Take v7·3, 2.0 s, seed 9>"
    assert repr(take(version=7, incomplete=True)[:1.0]) == "<Clip v7·1… 0.00–1.00 s, 1.0 s>"


def test_a_take_survives_copying_and_pickling():
    made = take(version=7)
    again = pickle.loads(pickle.dumps(made))

    assert copy.deepcopy(made) is copy.copy(made) is made
    assert (again, again.label, again.recipe) == (made, "v7·1", made.recipe)
    assert not again.samples.flags.writeable


def test_a_clip_without_samples_is_still_a_clip():
    assert Clip(np.zeros(0), 24_000)
    assert Clip(np.zeros(0), 24_000).duration == 0.0


@pytest.mark.parametrize(
    ("samples", "rate", "words"),
    [
        (np.zeros((100, 2)), 24_000, "shape .100, 2. are not mono.*mean"),
        (np.zeros(100, np.int16), 24_000, "int16"),
        (np.zeros(100), 0, "rate of 0 Hz"),
    ],
)
def test_what_is_no_sound_is_refused(samples, rate, words):
    with pytest.raises(InvalidInput, match=words):
        Clip(samples, rate)


def test_a_clip_of_no_studio_says_how_to_measure_and_keep_it():
    for method, call in (("measure", Take.measure), ("check", Take.check)):
        with pytest.raises(InvalidInput, match=rf"st\.{method}\(take\)"):
            call(take())
    with pytest.raises(InvalidInput, match=r"st\.keep\(take, name\)"):
        take().keep("Evening")
    with pytest.raises(InvalidInput, match=r"st\.save\(clip, path\)"):
        Clip(RAMP, 24_000).save("evening.wav")


def test_several_takes_are_a_tuple_whose_slices_are_takes():
    made = Takes(take(number) for number in range(3))
    assert (made[1], len(made), list(made[1:])) == (take(1), 3, [take(1), take(2)])
    assert (type(made[:2]), type(made[1])) == (Takes, Take)
