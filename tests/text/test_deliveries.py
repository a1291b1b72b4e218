"""Deliveries: what they add to a voice's description, and what they leave as it is."""

import pytest

from studio.errors import InvalidInput
from studio.text.deliveries import described, find_delivery, moves_of, named_deliveries
from studio.text.description import DIMENSIONS, read_traits
from studio.text.reading import read
from studio.text.starters import starter_descriptions
from studio.text.vocabulary import vocabulary

NAMED = named_deliveries()
EACH = pytest.mark.parametrize("delivery", NAMED, ids=lambda delivery: delivery.id)
VOICES = [
    "A warm woman's voice in her forties, medium-low, at an unhurried pace.",
    "Une femme âgée, voix grave et posée, avec un souffle léger.",
    "一位三十多岁的女性，声音温暖，语速偏慢。",
]


@EACH
def test_a_delivery_has_names_in_three_languages_and_terms_and_moves_of_the_vocabulary(delivery):
    assert set(delivery.names) == {"english", "french", "chinese"}
    assert all(vocabulary().term(term) for term in delivery.terms)
    assert delivery.moves
    assert set(delivery.moves) <= set(DIMENSIONS)


@EACH
@pytest.mark.parametrize("description", VOICES)
def test_a_voice_in_a_delivery_is_described_by_the_terms_of_the_delivery_and_stays_the_same_person(
    delivery, description
):
    before, after = read_traits(description), read_traits(described(description, delivery.id).description)

    assert (after.gender, after.age, after.pitch) == (before.gender, before.age, before.pitch)
    assert after.language == before.language
    for term in map(vocabulary().term, delivery.terms):
        assert after.said(term.dimension), term.id
        if term.dimension == "pace":
            assert abs(after.pace - term.value) < 0.2


@EACH
def test_a_delivery_of_a_starter_voice_says_nothing_that_contradicts_it(delivery):
    starters = [starter for starter in starter_descriptions() if read(starter.description).language == "english"][:8]
    for starter in starters:
        text = described(starter.description, delivery.id).description
        assert not [note for note in read(text).notes if note.rule == "contradiction"], text


@pytest.mark.parametrize(
    ("word", "found"),
    [("Sad", "sad"), ("TRISTE", "sad"), ("furieux", "angry"), ("耳语", "whisper"), ("effraye", "afraid")],
)
def test_a_delivery_is_found_by_any_of_its_words(word, found):
    assert find_delivery(word).id == found


def test_no_word_means_two_deliveries():
    words = [word.casefold() for delivery in NAMED for word in delivery.words]
    assert len(words) == len(set(words))


def test_a_persons_own_words_stand_in_the_description_in_place_of_what_they_contradict():
    edit = described("A warm, cheerful woman's voice at a fast pace.", "late", "sad and slow, close to tears")

    assert edit.description == "A warm woman's voice. Sad and slow, close to tears."
    assert "Sad and slow, close to tears" in edit.description[edit.start : edit.end]


def test_a_name_that_the_studio_does_not_know_is_its_own_description():
    assert described("A warm voice.", "half asleep").description == "A warm voice. Half asleep."


def test_own_words_never_change_who_speaks():
    edit = described("A woman in her forties, warm.", "tucking in", "like an old man to a child")
    assert edit.description.startswith("A woman in her forties, warm.")


def test_own_words_move_a_voice_by_what_they_say_and_by_the_emotion_that_they_name():
    moves = moves_of("mine", "sad, but fast")

    assert moves["pace"] > 0
    assert moves["pauses"] == moves_of("sad")["pauses"]
    assert moves_of("hesitant") == {}


def test_too_many_words_are_refused():
    with pytest.raises(InvalidInput) as caught:
        described("A warm voice.", "mine", "slow " * 60)
    assert caught.value.code == "invalid-delivery"
