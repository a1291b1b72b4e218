"""Requests: what is asked for, checked when it is made."""

import pytest

from studio import InvalidInput, Recipe, Request, Sampling, Voice

VOICE = Voice("Evening", "qwen3", "0" * 64, "Good evening.", seed=7)


def test_a_request_is_normalised_and_hashable():
    asked = Request(" a calm woman ", "Good evening.", 7, "Français")

    assert (asked.description, asked.language, asked.takes) == ("a calm woman", "french", 1)
    assert {asked, Request("a calm woman", "Good evening.", seed=7, language="fr")} == {asked}


@pytest.mark.parametrize(
    ("field", "value"),
    [("description", ""), ("text", "… !?"), ("seed", -1), ("language", "Klingon"), ("takes", 9), ("sampling", 0.7)],
)
def test_a_request_is_checked_when_it_is_made_and_when_it_is_varied(field, value):
    asked = Request("a calm woman", "Good evening.")
    with pytest.raises(InvalidInput) as caught:
        asked.vary(**{field: value})
    assert caught.value.details["field"] == field


def test_a_request_of_a_recipe_asks_for_its_words_and_settings_and_not_for_its_voice():
    made = Recipe("a calm woman", "One. Two.", 7, sampling=Sampling(top_k=9), voice=VOICE, pauses=((5, 1.0),))
    asked = Request.of(made, seed=8)

    assert asked == Request("a calm woman", "One. [pause 1] Two.", seed=8, sampling=Sampling(top_k=9))
