"""What a description asks, judged by measurements."""

import pytest

from studio.adherence import Follow, best_first, follow
from studio.adherence.ranges import ranges
from studio.audio.metrics import Measurements

TEXT = "The old lighthouse keeper walked slowly home along the winding road above the sea. Nobody had seen the boat."
SYLLABLES = 27
ORDINARY = {
    "duration": 6.0,
    "pitch": 124.0,
    "pitch_deviation": 3.0,
    "speech_time": SYLLABLES / 4.66,
    "articulation_rate": 4.66,
    "pauses": 10.0,
    "centroid": 1580.0,
    "loudness": -22.0,
    "cepstral_peak": 22.5,
    "perturbation": 0.3,
    "voicing": 80.0,
}


def judged(description, dimension, text=TEXT, backend="sketch", unmeasured=None, **values):
    """Return the verdict about one dimension of a sound that is ordinary but for some values."""
    measured = {name: value for name, value in {**ORDINARY, **values}.items() if value is not None}
    found = follow(description, Measurements(measured, unmeasured or {}), text=text, backend=backend)
    (one,) = [each for each in found if each.dimension == dimension]
    return one


def verdict(description, dimension, **values):
    return judged(description, dimension, **values).verdict


@pytest.mark.parametrize(
    ("description", "hertz", "expected"),
    [
        ("a man with a low voice", 95, "met"),
        ("a man with a low voice", 120, "unclear"),
        ("a man with a low voice", 140, "missed"),
        ("a man with a very low voice", 105, "unclear"),
        ("a man with a high voice", 145, "met"),
        ("a man with a high voice", 110, "missed"),
        ("a man, medium pitch", 124, "met"),
        ("a man, medium pitch", 90, "missed"),
        ("a woman with a low voice", 165, "met"),
        ("a woman with a low voice", 124, "met"),
        ("a woman with a low voice", 210, "missed"),
        ("a woman with a high voice", 240, "met"),
        ("une femme à la voix grave", 165, "met"),
        ("一位女性,声音低沉", 165, "met"),
    ],
)
def test_a_register_is_relative_to_the_gender(description, hertz, expected):
    assert verdict(description, "pitch", pitch=hertz) == expected


def test_a_register_without_a_gender_is_told_only_where_both_agree():
    assert verdict("a low voice", "pitch", pitch=100) == "met"
    assert verdict("a low voice", "pitch", pitch=165) == "unclear"
    assert verdict("a low voice", "pitch", pitch=240) == "missed"


def test_a_register_is_relative_to_the_age():
    assert verdict("a girl of eight with a low voice", "pitch", pitch=220) == "met"
    assert verdict("a girl of sixteen with a low voice", "pitch", pitch=230) == "missed"
    assert verdict("a woman with a low voice", "pitch", pitch=175) == "met"
    assert verdict("an old woman with a low voice", "pitch", pitch=175) == "unclear"
    changing = judged("a boy of fourteen with a low voice", "pitch", pitch=150)
    assert (changing.verdict, changing.reason) == ("unmeasurable", "boys_voice")


@pytest.mark.parametrize(
    ("description", "rate", "expected"),
    [
        ("a man speaking slowly", 3.4, "met"),
        ("a man speaking slowly", 4.1, "unclear"),
        ("a man speaking slowly", 4.7, "missed"),
        ("a man speaking fast", 6.0, "met"),
        ("a man speaking fast", 5.2, "unclear"),
        ("a man speaking fast", 4.5, "missed"),
        ("a man speaking at a normal pace", 4.7, "met"),
        ("a man speaking at a normal pace", 6.2, "missed"),
    ],
)
def test_pace_is_the_syllables_of_the_text_in_the_time_without_pauses(description, rate, expected):
    found = judged(description, "pace", speech_time=SYLLABLES / rate, articulation_rate=None)
    assert found.measured == pytest.approx(rate)
    assert found.verdict == expected


def test_pace_is_relative_to_the_language_of_the_text():
    french = "Le vieux gardien du phare rentrait lentement chez lui, le long de la route qui domine la mer."
    english = judged("a man speaking fast", "pace", speech_time=SYLLABLES / 5.6)
    spoken = judged("a man speaking fast", "pace", text=french, speech_time=23 / 5.6)
    assert (english.verdict, spoken.verdict) == ("met", "missed")
    assert spoken.measured == pytest.approx(5.6)
    russian = judged("a man speaking fast", "pace", text="Старый смотритель маяка медленно шёл домой.", speech_time=3.0)
    assert (russian.verdict, russian.reason) == ("unmeasurable", "no_rate")


def test_pace_without_a_text_is_estimated_from_the_sound():
    assert verdict("a man speaking slowly", "pace", text="", articulation_rate=3.0) == "met"
    assert judged("a man speaking slowly", "pace", text="Room 1984.", articulation_rate=3.0).measured == 3.0


@pytest.mark.parametrize(
    ("description", "dimension", "name", "met", "unclear", "missed"),
    [
        ("a man, monotone", "pitch_range", "pitch_deviation", 1.0, 2.5, 3.5),
        ("a man, lively intonation", "pitch_range", "pitch_deviation", 4.5, 3.5, 2.0),
        ("a man, long pauses", "pauses", "pauses", 15, 10, 4),
        ("a man with a bright voice", "brightness", "centroid", 2000, 1700, 1500),
        ("a man with a dark voice", "brightness", "centroid", 1100, 1450, 1700),
        ("a woman with a dark voice", "brightness", "centroid", 1500, 1700, 1900),
        ("a man, breathy", "breathiness", "cepstral_peak", 18.0, 20.3, 22.0),
        ("a man, not breathy", "breathiness", "cepstral_peak", 22.0, 20.3, 18.0),
        ("a man, rough", "roughness", "perturbation", 1.5, 0.9, 0.4),
        ("a man, loud", "energy", "loudness", -19, -21, -24),
        ("a man, soft", "energy", "loudness", -25, -23, -20),
        ("a man whispering", "whisper", "voicing", 2, 20, 70),
    ],
)
def test_each_dimension_has_what_meets_it_what_misses_it_and_a_band_between(
    description, dimension, name, met, unclear, missed
):
    found = [verdict(description, dimension, **{name: value}) for value in (met, unclear, missed)]
    assert found == ["met", "unclear", "missed"]


def test_what_has_no_published_range_is_unclear_for_a_model_without_ordinary_voices():
    found = judged("a man with a bright voice", "brightness", backend="qwen3", centroid=2500)
    assert (found.verdict, found.reason, found.measured) == ("unclear", "no_norm", 2500)
    assert verdict("a man with a low voice", "pitch", backend="qwen3", pitch=95) == "met"


def test_what_no_measurement_tells_is_said_to_be_unmeasurable():
    description = (
        "A cheerful, confident old man with a French accent and a nasal, low voice, for audiobooks and podcasts."
    )
    found = follow(description, Measurements(ORDINARY), text=TEXT)
    unmeasurable = {each.dimension: each for each in found if each.verdict == "unmeasurable"}
    assert set(unmeasurable) == {"gender", "age", "accent", "nasality", "emotion", "character", "use"}
    assert unmeasurable["accent"].words == unmeasurable["character"].words == "It cannot be measured."
    assert (unmeasurable["character"].said, unmeasurable["use"].said) == ("confident", "audiobooks, podcasts")
    assert [each.dimension for each in found if each.verdict != "unmeasurable"] == ["pitch"]


def test_a_character_that_is_denied_is_not_asked():
    found = follow("A low man's voice, not friendly.", Measurements(ORDINARY), text=TEXT)
    assert "character" not in {each.dimension for each in found}


def test_what_words_only_suggest_is_not_asked():
    found = follow("A calm man.", Measurements(ORDINARY), text=TEXT)
    assert [each.dimension for each in found if each.verdict != "unmeasurable"] == []


def test_the_pitch_of_a_whisper_is_unmeasurable_with_the_reason():
    found = judged(
        "a man with a low voice, whispering", "pitch", pitch=None, unmeasured={"pitch": "Nothing in it is voiced."}
    )
    assert (found.verdict, found.words) == ("unmeasurable", "Nothing in it is voiced.")


def test_pauses_need_a_place_in_the_text():
    found = judged("a man, long pauses", "pauses", text="Not one place to stop", pauses=0.0)
    assert (found.verdict, found.reason) == ("unmeasurable", "no_place")


def test_a_verdict_says_what_was_asked_measured_and_expected_with_the_source():
    found = judged("a man with a deep voice", "pitch", pitch=95)
    assert (found.asked, found.said, found.shown, found.range_shown) == ("low", "deep", "95 Hz", "up to 116 Hz")
    assert found.words == "95 Hz: as asked (low: up to 116 Hz)."
    assert "dataspeech" in found.source


def test_every_range_has_a_source_and_ascending_numbers():
    for table in ranges().values():
        assert table["source"].endswith(".")
        for band in table["levels"].values():
            assert band == sorted(band)
            assert len(band) == 4


def made(label, *found, faults=()):
    return Follow(f"take:{label}", label, "a low, slow man", found, faults)


def test_a_result_is_short_in_a_shell_and_a_table_in_a_notebook():
    low = judged("a man with a <b>low</b> voice", "pitch", pitch=95)
    result = made("v7·3", low, judged("an old man", "age"))
    assert repr(result) == "<Follow v7·3: 1 of 1 met; ✓ low, – old>"
    page = result._repr_html_()
    assert "<td>95 Hz</td>" in page
    assert page.count("<tr") == 3
    assert "dataspeech" in page
    assert result.to_json()["dimensions"][0]["verdict"] == "met"


def test_the_best_has_no_fault_then_the_fewest_missed_then_the_most_met():
    met, unclear, missed = (judged("a man with a low voice", "pitch", pitch=hertz) for hertz in (95, 120, 160))
    faulty, half, clear, near = (
        made("faulty", met, met, faults=("truncated",)),
        made("half", met, missed),
        made("clear", met, unclear),
        made("near", unclear, unclear),
    )
    assert [each.label for each in best_first([faulty, half, near, clear])] == ["clear", "near", "half", "faulty"]
