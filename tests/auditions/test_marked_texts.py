"""Marks, pauses and scripts of a text, from the request to the sound."""

import numpy as np
import pytest

from studio import Studio
from studio.errors import InvalidInput


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), "sketch") as studio:
        yield studio


def longest_silence(take):
    loud = np.flatnonzero(np.abs(take.samples) > 0.003)
    return np.diff(loud).max() / take.sample_rate


def test_marks_are_left_out_and_named(studio):
    audition = studio.start_design("a calm woman", text="It is **very** <b>late</b>.", takes=1, seed=1)
    plain = studio.start_design("a calm woman", text="It is very late.", takes=1, seed=1)

    assert audition.notes == ("Not spoken: <b>, </b>, **.",)
    np.testing.assert_array_equal(audition.wait()[0].samples, plain.wait()[0].samples)
    assert audition.recipes[0].text == "It is very late."


def test_raw_text_is_spoken_as_it_stands(studio):
    audition = studio.start_design("a calm woman", text="It is **very** late.", takes=1, seed=1, raw=True)

    assert audition.recipes[0].text == "It is **very** late."
    assert audition.notes == ()


@pytest.mark.parametrize("text", ['Wait. <break time="2s"/> Go now.', "Wait. [pause 2] Go now."])
def test_pause_is_silence_of_its_length_and_replays_exactly(studio, text):
    take = studio.design("a calm woman", text=text, takes=1, seed=1)[0]

    assert longest_silence(take) == pytest.approx(2.0, abs=0.15)
    assert take.recipe.pauses == ((6, 2.0),)
    assert take.recipe.marked_text == "Wait. [pause 2] Go now."
    assert studio.library.take(take.id).recipe == take.recipe
    assert studio.replay(take.id).same


def test_saved_voice_pauses_too(studio):
    voice = studio.design("a calm man", text="Good evening.", takes=1, seed=3)[0]
    take = studio.start_say(voice, "Wait. [pause 1.5] Go now.").wait()[0]

    assert longest_silence(take) == pytest.approx(1.5, abs=0.15)
    assert studio.replay(take.id).same


def test_saved_voice_speaks_its_own_language_where_the_text_tells_little(studio):
    voice = studio.design("un homme", text="Il est minuit. Restez encore un peu avec nous.", takes=1, seed=3)[0]
    languages = [recipe.language for recipe in studio.start_say(voice, ["1984", "Good evening, and welcome."]).recipes]

    assert languages == ["french", "auto"]


def test_unspeakable_script_is_refused(studio):
    with pytest.raises(InvalidInput, match="100% of the text"):
        studio.start_design("a man", text="مرحبا بالعالم")
    with pytest.raises(InvalidInput, match=r"80% of the text .*Chinese characters"):
        studio.design("a man", text="東京は日本", language="japanese", takes=1)
