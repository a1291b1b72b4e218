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


LISTENERS = [
    ("reading to his daughter and his wife", "male", None),
    ("reading a bedtime story to her son", "female", None),
    ("an old father talking to his little girl", "male", 74),
    ("a mother of a 6-year-old girl", "female", None),
    ("a man in his 40s telling a story to a woman in her 20s", "male", 45),
    ("a child's bedtime story", None, None),
    ("a voice for an old man's memoir", None, None),
    ("as deep as a man, but a woman", "female", None),
    ("sounds like an old woman", "female", 74),
    ("Son frère et sa mère : une femme de 30 ans", "female", 30),
    ("un père qui lit à sa fille de six ans", "male", None),
    ("给女儿讲故事的父亲", "male", None),
    ("孩子的妈妈", "female", None),
]


@pytest.mark.parametrize(("description", "gender", "age"), LISTENERS)
def test_gender_and_age_are_those_of_the_speaker(description, gender, age):
    traits = read_traits(description)
    assert (traits.gender, traits.age) == (gender, age)


@pytest.mark.parametrize(
    ("description", "age"),
    [
        ("a 25 yr old man", 25),
        ("25yo female", 25),
        ("in her 60's", 65),
        ("A little boy of 6", 6),
        ("woman, 35, calm", 35),
        ("she is 22", 22),
        ("40ish woman", 40),
        ("mid to late 50s", 56.5),
        ("25-30 years old", 27.5),
        ("a 30-something man", 35),
        ("octogenarian man", 85),
        ("hoarse from 40 years of cigarettes", None),
        ("a 50-year-old whisky", None),
        ("songs from the 60s", None),
        ("a father of 3", None),
        ("an old friend", None),
        ("an old house", None),
        ("a senior executive", None),
        ("enroué depuis quarante ans", None),
        ("une carrière de 30 ans", None),
        ("un homme d'une soixantaine d'années", 65),
        ("二十五岁的姑娘", 25),
        ("三十多岁", 35),
        ("25到30岁", 27.5),
        ("抽了四十年烟", None),
    ],
)
def test_forms_of_ages_and_durations(description, age):
    assert read_traits(description).age == age


@pytest.mark.parametrize(
    ("description", "dimension"),
    [
        ("less breathy", "breathiness"),
        ("no hint of rasp", "roughness"),
        ("zero rasp", "roughness"),
        ("rasp-free", "roughness"),
        ("no rasp, breath or growl", "breathiness"),
        ("avoid sounding robotic", "pitch_range"),
        ("anything but deep", "pitch"),
        ("not as deep as a man", "pitch"),
        ("by no means slow", "pace"),
        ("breathiness: none", "breathiness"),
        ("moins grave", "pitch"),
        ("tout sauf grave", "pitch"),
        ("elle ne crie jamais", "energy"),
        ("毫无沙哑感", "roughness"),
        ("没那么快", "pace"),
        ("不低沉", "pitch"),
    ],
)
def test_denials_are_not_wishes(description, dimension):
    assert getattr(read_traits(description), dimension) == 0


@pytest.mark.parametrize(
    "description",
    [
        "a high school teacher",
        "deeper breath support",
        "a Deep South accent",
        "a tall, dark stranger",
        "strong Scottish accent",
        "a low-cut dress",
        "a bright future",
        "la haute mer",
        "un café fort",
        "老房子",
        "高三的深夜",
    ],
)
def test_adjectives_of_other_things_say_nothing(description):
    assert said(description) == {}


@pytest.mark.parametrize(
    ("description", "dimension", "value"),
    [
        ("mid-to-low pitch", "pitch", -0.325),
        ("low to medium pitch", "pitch", -0.325),
        ("slow to moderate pace", "pace", -0.325),
        ("volume: low", "energy", -0.65),
        ("语速中等", "pace", 0),
        ("音量较小", "energy", -0.65),
    ],
)
def test_levels_belong_to_the_aspect_beside_them(description, dimension, value):
    assert said(description) == {dimension: pytest.approx(value)}


@pytest.mark.parametrize(
    ("description", "dimension"),
    [("nasal", "nasality"), ("a thick Irish accent", "accent"), ("mumbling", "articulation"), ("带鼻音", "nasality")],
)
def test_what_cannot_be_measured_is_known_as_said(description, dimension):
    traits = read_traits(description)
    assert [mention.dimension for mention in traits.unmeasured] == [dimension]
    assert said(description) == {}


def test_a_description_has_one_language():
    traits = read_traits("Elle parle doucement, son timbre est chaud.")
    assert (traits.language, traits.gender) == ("french", "female")
    assert read_traits("溫柔的女聲，語速緩慢").pace == read_traits("温柔的女声，语速缓慢").pace == -0.65
    assert read_traits("eine tiefe Stimme") == Traits(language="german")
