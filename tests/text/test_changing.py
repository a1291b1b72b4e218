"""Changes of a description as a person asks for them, in three languages."""

import pytest

from studio.errors import InvalidInput
from studio.text.edit import changed

ENGLISH = "A bright woman's voice in her forties, at a brisk pace."
FRENCH = "Une femme d'une quarantaine d'années, voix grave et posée."
CHINESE = "一位三十多岁的女性，声音温暖，语速偏慢。"
MAN = "A calm man, deep, slightly husky."


@pytest.mark.parametrize(
    ("description", "change", "after"),
    [
        (ENGLISH, "warmer", "A slightly bright woman's voice in her forties, at a brisk pace."),
        (ENGLISH, "much slower", "A bright woman's voice in her forties, at a moderate pace."),
        (ENGLISH, "a bit deeper", "A bright, slightly low woman's voice in her forties, at a brisk pace."),
        (ENGLISH, "not so bright", "A slightly bright woman's voice in her forties, at a brisk pace."),
        (ENGLISH, "slow", "A bright woman's voice in her forties, at a slow pace."),
        (FRENCH, "moins grave", "Une femme d'une quarantaine d'années, voix légèrement grave et posée."),
        (FRENCH, "slower", "Une femme d'une quarantaine d'années, voix grave et très posée."),
        (CHINESE, "更温暖", "一位三十多岁的女性，声音非常温暖，语速偏慢。"),
        (CHINESE, "慢一点", "一位三十多岁的女性，声音温暖，语速慢。"),
        (MAN, "less husky", "A calm man, deep, not raspy."),
    ],
)
def test_more_and_less_move_what_is_said_by_a_step(description, change, after):
    assert changed(description, change).description == after


@pytest.mark.parametrize(
    ("description", "change", "after"),
    [
        (ENGLISH, "ten years older", "A bright woman's voice in her fifties, at a brisk pace."),
        (ENGLISH, "20 years younger", "A bright woman's voice in her twenties, at a brisk pace."),
        (ENGLISH, "older", "A bright woman's voice in her fifties, at a brisk pace."),
        ("A 34-year-old man, deep.", "ten years older", "A 44-year-old man, deep."),
        ("A man in his early sixties.", "ten years younger", "A man in his early fifties."),
        ("A young woman.", "dix ans de plus", "An adult woman."),
        (FRENCH, "dix ans de plus", "Une femme d'une cinquantaine d'années, voix grave et posée."),
        (FRENCH, "plus jeune", "Une femme d'une trentaine d'années, voix grave et posée."),
        (CHINESE, "老十岁", "一位45岁的女性，声音温暖，语速偏慢。"),
        (ENGLISH, "in her sixties", "A bright woman's voice in her sixties, at a brisk pace."),
        (MAN, "elderly", "A calm elderly man, deep, slightly husky."),
        (MAN, "ten years older", "A calm middle-aged man, deep, slightly husky."),
    ],
)
def test_an_age_moves_by_its_years_and_stays_in_the_form_in_which_it_was_written(description, change, after):
    assert changed(description, change).description == after


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ("sadder", "A sad man, deep, slightly husky."),
        ("angry", "An angry man, deep, slightly husky."),
        ("whispered", "A calm man, deep, slightly husky, whispered."),
        ("with a smile", "A calm man, deep, slightly husky, with a smile."),
    ],
)
def test_what_has_no_more_or_less_is_put_in_as_it_is(change, after):
    assert changed(MAN, change).description == after


def test_several_changes_are_made_one_after_the_other():
    edit = changed(ENGLISH, "This voice, but warmer and ten years older.")

    assert edit.description == "A slightly bright woman's voice in her fifties, at a brisk pace."
    assert edit.words == "warmer and ten years older"


def test_the_part_of_a_change_that_changes_nothing_is_told():
    edit = changed("A calm old man, very slow.", "deeper and a bit slower")

    assert edit.description == "A calm old man, very slow, slightly low-pitched."
    assert edit.without_effect == ("a bit slower",)
    assert changed(MAN, "deeper and angry").without_effect == ()


def test_what_is_not_understood_is_added_in_the_persons_words():
    after = changed(MAN, "deeper, as if telling a secret, and tired").description
    assert after == "A calm man, very deep, slightly husky. As if telling a secret, and tired."


@pytest.mark.parametrize("change", ["", "but", "calmer", "w" * 300])
def test_a_change_that_changes_nothing_is_refused(change):
    with pytest.raises(InvalidInput) as caught:
        changed(MAN, change)
    assert (caught.value.code, caught.value.details["field"]) == ("invalid-change", "change")
