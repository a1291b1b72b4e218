"""Random starts: coherent, whole, without notes of the linter, the same for the same random numbers."""

import random

import pytest

from studio.errors import InvalidInput
from studio.text.description import read_traits
from studio.text.edit import start
from studio.text.reading import read
from studio.text.vocabulary import LANGUAGES

SEEDS = range(25)


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_says_who_speaks_how_high_and_how_fast_and_has_no_notes(language):
    for seed in SEEDS:
        description = start(language, random.Random(seed))
        traits = read_traits(description)
        assert traits.language == language
        assert None not in (traits.gender, traits.age, traits.pitch, traits.pace), description
        assert [note for note in read(description).notes if note.rule != "language"] == [], description


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_contradicts_nothing(language):
    for seed in SEEDS:
        description = start(language, random.Random(seed))
        traits = read_traits(description)
        child = traits.age < 13
        assert traits.pitch > 0.3 if child else True, description
        assert traits.pitch <= 0 or traits.age < 55, description
        said = [mention.value for mention in traits.said("pace") if not isinstance(mention.value, str)]
        assert min(said) >= 0 or max(said) <= 0, description  # no calm voice is fast, no angry one slow


@pytest.mark.parametrize("language", LANGUAGES)
def test_starts_differ_and_repeat_with_their_seed(language):
    made = [start(language, random.Random(seed)) for seed in SEEDS]
    assert made == [start(language, random.Random(seed)) for seed in SEEDS]
    assert len(set(made)) > 20


def test_unknown_language_is_rejected():
    with pytest.raises(InvalidInput):
        start("klingon")
