"""A take made of passages has one pace and contains no passage that failed."""

import numpy as np
import pytest

from studio.domain.recipe import Recipe
from studio.text.passages import Passage
from studio.worker.acceptance import Pace
from studio.worker.assembly import Part, SpokenText
from studio.worker.backend import Chunk, TakeEnd

SENTENCE = "The lamps along the harbour came on one by one, and nobody was there to see them. "
TEXT, FRAMES = SENTENCE.strip(), 70  # its frames at an ordinary pace


def generate(*frames, text=TEXT):
    """Return the steps of a take and the order of its passages; `frames` are their lengths, of both attempts if two."""
    attempts = [each if isinstance(each, tuple) else (each,) for each in frames]
    parts = [Part(Passage(text, 0.5), seed) for seed in range(len(attempts))]
    take = SpokenText(0, Recipe("A calm voice.", text, seed=1), parts, Pace(76, 63))
    left = {part: list(lengths) for part, lengths in zip(parts, attempts, strict=True)}
    queue, made, steps = list(parts), [], []
    while queue:
        part = queue.pop(0)
        made.append(parts.index(part))
        part.frames = left[part].pop(0)
        steps += take.add(part, tone(part.frames))
        steps += take.finish(part, capped=False)
        queue += take.to_repeat()
    return steps, made


def tone(frames):
    """Return a sound whose level encodes its number of frames."""
    return np.full(1920 * frames, frames / 1000, np.float32)


def delivered(steps):
    """Return the number of frames of each delivered passage."""
    levels = np.concatenate([step.samples for step in steps if isinstance(step, Chunk)])
    found = levels[np.flatnonzero(np.diff(levels, prepend=-1) == 0)]
    places = np.flatnonzero(np.diff(np.where(found > 0, 1, 0), prepend=0) == 1)
    return [round(float(found[place + 1000]) * 1000) for place in places]


def test_passages_of_one_pace_are_delivered_in_order_and_none_is_repeated():
    steps, made = generate(FRAMES, FRAMES + 8, FRAMES - 8)

    assert made == [0, 1, 2]
    assert delivered(steps) == [FRAMES, FRAMES + 8, FRAMES - 8]
    assert steps[-1].fault == ""


@pytest.mark.parametrize("off", [FRAMES // 2, 3 * FRAMES // 2])
def test_passage_of_odd_pace_is_repeated_and_the_nearer_attempt_delivered(off):
    steps, made = generate(FRAMES, (off, FRAMES + 3), FRAMES)
    assert made == [0, 1, 2, 1]
    assert delivered(steps) == [FRAMES, FRAMES + 3, FRAMES]

    steps, made = generate(FRAMES, (off, off // 2 if off < FRAMES else off + 30), FRAMES)
    assert made == [0, 1, 2, 1]
    assert delivered(steps) == [FRAMES, off, FRAMES]
    assert steps[-1].fault == ""


def test_slow_first_attempt_is_delivered_when_the_second_fails():
    steps, _ = generate(FRAMES, (100, 4), FRAMES)

    assert delivered(steps) == [FRAMES, 100, FRAMES]
    assert steps[-1].fault == ""


def test_one_passage_of_odd_pace_does_not_affect_the_others():
    steps, made = generate(FRAMES, FRAMES, (110, 112), FRAMES, FRAMES)

    assert made == [0, 1, 2, 3, 4, 2]
    assert delivered(steps) == [FRAMES, FRAMES, 110, FRAMES, FRAMES]


def test_pace_of_a_short_passage_is_ignored():
    steps, made = generate(9, 15, text="Good evening.")

    assert made == [0, 1]
    assert delivered(steps) == [9, 15]


def test_passage_that_fails_twice_fails_the_take():
    steps, made = generate(FRAMES, (4, 4), FRAMES)

    assert made == [0, 1, 2, 1]
    assert steps[-1].fault == "of one of its passages, it lasts 0.3 s, far too short for its text"


def test_take_ends_once_however_many_passages_fail():
    steps, made = generate(FRAMES, (4, 4), (4, 4), FRAMES)

    assert made == [0, 1, 2, 3, 1, 2]
    assert sum(isinstance(step, TakeEnd) for step in steps) == 1
