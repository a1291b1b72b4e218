"""Takes in a notebook: their words, their picture and their sound, at their own level."""

import subprocess
import sys

import numpy as np
import pytest
from shown_takes import HOSTILE, RATE, shown_take, sounds_in

from studio import Clip, Takes
from studio.audio.loudness import loudness
from studio.audio.sound_file import decode_bytes
from studio.audio.tags import tags_in
from studio.store.provenance import Provenance


def test_take_shows_its_label_its_words_and_a_player():
    html = shown_take(seconds=2.5)._repr_html_()

    for shown in ("v7·3", "2.5 s", "seed 9", "A calm voice.", "“Hello.”", "<audio controls", "data:image/svg+xml"):
        assert shown in html


def test_take_sounds_at_its_own_level():
    levels = []
    for gain in (1.0, 0.25):
        clip = shown_take(seconds=3.0, gain=gain)
        [file] = sounds_in(clip._repr_html_())
        heard, rate = decode_bytes(file)
        levels.append(loudness(heard, rate))
        assert levels[-1] == pytest.approx(loudness(clip.samples, RATE), abs=0.1)

    assert levels[0] - levels[1] == pytest.approx(12.0, abs=0.2)


def test_sound_in_a_notebook_says_what_it_was_made_from():
    clip = shown_take()
    [file] = sounds_in(clip._repr_html_())

    said = Provenance.from_tags(tags_in(file))
    assert (said.recipe.description, said.md5) == ("A calm voice.", Provenance.of_take(clip).md5)


def test_words_of_people_are_shown_and_never_run():
    html = shown_take(description=f"A voice {HOSTILE}", text=f"Hello {HOSTILE}")._repr_html_()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;alert") == 2


def test_long_take_shows_its_picture_and_how_to_hear_it():
    html = shown_take(seconds=21 * 60)._repr_html_()

    assert "<audio" not in html
    assert "21:00" in html
    assert "Player(clip)" in html
    assert len(html) < 8_000


def test_take_without_sound_is_shown():
    assert "It holds no sound." in shown_take(seconds=0)._repr_html_()


def test_list_of_takes_is_a_table_with_what_they_share_above_it():
    first, second = shown_take(), shown_take(number=2, position=3, seed=10)
    html = Takes([first, second])._repr_html_()

    assert (html.count("<audio"), html.count("<tr>"), html.count("<script")) == (2, 2, 0)
    assert (html.count("A calm voice."), html.count("Hello.")) == (1, 1)
    assert "v7·3" in html
    assert "v7·4" in html
    other = shown_take(number=3, text="Another line.")
    mixed = Takes([first, other])._repr_html_()
    assert (mixed.count("A calm voice."), mixed.count("Hello."), mixed.count("Another line.")) == (1, 1, 1)
    assert "No takes." in Takes()._repr_html_()


def test_table_of_many_takes_holds_two_minutes_of_sound_and_the_pictures_of_the_rest():
    html = Takes([shown_take(seconds=50)] * 4)._repr_html_()

    assert (html.count("<audio"), html.count("<img")) == (2, 4)


def test_clip_without_a_recipe_is_shown():
    html = Clip(np.full(RATE, 0.1, np.float32), RATE, f"{HOSTILE}.wav")._repr_html_()

    assert "<script>alert" not in html
    assert "seed" not in html
    assert len(sounds_in(html)) == 1


def test_display_loads_no_analysis_and_no_widget():
    program = (
        "import sys, numpy; from studio import Recipe, Take; "
        "before = [name for name in sys.modules if name.startswith('studio.displays')]; "
        "take = Take('1' * 32, Recipe('a', 'b', seed=1), numpy.zeros(2400, numpy.float32)); "
        "assert '<audio' in take._repr_html_(); "
        "print(before, [name for name in ('librosa', 'anywidget', 'IPython', 'gradio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stdout.strip() == "[] []", done.stderr
