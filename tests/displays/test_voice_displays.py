"""Saved voices in a notebook: one with its deliveries, and the shelf."""

import pytest
from shown_takes import HOSTILE, shown_take, sounds_in

from studio.store.presets import PresetShelf


@pytest.fixture
def shelf(tmp_path):
    """The voices Evening, with tags and a delivery, and Morning."""
    shelf = PresetShelf(tmp_path)
    shelf.save(shown_take(), "Morning")
    shelf.save(shown_take(description=f"A voice {HOSTILE}"), "Evening", tags=["warm"], notes=f"Notes {HOSTILE}")
    shelf.add_delivery("evening", "sad", shown_take(number=2))
    return shelf


def test_voice_is_heard_with_its_deliveries(shelf):
    html = shelf["evening"]._repr_html_()

    for shown in ("Evening", "1.0 s · warm", "neutral", "sad", "“Hello.”"):
        assert shown in html
    assert len(sounds_in(html)) == 2
    assert "<script>alert" not in html
    assert repr(shelf["evening"]) == "<Preset Evening, 1.0 s>"


def test_voice_whose_sound_is_missing_says_so(shelf):
    shelf["evening"].reference_path.unlink()
    html = shelf["evening"]._repr_html_()

    assert len(sounds_in(html)) == 1
    assert "reference.flac" in html


def test_shelf_is_a_table_with_players(shelf):
    html = shelf._repr_html_()

    assert (html.count("<tr>"), len(sounds_in(html))) == (2, 2)
    assert "also: sad" in html
    assert repr(shelf) == "<2 voices: Evening, Morning>"


def test_shelf_of_much_sound_plays_the_first_voices_and_lists_the_rest(shelf):
    for name in ("Noon", "Dusk"):
        shelf.save(shown_take(seconds=40), name)
    html = shelf._repr_html_()

    assert (html.count("<tr>"), len(sounds_in(html))) == (4, 1)
    assert "The others are heard one by one" in html


def test_empty_shelf_tells_how_a_voice_is_kept(tmp_path):
    assert "No voices are kept yet" in PresetShelf(tmp_path)._repr_html_()
