"""Labels of takes, and their file names."""

from dataclasses import replace

import pytest

from studio.domain.label import file_stem, parse_label, take_label
from studio.domain.recipe import Recipe
from studio.domain.voice import Voice

DESIGNED = Recipe("a calm woman", "Good evening.", seed=7)
VOICE = Voice("Rain detective", "sketch", "0" * 64, "Hello.", 7)
SPOKEN = replace(DESIGNED, voice=VOICE, text="The lamps along the harbour came on one by one.")


def test_a_designed_take_is_called_by_version_and_number():
    assert take_label(DESIGNED, 2, 7) == "v7·3"
    assert take_label(DESIGNED, 2, None) == "Take 3 (seed 7)"


def test_a_spoken_clip_is_called_by_its_voice_and_first_words():
    assert take_label(SPOKEN, 0, 8) == "Rain detective · The lamps along the harbour…"
    assert take_label(replace(SPOKEN, text="Wait.\n\nWho is there?"), 0, 8) == "Rain detective · Wait. Who is there?"


def test_another_reading_of_the_same_words_has_its_number_behind_it():
    again = replace(SPOKEN, text="Hello.", seed=8)

    assert take_label(again, 1, 9) == "Rain detective · Hello. (v9·2)"
    assert take_label(again, 1, None) == "Rain detective · Hello. (seed 8)"


def test_words_without_spaces_are_cut_too():
    label = take_label(replace(SPOKEN, text="七" * 100), 0, 8)
    assert label == f"Rain detective · {'七' * 29}…"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("v7·3", (7, 2)), ("V7.3", (7, 2)), ("v7-3", (7, 2)), (" v12 ", (12, None)), ("v7·0", None), ("v07", None)],
)
def test_a_typed_label_is_read(typed, meant):
    assert parse_label(typed) == meant


@pytest.mark.parametrize("label", ["v7·3", 'CON · "Who?" <b>/etc\\passwd', "Dr. Nul · Ça va…", "… · …"])
def test_a_file_name_holds_nothing_that_a_file_system_refuses(label):
    stem = file_stem(label)

    assert stem
    assert not set(stem) & set('<>:"/\\|?*.\0')
    assert stem == stem.strip()


def test_stopped_take_has_one_ellipsis():
    cut = take_label(SPOKEN, 0, 8)
    assert cut.endswith("…")
    assert take_label(SPOKEN, 0, 8, incomplete=True) == cut
    assert take_label(DESIGNED, 0, 3, incomplete=True) == "v3·1…"
