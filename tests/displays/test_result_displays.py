"""Results in a notebook: measurements, faults, what a description says, what a test showed."""

import numpy as np
import pytest

import studio
from studio import Flag, Flags, Follow, Followed, Measurements, Outcome, Recipe, Report
from studio.audio.checks import check
from studio.audio.measurements import MEASUREMENTS
from studio.auditions.consistency import Consistency, SpokenLine
from studio.auditions.replay import Replay
from studio.listening.outcome import OrderBias
from studio.versions.moved import moved

HOSTILE = "<script>alert(1)</script>"


def test_measurements_have_units_methods_and_reasons():
    html = Measurements({"duration": 3.2, "loudness": -23.04}, {"pitch": "It is a <whisper>."})._repr_html_()

    assert '<td class="number">−23.0</td><td>LUFS</td>' in html
    assert f'title="{MEASUREMENTS["loudness"].tooltip}"' in html
    assert "It is a &lt;whisper&gt;." in html
    assert html.count("<tr") == 3


def test_faults_are_sentences():
    silent = check(np.zeros(24_000), 24_000)

    assert isinstance(silent, Flags)
    assert silent == (Flag("silent", "It contains no sound."),)
    assert "<b>Problem:</b> It contains no sound." in silent._repr_html_()
    assert "<b>Note:</b>" in Flag("silent-end", "It is silent.", "note")._repr_html_()
    assert "The checks found nothing." in Flags()._repr_html_()


def test_understood_words_are_marked_with_their_dimension():
    html = studio.read(f"A low voice of a woman {HOSTILE}")._repr_html_()

    assert '<mark title="pitch">low</mark>' in html
    assert "not said" in html
    assert "<script>alert" not in html


def test_follow_is_a_table():
    asked = Followed("pitch", "low", "low", 95.0, "Hz", "met", (None, 116.0), "After <nobody>.", "as asked")
    html = Follow("take:1", "v7·3", f"A low voice {HOSTILE}", (asked,))._repr_html_()

    for shown in (
        "v7·3</b>: 1 of 1 met",
        "<td>95 Hz</td>",
        "<td>up to 116 Hz</td>",
        'title="After &lt;nobody&gt;."',
        "✓",
    ):
        assert shown in html
    assert "<script>" not in html


def test_outcome_is_a_sentence_with_its_numbers():
    bias = OrderBias(4, 8, 1.0)
    outcome = Outcome(
        "8 of 8: you can hear it.", (f"A note {HOSTILE}.",), 8, 8, 0.0039, None, (0.63, 1.0), 0, bias, None, ()
    )
    html = outcome._repr_html_()

    assert "<b>8 of 8: you can hear it.</b>" in html
    assert "p = 0.004 · 63 to 100 %" in html
    assert "<script>" not in html


def test_what_moved_is_a_table_with_what_is_beyond_chance_in_bold():
    before = {seed: Measurements({"pitch": 100.0 + seed}) for seed in range(6)}
    after = {seed: Measurements({"pitch": 150.0 + seed}) for seed in range(6)}
    html = moved(before, after)._repr_html_()

    assert "<b>higher by 6.9 semitones</b>" in html
    assert "<b>+6.9 semitones</b>" in html


@pytest.mark.parametrize(("same", "said"), [(True, "The same"), (False, "Not the same"), (None, "nothing to compare")])
def test_replay_says_whether_it_is_the_same_and_plays(same, said):
    recipe = Recipe("A calm voice.", HOSTILE, seed=1, backend="sketch")
    html = Replay(recipe, np.zeros(2400, np.float32), same, 0.5, (f"numpy is {HOSTILE}",))._repr_html_()

    assert said in html
    assert "0.5 of full scale" in html
    assert html.count("<audio") == 1
    assert "<script>alert" not in html


def test_consistency_is_a_conclusion_with_the_similarity_of_each_line():
    lines = (SpokenLine(f"Hello {HOSTILE}", "1" * 32, 0.9876),)
    html = Consistency(lines, (), (("<Evening>", 0.5),), "consistent", "All lines are alike.")._repr_html_()

    assert "<b>consistent</b>: All lines are alike." in html
    assert "0.988" in html
    assert "&lt;Evening&gt; 0.500" in html
    assert "<script>" not in html


def test_report_is_saved_and_shown_in_a_frame_without_scripts(tmp_path):
    report = Report("A and B: a comparison", f"<!doctype html><p>“é” {HOSTILE}")
    html = report._repr_html_()

    assert report.save(str(tmp_path / "comparison.html")).read_bytes() == bytes(report) == report.html.encode()
    assert 'sandbox="allow-downloads"' in html
    assert 'srcdoc="&lt;!doctype html&gt;&lt;p&gt;“é” &lt;script&gt;' in html
    assert "<script>alert" not in html
    assert repr(report) == "<Report A and B: a comparison, 0.0 MB>"
    large = Report("C", "x" * 5_000_000)._repr_html_()
    assert "too large" in large
    assert len(large) < 10_000
