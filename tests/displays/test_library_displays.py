"""What is in the library, in a notebook: takes that were found, and versions with the words that changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shown_takes import HOSTILE

import studio
from studio import Measurements, Workspace
from studio.versions.word_diff import word_diff


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Yield a workspace with v1 of two takes and v2 that was made from it."""
    with studio.Studio(tmp_path, backend="sketch") as st:
        st.design(f"A calm man {HOSTILE}", "Good evening.", takes=2, seed=7)
        st.design("A calm woman", "Good evening.", takes=1, seed=7, parent="v1")
        st.rate("v1.2", verdict="keep", starred=True, tags=["late"])
    with Workspace(tmp_path) as workspace:
        yield workspace


def test_takes_that_were_found_are_a_table_with_their_ratings(workspace: Workspace) -> None:
    found = workspace.search("calm")
    html = found._repr_html_() or ""

    assert html.count("<tr") == 3
    for shown in ("<b>v1·2</b>", "seed 8 · ★ · keep · late", "A calm woman", "“Good evening.”", "st.clip(take)"):
        assert shown in html
    assert "<script>alert" not in html
    assert repr(found) == "<Found 3 takes: v2·1, v1·2, v1·1>"
    assert repr(found.takes[1]).startswith("<LibraryEntry v1·2, ")


def test_search_that_finds_nothing_tells_what_is_not_measured(workspace: Workspace) -> None:
    found = workspace.search("pitch:>2000")

    assert "No takes." in (found._repr_html_() or "")
    assert "3 more are not measured yet." in (found._repr_html_() or "")
    assert repr(found) == "<Found 0 takes>"


def test_versions_are_a_table_with_the_words_that_changed(workspace: Workspace) -> None:
    html = workspace.versions._repr_html_() or ""

    assert html.index("<b>v2</b>") < html.index("<b>v1</b>")
    assert "since v1 · 1 take<" in html
    assert "<del>man " in html
    assert "<mark>woman</mark>" in html
    assert "<script>alert" not in html


def test_changed_words_are_struck_out_and_marked() -> None:
    changed = word_diff("a calm man, slow", "a calm woman, slow")

    assert "a calm <del>man,</del> <mark>woman,</mark> slow" in (changed._repr_html_() or "")
    assert repr(changed) == "<WordDiff 'a calm [-man,-] {+woman,+} slow'>"


def test_measurements_are_short_where_there_is_no_html() -> None:
    measured = Measurements({"duration": 3.2, "loudness": -23.04, "pauses": 15.0}, {"pitch": "It is a whisper."})

    assert repr(measured) == "<Measurements duration 3.20 s, loudness −23.0 LUFS, 1 more>"
