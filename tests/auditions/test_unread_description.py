"""A person is told when the sketch does not understand the language of a description."""

import pytest

from studio import Recipe, Studio
from studio.auditions.unread import unread_description


@pytest.mark.parametrize(
    ("description", "language"),
    [
        ("Eine tiefe, warme Stimme", "German"),
        ("una voz profunda y lenta", "Spanish"),
        ("voce maschile bassa", "Italian"),
        ("uma mulher jovem com voz suave", "Portuguese"),
        ("低い男性の声", "Japanese"),
        ("부드러운 여성 목소리", "Korean"),
        ("низкий мужской голос", "Russian"),
        ("głos starszej kobiety, bardzo niski", "Polish"),
    ],
)
def test_other_language_is_named(description, language):
    recipes = [Recipe(description, "Hello.", seed=1)]
    assert f"does not understand {language}" in unread_description(recipes, "sketch")
    assert unread_description(recipes, "qwen3") == ""


def test_unknown_language_is_reported_but_not_a_name():
    assert "the language" in unread_description([Recipe("qwy zxcv plof brubbel", "Hello.", seed=1)], "sketch")
    assert unread_description([Recipe("Butterscotch", "Hello.", seed=1)], "sketch") == ""


@pytest.mark.parametrize(
    "description", ["deep", "a voice", "voix grave", "温柔的女声", "溫柔的女聲", "a man from München"]
)
def test_known_language_is_not_reported(description):
    assert unread_description([Recipe(description, "Hello.", seed=1)], "sketch") == ""


def test_the_warning_is_beside_the_audition_and_the_takes_are_made(tmp_path):
    with Studio(tmp_path, backend="sketch") as studio:
        with pytest.warns(UserWarning, match="does not understand German"):
            audition = studio.start_design("eine tiefe Stimme", text="Hallo.", takes=1)
        assert "German" in audition.warning
        assert len(audition.wait()) == 1
        assert studio.start_design("a deep voice", text="Hello.", takes=1).warning == ""
