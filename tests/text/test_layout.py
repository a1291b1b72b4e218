"""Lines of a text: wrapped paragraphs, headings, and lines that end on purpose."""

import pytest

from studio.text.layout import joined_lines, without_invisible
from studio.text.passages import passages

WRAPPED = {
    "There were a king with a large jaw and a queen with\na plain face, on the throne of England.": (
        "There were a king with a large jaw and a queen with a plain face, on the throne of England."
    ),
    "He went to see the great museum in the city of New\nYork with Anna and with all who had come there.": (
        "He went to see the great museum in the city of New York with Anna and with all who had come there."
    ),
    "He said that he would meet Mr.\nSmith at the corner of the street.": (
        "He said that he would meet Mr. Smith at the corner of the street."
    ),
    "Er sah das Haus der alten Frau und die\nKinder, die davor in der Sonne spielten.": (
        "Er sah das Haus der alten Frau und die Kinder, die davor in der Sonne spielten."
    ),
    "the old light-\nhouse stood": "the old light-house stood",
    "那是一个黑暗的夜晚雨下得很大他一\n个人走在路上": "那是一个黑暗的夜晚雨下得很大他一个人走在路上",
    "어두운 밤이었고 비가 많이 내렸으며 그는 혼자서\n길을 걷고 있었다.": (
        "어두운 밤이었고 비가 많이 내렸으며 그는 혼자서 길을 걷고 있었다."
    ),
}
HEADINGS = {
    "Chapter One\nThe Storm\nIt was a dark night.": "Chapter One.\n\nThe Storm.\n\nIt was a dark night.",
    "Le retour du roi\nIl était une fois un homme.": "Le retour du roi.\n\nIl était une fois un homme.",
    "第一章\n暴风雨\n那是一个黑暗的夜晚。": "第一章。\n\n暴风雨。\n\n那是一个黑暗的夜晚。",
    "제1장\n폭풍\n어두운 밤이었다.": "제1장.\n\n폭풍.\n\n어두운 밤이었다.",
    "I\nThe beginning was near.": "I.\n\nThe beginning was near.",
    "Milk\nEggs\nBread": "Milk.\n\nEggs.\n\nBread",
}
UNCHANGED = [
    "Good evening.\n\nAnd welcome … to the studio.",
    "I wandered lonely as a cloud\nThat floats on high o'er vales and hills,",
    "What happened?\nNobody knows.",
]


@pytest.mark.parametrize("text", WRAPPED)
def test_wrapped_lines_are_joined(text):
    assert joined_lines(text) == WRAPPED[text]


@pytest.mark.parametrize("text", HEADINGS)
def test_short_line_alone_is_a_heading_with_a_full_stop(text):
    assert joined_lines(text) == HEADINGS[text]


@pytest.mark.parametrize("text", UNCHANGED)
def test_lines_that_end_on_purpose_stay(text):
    assert joined_lines(text) == text


def test_headings_pause_in_short_and_long_texts():
    story = "Chapter One\nThe Storm\n" + "It was a dark and stormy night, and nobody slept. " * 20

    assert passages("Chapter One\nIt was late.")[0].text == "Chapter One.\n\nIt was late."
    assert [(found.text, found.pause) for found in passages(story)[:2]] == [
        ("Chapter One.", 0.75),
        ("The Storm.", 0.75),
    ]


def test_wrapped_paragraph_has_no_pause_inside_its_sentences():
    paragraph = "There were a king with a large jaw and a queen with\na plain face, on the throne of England. " * 8

    assert all(found.text.endswith("England.") for found in passages(paragraph))


def test_signs_without_width_are_removed_from_words():
    assert without_invisible("foo\u200bbar, ba\u2060z, \u202eq\u200dr") == "foobar, baz, qr"
    assert without_invisible("👩‍👧") == "👩‍👧"
