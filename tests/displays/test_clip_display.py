"""Takes in a notebook: their words, their picture and their sound, at their own level."""

import base64
import re
import subprocess
import sys

import numpy as np
import pytest

from studio import Clip, Recipe, Take
from studio.audio.loudness import loudness
from studio.audio.sound_file import decode, decode_bytes
from studio.audio.tags import tags_in
from studio.domain.takes import Takes
from studio.store.home import gallery_folder
from studio.store.provenance import Provenance

RATE = 24_000
HOSTILE = "\"><script>alert('1')</script><img src=x onerror=alert(2)>"


def take(seconds=1.0, gain=1.0, **told):
    speech, _ = decode(gallery_folder() / "help-desk" / "reference.flac")
    recipe = Recipe(**{"description": "A calm voice.", "text": "Hello.", "seed": 9, "backend": "sketch"} | told)
    samples = np.resize(speech, round(seconds * RATE)) * np.float32(gain)
    return Take("1" * 32, recipe, samples, position=2, version=7)


def sounds(html):
    return [base64.b64decode(found) for found in re.findall(r'src="data:audio/ogg;base64,([^"]+)"', html)]


def test_take_shows_its_label_its_words_and_a_player():
    html = take(seconds=2.5)._repr_html_()

    for shown in ("v7·3", "2.5 s", "seed 9", "A calm voice.", "“Hello.”", "<audio controls", "data:image/svg+xml"):
        assert shown in html


def test_take_sounds_at_its_own_level():
    levels = []
    for gain in (1.0, 0.25):
        clip = take(seconds=3.0, gain=gain)
        [file] = sounds(clip._repr_html_())
        heard, rate = decode_bytes(file)
        levels.append(loudness(heard, rate))
        assert levels[-1] == pytest.approx(loudness(clip.samples, RATE), abs=0.1)

    assert levels[0] - levels[1] == pytest.approx(12.0, abs=0.2)


def test_sound_in_a_notebook_says_what_it_was_made_from():
    clip = take()
    [file] = sounds(clip._repr_html_())

    said = Provenance.from_tags(tags_in(file))
    assert (said.recipe.description, said.md5) == ("A calm voice.", Provenance.of_take(clip).md5)


def test_words_of_people_are_shown_and_never_run():
    html = take(description=f"A voice {HOSTILE}", text=f"Hello {HOSTILE}")._repr_html_()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;alert") == 2


def test_long_take_shows_its_picture_and_how_to_hear_it():
    html = take(seconds=21 * 60)._repr_html_()

    assert "<audio" not in html
    assert "21:00" in html
    assert "Player(clip)" in html
    assert len(html) < 8_000


def test_take_without_sound_is_shown():
    assert "It holds no sound." in take(seconds=0)._repr_html_()


def test_list_of_takes_is_a_table_with_what_they_share_above_it():
    first, second = take(seconds=1), Take("2" * 32, take(seed=10).recipe, take().samples, position=3, version=7)
    html = Takes([first, second])._repr_html_()

    assert (html.count("<audio"), html.count("<tr>"), html.count("<script>")) == (2, 2, 1)
    assert (html.count("A calm voice."), html.count("Hello.")) == (1, 1)
    assert "v7·3" in html
    assert "v7·4" in html
    other = Take("3" * 32, take(text="Another line.").recipe, take().samples)
    mixed = Takes([first, other])._repr_html_()
    assert (mixed.count("A calm voice."), mixed.count("Hello."), mixed.count("Another line.")) == (1, 1, 1)
    assert "No takes." in Takes()._repr_html_()


def test_table_of_many_takes_holds_two_minutes_of_sound_and_the_pictures_of_the_rest():
    html = Takes([take(seconds=50)] * 4)._repr_html_()

    assert (html.count("<audio"), html.count("<img")) == (2, 4)


def test_clip_without_a_recipe_is_shown():
    html = Clip(np.full(RATE, 0.1, np.float32), RATE, f"{HOSTILE}.wav")._repr_html_()

    assert "<script>alert" not in html
    assert "seed" not in html
    assert len(sounds(html)) == 1


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
