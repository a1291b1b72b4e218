"""The player's views of clips, made by name."""

import json

import numpy as np
import pytest
from synthetic_voice import RATE, syllables

from studio.audio.view_registry import VIEWS, make_view
from studio.errors import InvalidInput


@pytest.fixture(scope="module")
def clip():
    return syllables(8, 4.0), RATE


@pytest.mark.parametrize("kind", VIEWS)
def test_every_view_is_plain_json(kind, clip):
    made = make_view(kind, [clip] * VIEWS[kind].clips)
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize(("kind", "count"), [("view", 0), ("view", 2), ("difference", 1), ("other", 1), ("", 0)])
def test_unknown_view_or_clip_count_is_rejected(kind, count, clip):
    with pytest.raises(InvalidInput, match="There are: view, linear"):
        make_view(kind, [clip] * count)


def test_syllables_are_marked_at_their_loudest_point(clip):
    marks = make_view("syllables", [clip])["seconds"]
    assert marks == pytest.approx((np.arange(8) + 0.5) / 4, abs=0.08)


def test_silence_has_no_syllables():
    assert make_view("syllables", [(np.zeros(RATE, np.float32), RATE)]) == {"seconds": []}
