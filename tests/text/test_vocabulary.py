"""The vocabulary: one file for the reader, the sketch, the chips and the notes."""

import re

import pytest

from studio.audio.measurements import MEASUREMENTS
from studio.text.description import DIMENSIONS, UNMEASURED
from studio.text.description.traits import ONE_SIDED
from studio.text.reading import read
from studio.text.vocabulary import LANGUAGES, vocabulary

TERMS = vocabulary().terms


def test_every_dimension_of_the_reader_is_in_it():
    names = [dimension.name for dimension in vocabulary().dimensions]

    assert names[: len(DIMENSIONS)] == list(DIMENSIONS)
    assert set(names) == {*DIMENSIONS, *UNMEASURED, "character", "use"}


def test_the_dimensions_of_the_guide_to_voice_design_are_in_it():
    guide = {"gender", "age", "pitch", "pace", "emotion", "characteristics", "use case"}

    assert {dimension.qwen for dimension in vocabulary().dimensions} - {None} == guide


def test_what_is_measured_is_a_measurement_of_the_studio():
    assert {name for dimension in vocabulary().dimensions for name in dimension.measured} <= set(MEASUREMENTS)


def test_names_and_meanings_are_there_for_people():
    for dimension in vocabulary().dimensions:
        assert dimension.names.keys() == set(LANGUAGES)
    for one in (*vocabulary().dimensions, *TERMS):
        assert one.meaning.keys() in ({"english", "french"}, set()), one


def test_the_accent_is_known_to_be_ignored():
    accent = vocabulary().dimension("accent")

    assert accent.ignored
    assert accent.source


def test_terms_have_one_id_each_and_opposites_in_their_dimension():
    assert len({term.id for term in TERMS}) == len(TERMS)
    for term in TERMS:
        assert re.fullmatch(rf"{term.dimension}\.[a-z-]+", term.id)
        if term.opposite:
            assert vocabulary().term(term.opposite).dimension == term.dimension


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_a_word_to_insert_in_every_language(language):
    assert [term.id for term in TERMS if not term.word(language)] == []


def test_every_term_off_the_middle_of_a_scale_has_an_opposite_on_its_other_side():
    for term in TERMS:
        if (
            term.dimension in DIMENSIONS
            and isinstance(term.value, float)
            and (term.value or term.dimension in ONE_SIDED)
        ):
            opposite = vocabulary().term(term.opposite).value
            assert (opposite > 0) != (term.value > 0), term.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_description_with_the_first_word_of_a_term_says_it(language):
    sentences = {"english": "A {} voice.", "french": "Une voix {}.", "chinese": "人声，{}。"}
    wrong = []
    for term in TERMS:
        if word := term.word(language):
            found = {one.dimension: one.term for one in read(sentences[language].format(word)).dimensions}
            if found.get(term.dimension) != term.id:
                wrong.append((term.id, word, found.get(term.dimension)))

    assert wrong == []
