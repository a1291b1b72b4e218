"""Instructions name one of a voice's deliveries, or are not followed: nothing of them is dropped."""

import pytest

from studio.speech_api.instructions import delivery_asked_for

NAMES = ["calm", "sad", "whisper", "excited", "at the end of a long day", "triste", "平静"]


@pytest.mark.parametrize(
    ("instructions", "name"),
    [
        ("calm", "calm"),
        ("Calm.", "calm"),
        ("Speak in a calm tone, please.", "calm"),
        ("Speak calmly!", "calm"),
        ("Use a sad voice", "sad"),
        ("whispering", "whisper"),
        ("Sound excited.", "excited"),
        ("At the end of a long day", "at the end of a long day"),
        ("Parle d'une voix triste.", "triste"),
        ("平静", "平静"),
        ("请用平静的语气说。", "平静"),
        ("用平静的声音朗读这段话", "平静"),
        ("平静地说", "平静"),
        ("请用兴奋的语气说", "excited"),
        ("激动地读出来吧", "excited"),
        ("热情的语气", "excited"),
    ],
)
def test_instructions_that_say_a_delivery_and_nothing_else_are_followed(instructions: str, name: str) -> None:
    assert delivery_asked_for(instructions, NAMES) == name


@pytest.mark.parametrize(
    "instructions",
    [
        "",
        "cheerful",
        "not sad",
        "Don't be sad.",
        "very sad",
        "Calm and sad",
        "Calm, with a Scottish accent.",
        "First calm, then excited",
        "less calm",
        "Speak.",
        "A long day",
        "unexcited",
        "不要悲伤",
        "平静和悲伤",
        "先平静，然后兴奋",
        "带四川口音，平静",
        "请说",
        "非常悲伤",
    ],
)
def test_instructions_that_say_more_or_something_else_are_not(instructions: str) -> None:
    assert delivery_asked_for(instructions, NAMES) is None
    assert delivery_asked_for(instructions, []) is None
