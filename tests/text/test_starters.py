"""The starter descriptions and the sample texts."""

from collections import Counter

import pytest

from studio.domain.language import LANGUAGES as SPOKEN
from studio.errors import InvalidInput
from studio.text.description import read_traits
from studio.text.language_id import guess_language
from studio.text.reading import read
from studio.text.sample_texts import LENGTHS, sample_text, suitable_text
from studio.text.starters import starter_descriptions, starter_uses
from studio.text.vocabulary import vocabulary

STARTERS = starter_descriptions()
EACH = pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.name["english"])


def test_sixty_starters_cover_uses_genders_ages_and_languages():
    assert len(STARTERS) == 60
    assert len({starter.name["english"] for starter in STARTERS}) == 60
    assert {starter.use for starter in STARTERS} == set(starter_uses())
    assert {starter.language for starter in STARTERS} == set(SPOKEN)
    assert {starter.gender for starter in STARTERS} == {"female", "male", "neutral"}
    ages = {term for starter in STARTERS for term in starter.says if term.startswith("age.")}
    assert ages == {term.id for term in vocabulary().dimension("age").terms}
    written = Counter(read_traits(starter.description).language for starter in STARTERS)
    assert written["english"] > 50
    assert written["french"] >= 3
    assert written["chinese"] >= 4


@EACH
def test_starter_is_read_as_what_it_says(starter):
    traits = read_traits(starter.description)
    for term in map(vocabulary().term, starter.says):
        value = getattr(traits, term.dimension)
        if isinstance(term.value, str | bool):
            assert value == term.value, term.id
        else:
            assert value is not None
            assert abs(value - term.value) <= (8 if term.dimension == "age" else 0.15), (term.id, value)
    assert traits.gender
    assert traits.pitch is not None or "whisper.whispered" in starter.says


@EACH
def test_starter_has_nothing_that_the_linter_notes(starter):
    notes = [note for note in read(starter.description).notes if note.rule != "language"]
    assert notes == []


@EACH
def test_text_of_a_starter_is_in_its_language(starter):
    assert guess_language(starter.text) == starter.language
    assert 30 <= len(starter.text) <= 250


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("language", SPOKEN)
def test_sample_text_is_in_its_language_and_as_long_as_it_says(language, length):
    text = sample_text(language, length)
    assert guess_language(text) == language
    letters_a_second = {"chinese": 4.5, "japanese": 6.0, "korean": 5.5}.get(language, 15.0)
    seconds = sum(letter.isalnum() or letter.isspace() for letter in text) / letters_a_second
    assert 0.6 * LENGTHS[length] <= seconds <= 1.5 * LENGTHS[length]


@pytest.mark.parametrize(
    ("description", "language", "use", "spoken"),
    [
        ("A low man's voice, slow, for meditation.", "auto", "meditation", "english"),
        ("A woman, low pitch, for bedtime stories.", "german", "children", "german"),
        ("Une voix d'homme grave pour des documentaires.", "auto", "documentary", "french"),
        ("年轻女性，适合语音助手。", "auto", "assistant", "chinese"),
        ("A male announcer for sports commentary, high pitch.", "auto", "sport", "english"),
    ],
)
def test_suitable_text_is_for_the_use_that_a_description_names(description, language, use, spoken):
    text = suitable_text(description, language)
    assert text in {starter.text for starter in STARTERS if (starter.use, starter.language) == (use, spoken)}


def test_description_without_a_use_gets_the_standard_text_of_its_language():
    assert suitable_text("Une voix de femme grave.") == sample_text("french")
    assert suitable_text("A low voice.", "italian", "long") == sample_text("italian", "long")
    assert suitable_text("", "auto", "short") == sample_text("english", "short")


def test_unknown_length_is_rejected():
    with pytest.raises(InvalidInput, match="short, medium, long"):
        sample_text("english", "endless")
