"""What the editor shows of a description: each dimension with its words, what is not said, and in which language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import studio
from studio.text.reading import read

DESCRIPTION = "A very low, warm woman's voice in her sixties, calm and not breathy, for audiobooks."


def words_of(reading, dimension):
    return [reading.description[start:end] for start, end in reading[dimension].spans]


def test_each_dimension_has_the_words_that_say_it():
    reading = read(DESCRIPTION)

    assert words_of(reading, "pitch") == ["very low"]
    assert words_of(reading, "gender") == ["woman", "in her"]
    assert words_of(reading, "age") == ["sixties"]
    assert words_of(reading, "breathiness") == ["not breathy"]
    assert words_of(reading, "use") == ["audiobooks"]


def test_each_dimension_has_its_term_and_value():
    reading = read(DESCRIPTION)

    assert reading["pitch"].term == "pitch.very-low"
    assert reading["age"].value == 65
    assert reading["age"].term == "age.elderly"
    assert reading["emotion"].term == "emotion.calm"
    assert reading["breathiness"].term == "breathiness.none"


def test_a_dimension_that_is_not_said_is_shown_as_open():
    reading = read("A woman's voice.")

    assert [one.dimension for one in reading.dimensions if one.value is None] == [
        *("age", "pitch", "pitch_range", "pace", "brightness", "energy", "emotion", "use"),
    ]


def test_labels_are_in_the_language_of_the_page():
    reading = read(DESCRIPTION, "fr")

    assert (reading["pitch"].label, reading["pitch"].says) == ("hauteur", "très grave")
    assert reading["age"].says == "environ 65 ans"


@pytest.mark.parametrize(
    ("description", "language", "words"),
    [
        ("Une voix de femme très grave, pour un livre audio.", "french", "très grave"),
        ("一位女性，音色低沉，适合有声书。", "chinese", "低沉"),
    ],
)
def test_french_and_chinese_are_read_as_well(description, language, words):
    reading = read(description)

    assert reading.language == language
    assert words_of(reading, "pitch") == [words]
    assert reading["use"].term == "use.audiobook"


def test_a_use_or_character_that_is_denied_is_not_shown():
    assert "character" not in {one.dimension for one in read("A low woman's voice, not friendly.").dimensions}


def test_nothing_is_read_in_a_language_without_a_lexicon():
    reading = read("Eine tiefe, warme Frauenstimme, ruhig und langsam.")

    assert reading.language == "german"
    assert all(one.value is None for one in reading.dimensions)


def test_indexes_count_composed_characters():
    reading = read("Une voix de femme a\u0302ge\u0301e, grave.")

    assert words_of(reading, "pitch") == ["grave"]


def test_it_is_short_in_a_terminal():
    shown = repr(studio.read("A nice, low, warm, calm woman's voice."))

    assert shown.splitlines() == [
        "Reading(gender: female, pitch: low, intonation: even (suggested), pace: deliberate (suggested), "
        "brightness: warm, volume: soft (suggested), emotion: calm",
        "  not said: age, use",
        "  – Praise says nothing about sound: name what makes the voice so. “nice”)",
    ]


def test_a_notebook_shows_the_words_marked_and_escaped():
    shown = studio.read("A <low> woman's voice.")._repr_html_()

    assert 'A &lt;<mark title="pitch">low</mark>&gt; <mark title="gender">woman</mark>&#39;s voice.' in shown


def test_the_workspace_reads_as_well():
    assert studio.Workspace.read("a low voice") == studio.read("a low voice")


WORDS = (
    "A a very nice deep low high like Morgan in the hall from London with studio quality please ? . , 低沉 女 "
    "非常 é d'une e\u0301 “"
)


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join)))
def test_any_text_is_read_and_all_indexes_are_inside_it(text):
    reading = read(text)

    for start, end in [span for one in (*reading.dimensions, *reading.notes) for span in one.spans]:
        assert 0 <= start < end <= len(reading.description)
    assert repr(reading)
    assert reading._repr_html_()


def test_little_of_something_is_not_none_of_it() -> None:
    breathiness = next(each for each in read("A slightly husky man.").dimensions if each.dimension == "breathiness")
    assert (breathiness.value, breathiness.term) == (pytest.approx(0.15), "breathiness.slight")


@pytest.mark.parametrize("words", ["A little girl", "A little boy", "The little girl"])
def test_little_child_is_a_child(words: str) -> None:
    assert read(words).traits.age == 7
