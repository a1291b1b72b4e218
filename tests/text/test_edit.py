"""Editing a description: it says what was wanted, stays a sentence, and the rest is as the person wrote it."""

import ast
import difflib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import studio
from studio.errors import InvalidInput
from studio.text.description import DIMENSIONS, read_traits
from studio.text.description.lexicon import phrase_of
from studio.text.edit import Edit, add, less, more, remove, steps, swap
from studio.text.edit.grammar import ladders
from studio.text.vocabulary import LANGUAGES, vocabulary

DOCUMENTATION = Path(studio.__file__).parents[1] / "docs" / "descriptions.md"
TERMS = {language: [term for term in vocabulary().terms if term.word(language)] for language in LANGUAGES}
IN_ALL = [term.id for term in vocabulary().terms if all(term.word(language) for language in LANGUAGES)]
#: Chinese has one word for rough voices where English has two.
NEAR = {"chinese": 0.16}
DESCRIPTIONS = {
    "english": [
        "",
        "A warm, low woman's voice in her forties, slow and slightly breathy.",
        "Elderly gentleman, gravelly, speaks very slowly with long pauses.",
        "A middle-aged man with a low, warm baritone and a slightly husky texture. He speaks slowly and calmly.",
        "Gender: Female. Age: 28. Pitch: high. Speed: slow. Volume: low.",
        "She speaks with a smile, her voice light and airy",
        "A whispering child.",
        "Not as fast as an auctioneer, not too high, not whispered.",
        "No trace of breathiness, rasp or growl; a young lady.",
        "A narrator for a children's bedtime story, gentle and slow, a woman's voice.",
        "Loud, booming announcer, a man in his fifties.",
        "Voice of the old lighthouse keeper, who talks to the sea more than to people!\n",
    ],
    "french": [
        "",
        "Une voix de femme chaude et grave, débit lent.",
        "Vieil homme à la voix chevrotante, très lente.",
        "Elle parle doucement, sans souffle, son timbre est chaud.",
        "Un homme de 45 ans, posé, voix moyenne.",
        "Tout sauf grave : une voix de garçon, haut perchée.",
        "Un conteur au timbre clair, avec de longues pauses entre les phrases",
    ],
    "chinese": [
        "",
        "一位中年男性，声音低沉沙哑，语速缓慢。",
        "年轻女声，清亮活泼，语速很快。",
        "老爷爷颤抖的声音，说话慢吞吞的。",
        "性别：男。年龄：35岁。音调：低。语速：中等。音量：大。",
        "二十五岁的姑娘，声音甜美明亮，语调丰富",
    ],
}
CASES = [(language, description) for language in LANGUAGES for description in DESCRIPTIONS[language]]


def value(description, dimension):
    """Return what is read of a dimension."""
    return getattr(read_traits(description), dimension)


def is_same(dimension, one, other, near=0.05):
    """Return whether two values are the same; ages within five years."""
    if isinstance(one, str) or one is None or other is None:
        return one == other
    return abs(one - other) <= (5 if dimension == "age" else near)


def says(description, term, language):
    """Return whether a term is read in a description; of a dimension without values, whether its words are there."""
    if term.dimension in DIMENSIONS:
        near = NEAR.get(language, 0.05) if term.dimension == "roughness" else 0.05
        return is_same(term.dimension, value(description, term.dimension), term.value, near)
    folded = f" {' '.join(phrase_of(description))} "
    return any(f" {' '.join(phrase_of(word))} " in folded for word in term.words[language])


@pytest.mark.parametrize(("language", "description"), CASES)
def test_every_term_is_read_in_every_description(language, description):
    for term in TERMS[language]:
        edit = add(description, term.id, language)
        assert says(edit.description, term, language), (term.id, edit.description)
        assert 0 <= edit.start <= edit.end <= len(edit.description)
        assert swap(edit.description, term.id, language).description == edit.description


def letters(text):
    """Return a text without spaces and without the article before what was put in ("a" becomes "an")."""
    return re.sub(r"\s|(?i:\ban?\b)", "", text)


@pytest.mark.parametrize(("language", "description"), CASES)
def test_added_term_leaves_what_was_typed_as_it_is(language, description):
    said = {mention.dimension for mention in read_traits(description).mentions}
    for term in TERMS[language]:
        if description and term.dimension in set(DIMENSIONS) - said - {"gender", "age"}:
            edit = add(description, term.id, language)
            assert letters(edit.description[: edit.start] + edit.description[edit.end :]) == letters(description), term


@pytest.mark.parametrize(("language", "description"), CASES)
def test_other_dimensions_keep_their_values_when_a_statement_of_its_own_is_swapped(language, description):
    traits = read_traits(description)
    alone = {mention.dimension for mention in traits.mentions}
    shared = {
        one.dimension
        for one in traits.mentions
        for other in traits.mentions
        if one.dimension != other.dimension
        and one.start < other.start + len(other.words)
        and other.start < one.start + len(one.words)
    }
    for term in TERMS[language]:
        own = {mention.dimension for mention in read_traits(add("", term.id, language).description).mentions}
        if term.dimension in alone - shared:
            after = read_traits(add(description, term.id, language).description)
            for other in set(DIMENSIONS) - own - {term.dimension}:
                assert is_same(other, getattr(after, other), getattr(traits, other)), (term.id, other)


@pytest.mark.parametrize(
    ("description", "term", "expected"),
    [
        ("", "gender.female", "A woman's voice."),
        ("A woman's voice.", "pitch.low", "A low woman's voice."),
        ("A low woman's voice.", "age.elderly", "A low elderly woman's voice."),
        ("A low woman's voice.", "pace.slow", "A low woman's voice, at a slow pace."),
        ("He speaks slowly.", "breathiness.breathy", "He speaks slowly. The voice is breathy."),
        ("Hear it once. The voice is breathy.", "tremor.trembling", "Hear it once. The trembling voice is breathy."),
        ("A warm voice. The pace is slow.", "pace.fast", "A warm voice. The pace is fast."),
        ("He speaks very slowly and calmly.", "pace.fast", "He speaks quickly and calmly."),
        ("A voice with a hint of rasp.", "roughness.rough", "A voice with rasp."),
        ("An old man.", "age.young", "A young man."),
        ("A young man.", "age.elderly", "An elderly man."),
        ("Androgynous adult voice.", "emotion.calm", "Calm androgynous adult voice."),
        ("A warm voice, slow.", "brightness.neutral", "A voice, slow, neither dark nor bright."),
        ("A woman in her early sixties, hoarse.", "age.young", "A woman in her early twenties, hoarse."),
        ("A 40-year-old man.", "age.child", "An 8-year-old man."),
        ("A man with his voice low. He whispers.", "gender.female", "A woman with her voice low. She whispers."),
        ("She reads to her son; listen to her.", "gender.male", "He reads to his son; listen to him."),
        ("Homme d'une cinquantaine d'années.", "age.adult", "Homme d'une trentaine d'années."),
        ("性别：男。音调：低。", "gender.neutral", "性别：中性。音调：低。"),
        ("Une vieille femme à la voix grave.", "gender.male", "Un vieil homme à la voix grave."),
        ("Une voix d'homme grave.", "age.young", "Une voix de jeune homme grave."),
        ("Une voix d'homme grave.", "pitch.high", "Une voix d'homme aiguë."),
        ("He speaks very, very slowly.", "pace.fast", "He speaks quickly."),
        ("Une voix très, très grave.", "pitch.high", "Une voix aiguë."),
        ("Le débit est lent.", "pace.fast", "Le débit est rapide."),
        ("Elle parle lentement.", "pace.fast", "Elle parle rapidement."),
        ("Une voix grave.", "gender.male", "Une voix d'homme grave."),
        ("女声，语速缓慢。", "pace.fast", "女声，语速快。"),
        ("女声，声音低沉。", "pitch.high", "女声，声音尖细。"),
        ("她的声音低沉。", "gender.male", "他的声音低沉。"),
    ],
)  # fmt: skip
def test_sentence_stays_natural(description, term, expected):
    assert add(description, term).description == expected


@pytest.mark.parametrize(
    ("description", "dimension", "expected"),
    [
        ("A low, warm voice at a slow pace.", "pace", "A low, warm voice."),
        ("A low, warm voice.", "pitch", "A warm voice."),
        ("A low, warm voice.", "brightness", "A low voice."),
        ("A low woman's voice in her forties, slow and soft.", "age", "A low woman's voice, slow and soft."),
        ("A low voice in her forties, slow and soft.", "pace", "A low voice in her forties, soft."),
        ("A warm voice. The pace is slow. Calm.", "pace", "A warm voice. Calm."),
        ("A man with a warm baritone.", "pitch", "A man with a warm voice."),
        ("She speaks with a smile, her voice warm.", "smile", "She speaks, her voice warm."),
        ("No trace of breathiness, rasp or growl.", "breathiness", "No trace of rasp or growl."),
        ("Une voix de femme chaude et grave, débit lent.", "pace", "Une voix de femme chaude et grave."),
        ("Une voix de femme chaude et grave, débit lent.", "pitch", "Une voix de femme chaude, débit lent."),
        ("老爷爷颤抖的声音，说话慢吞吞的。", "pace", "老爷爷颤抖的声音。"),
        ("老爷爷颤抖的声音，说话慢吞吞的。", "tremor", "老爷爷的声音，说话慢吞吞的。"),
        ("A low voice.", "pace", "A low voice."),
        ("Mid-to-high female voice.", "pitch", "Female voice."),
        ("Neither breathy nor bright, a man.", "breathiness", "Not bright, a man."),
        ("Neither breathy nor bright, a man.", "brightness", "Not breathy, a man."),
        ("A woman's voice, low.", "gender", "A voice, low."),
        ("Voix masculine, profonde.", "gender", "Voix, profonde."),
        ("Homme d'une cinquantaine d'années, voix rauque.", "age", "Homme, voix rauque."),
        ("Une dame âgée, voix douce.", "age", "Une dame, voix douce."),
    ],
)
def test_removed_statement_takes_its_comma_and_preposition_along(description, dimension, expected):
    assert remove(description, dimension).description == expected


@pytest.mark.parametrize(
    ("description", "dimension", "stronger", "weaker"),
    [
        ("A husky voice.", "roughness", "A very husky voice.", "A slightly husky voice."),
        ("He talks slowly.", "pace", "He talks a little slowly.", "He talks very slowly."),
        ("A very low voice.", "pitch", "A low voice.", "A very low voice."),
        ("A medium-pitched voice.", "pitch", "A slightly high voice.", "A slightly low voice."),
        ("A young woman.", "age", "An adult woman.", "A teenage girl."),
        ("Une voix éraillée.", "roughness", "Une voix très éraillée.", "Une voix légèrement éraillée."),
        ("声音沙哑。", "roughness", "声音非常沙哑。", "声音略微沙哑。"),
    ],
)
def test_a_little_more_keeps_the_own_word_where_a_degree_is_enough(description, dimension, stronger, weaker):
    assert more(description, dimension).description == stronger
    assert less(description, dimension).description == weaker


@pytest.mark.parametrize(("language", "description"), CASES)
def test_more_never_asks_for_less(language, description):
    for dimension in ladders():
        now = value(description, dimension)
        up, down = (value(edit(description, dimension, language).description, dimension) for edit in (more, less))
        assert up is not None or now is None
        if now is not None and down is not None:
            assert down - 0.02 <= now <= up + 0.02, dimension


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dimension", list(ladders()))
def test_steps_rise_and_have_names(language, dimension):
    description = DESCRIPTIONS[language][1]
    n = min(4, 2 if dimension == "whisper" else 3)
    edits = steps(description, dimension, n, language)
    values = [value(edit.description, dimension) for edit in edits]
    assert values == sorted(values)
    assert len(set(values)) == n
    assert all(edit.words for edit in edits)


def test_a_sweep_of_seven_steps_is_named_from_least_to_most():
    names = [edit.words for edit in steps("A man's voice.", "pace", 7)]
    assert names == ["very slow", "slow", "slightly slow", "moderate", "slightly fast", "fast", "very fast"]


def test_examples_of_the_documentation_are_true():
    lines = re.findall(r"^(.*edit\..*?)  # (.+)$", DOCUMENTATION.read_text("utf-8"), re.MULTILINE)
    assert len(lines) > 5
    for call, shown in lines:
        assert eval(call, {"edit": studio.edit}) == ast.literal_eval(shown), call


def test_last_step_changes_nothing():
    edit = more("A very loud voice.", "energy")
    assert edit == Edit("A very loud voice.", len("A very loud voice."), len("A very loud voice."))


def test_description_in_another_language_gets_an_english_sentence():
    assert add("Eine tiefe Stimme.", "pace.slow").description == "Eine tiefe Stimme. The pace is slow."


@pytest.mark.parametrize(
    "edit",
    [
        lambda: add("A voice.", "pitch.sideways"),
        lambda: add("A voice.", ""),
        lambda: add("", "pitch.low", "klingon"),
        lambda: more("A voice.", "gender"),
        lambda: more("A voice.", "loudness"),
        lambda: remove("A voice.", "loudness"),
        lambda: steps("A voice.", "pace", 1),
        lambda: steps("A voice.", "pace", 99),
    ],
)
def test_unknown_term_dimension_language_or_number_of_steps_is_rejected(edit):
    with pytest.raises(InvalidInput):
        edit()


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.sampled_from(IN_ALL))
def test_any_text_can_be_edited_and_keeps_its_characters(description, term):
    edit = add(description, term)
    assert 0 <= edit.start <= edit.end <= len(edit.description)
    matched = difflib.SequenceMatcher(None, description, edit.description, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in matched) >= len(description.strip()) / 2
