"""Reading traits from descriptions; each line of the tables is a promise to those who write descriptions."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.text.description import DIMENSIONS, Traits, read_traits


def said(description):
    """Return the traits that are set, without the words they came from."""
    traits = read_traits(description)
    return {name: getattr(traits, name) for name in DIMENSIONS if getattr(traits, name) is not None}


def test_description_without_traits_has_only_none():
    assert read_traits("a voice for a documentary about trains") == Traits(language="english")


@pytest.mark.parametrize(
    ("description", "gender"),
    [
        ("A warm woman's voice", "female"),
        ("an elderly gentleman", "male"),
        ("voix d'homme", "male"),
        ("une grand-mère", "female"),
        ("Voix FÉMININE", "female"),
        ("voix feminine", "female"),
        ("an androgynous voice", "neutral"),
        ("neither male nor female", "neutral"),
        ("speaks with his usual charm", "male"),
        ("elle parle lentement", "female"),
        ("a woman telling his story", "female"),
        ("mankind, womanly wiles", None),
        ("a human voice", None),
        ("not a man", None),
    ],
)
def test_nouns_determine_gender_before_pronouns(description, gender):
    assert read_traits(description).gender == gender


@pytest.mark.parametrize(
    ("description", "age"),
    [
        ("40 years old", 40),
        ("a 40-year-old man", 40),
        ("aged 70", 70),
        ("a forty-two-year-old woman", 42),
        ("une femme de quarante-cinq ans", 45),
        ("quatre-vingts ans", 80),
        ("âgée de 30 ans", 30),
        ("in her sixties", 65),
        ("in his early 60s", 62),
        ("late twenties", 28),
        ("mid-forties", 45),
        ("la soixantaine", 65),
        ("début de la trentaine", 32),
        ("an old man of 80 years", 80),
        ("20 years of experience", None),
        ("vingt ans de métier", None),
        ("room 40", None),
    ],
)
def test_age_is_read_from_digits_and_words(description, age):
    assert read_traits(description).age == age


def test_age_bands_are_in_order():
    bands = ["a child", "a teenager", "a young man", "a middle-aged man", "an old man", "a very old man"]
    ages = [read_traits(band).age for band in bands]
    assert ages == sorted(ages)
    assert len(set(ages)) == len(ages)
    french = [
        "un enfant",
        "un adolescent",
        "un jeune homme",
        "un homme d'âge mûr",
        "un vieil homme",
        "un très vieil homme",
    ]
    assert [read_traits(band).age for band in french] == ages


@pytest.mark.parametrize(
    ("description", "dimension", "sign"),
    [
        ("deep", "pitch", -1),
        ("low-pitched", "pitch", -1),
        ("grave", "pitch", -1),
        ("high-pitched", "pitch", 1),
        ("aiguë", "pitch", 1),
        ("aigue", "pitch", 1),
        ("monotone", "pitch_range", -1),
        ("monocorde", "pitch_range", -1),
        ("expressive", "pitch_range", 1),
        ("enjouée", "pitch_range", 1),
        ("slow", "pace", -1),
        ("lentement", "pace", -1),
        ("rapid", "pace", 1),
        ("débit rapide", "pace", 1),
        ("dark", "brightness", -1),
        ("chaleureuse", "brightness", -1),
        ("bright", "brightness", 1),
        ("claire", "brightness", 1),
        ("soft", "energy", -1),
        ("douce", "energy", -1),
        ("loud", "energy", 1),
        ("puissante", "energy", 1),
        ("breathy", "breathiness", 1),
        ("soufflée", "breathiness", 1),
        ("husky", "roughness", 1),
        ("gravelly", "roughness", 1),
        ("rauque", "roughness", 1),
        ("éraillée", "roughness", 1),
    ],
)
def test_words_change_their_dimension(description, dimension, sign):
    frame = "a {} voice" if read_traits(description).language == "english" else "une voix {}"
    assert said(frame.format(description))[dimension] * sign > 0.25


@pytest.mark.parametrize(
    ("weaker", "stronger", "dimension"),
    [
        ("slightly husky", "husky", "roughness"),
        ("husky", "very husky", "roughness"),
        ("un peu grave", "grave", "pitch"),
        ("grave", "très grave", "pitch"),
        ("rather slow", "slow", "pace"),
        ("a touch of breath", "breathy", "breathiness"),
        ("légèrement voilée", "voilée", "breathiness"),
    ],
)
def test_degree_words_scale_a_trait(weaker, stronger, dimension):
    assert 0 < abs(said(weaker)[dimension]) < abs(said(stronger)[dimension]) <= 1


@pytest.mark.parametrize(
    ("description", "traits"),
    [
        ("not breathy", {"breathiness": 0}),
        ("without any breathiness", {"breathiness": 0}),
        ("sans souffle", {"breathiness": 0}),
        ("sans le moindre souffle", {"breathiness": 0}),
        ("isn't loud", {"energy": 0}),
        ("pas trop aiguë", {"pitch": 0}),
        ("ni rauque ni soufflée", {"roughness": 0, "breathiness": 0}),
        ("not breathy or rough", {"roughness": 0, "breathiness": 0}),
        ("not a whisper", {"whisper": False}),
        ("not old", {}),
        ("no accent", {}),
    ],
)
def test_negation_changes_the_trait(description, traits):
    assert said(description) == traits


def test_negation_ends_with_its_clause():
    assert said("not breathy, husky")["roughness"] > 0
    assert said("not breathy but husky")["roughness"] > 0
    assert said("husky, not breathy") == said("not breathy, husky")


@pytest.mark.parametrize("description", ["she whispers", "a whispering man", "voix chuchotée", "en chuchotant"])
def test_whisper_is_recognised(description):
    assert read_traits(description).whisper is True


def test_soft_and_quiet_is_not_a_whisper():
    assert read_traits("soft and quiet").whisper is None


@pytest.mark.parametrize(
    ("description", "unsaid"),
    [
        ("high energy", "pitch"),
        ("low volume", "pitch"),
        ("high quality recording", "pitch"),
        ("not old-fashioned", "age"),
        ("slowdown, breakfast, highway", "pace"),
        ("a lowland lass", "pitch"),
    ],
)
def test_words_inside_other_words_are_ignored(description, unsaid):
    assert getattr(read_traits(description), unsaid) is None


def test_explicit_traits_override_implied_ones():
    assert read_traits("calm").pace < 0
    assert read_traits("calm but fast").pace > 0.5


def test_contradiction_averages_and_records_both_words():
    traits = read_traits("deep, high-pitched")
    assert traits.pitch == pytest.approx(0, abs=0.1)
    assert [mention.words for mention in traits.said("pitch")] == ["deep", "high-pitched"]


def test_traits_record_their_words():
    description = "A warm voice, very low — like an old cello, but a woman's."
    traits = read_traits(description)
    (pitch,) = traits.said("pitch")
    assert (pitch.words, pitch.value) == ("very low", traits.pitch)
    assert description[pitch.start :].startswith("very low")
    assert [mention.dimension for mention in traits.mentions] == ["brightness", "pitch", "gender"]


def test_full_description_is_read():
    traits = read_traits("A husky woman in her forties, low and slow, slightly breathy, warm, never loud.")
    assert (traits.gender, traits.age, traits.energy) == ("female", 45, 0)
    assert traits.pitch < 0
    assert traits.pace < 0
    assert traits.brightness < 0
    assert 0 < traits.breathiness < traits.roughness
    assert traits.whisper is None


@settings(deadline=None)
@given(st.text(alphabet=string.printable + "éèœßñ中文\u0301🎙", max_size=200))
def test_any_text_is_accepted(description):
    traits = read_traits(description)
    assert all(mention.words for mention in traits.mentions)


WORDS = ["very", "slightly", "not", "or", ",", "low", "high", "old", "young", "40", "years", "sixties", "early", "aged"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS)))
def test_trait_values_stay_in_their_ranges(words):
    traits = read_traits(" ".join(words))
    assert traits.pitch is None or -1 <= traits.pitch <= 1
    assert traits.age is None or 2 <= traits.age <= 110
