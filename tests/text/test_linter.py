"""The linter: right notes on flawed descriptions, none on good ones, and fixes that answer them."""

import pytest

from studio.text.description import read_traits
from studio.text.reading import read
from tests.support.linter_descriptions import flawed_descriptions, further_descriptions, good_descriptions

MOST_FALSE, FEWEST_CAUGHT = 2, 98


def rules_of(description):
    return [note.rule for note in read(description).notes]


def test_there_are_a_hundred_different_descriptions_of_each_kind():
    assert len(set(good_descriptions())) == 100
    assert len({description for description, _ in flawed_descriptions()}) == 100


def test_good_descriptions_get_almost_no_note():
    noted = [(description, rules) for description in good_descriptions() if (rules := rules_of(description))]

    assert len(noted) <= MOST_FALSE, noted


def test_flawed_descriptions_get_the_note_that_was_expected():
    missed = [(description, rule) for description, rule in flawed_descriptions() if rule not in rules_of(description)]

    assert 100 - len(missed) >= FEWEST_CAUGHT, missed


def test_further_descriptions_are_noted_nearly_as_well():
    good, flawed = further_descriptions()
    noted = [description for description in good if rules_of(description)]
    missed = [description for description, rule in flawed if rule not in rules_of(description)]

    assert len(noted) <= 0.05 * len(good), noted
    assert len(missed) <= 0.05 * len(flawed), missed


@pytest.mark.parametrize("interface", ["en", "fr"])
def test_every_note_has_a_sentence_and_marks_words_of_the_description(interface):
    for description, _ in flawed_descriptions():
        for note in read(description, interface).notes:
            assert note.why.endswith(".")
            assert "{" not in note.why
            assert all(0 <= start < end <= len(description) for start, end in note.spans)
            assert note.spans or note.rule in ("no-gender", "no-pitch")


LONG = (
    " The speaker reads aloud for audiobooks and is about fifty years old, friendly with the listeners, and never in "
    "a bad mood, whatever the weather is like and however long the chapter takes, which makes long stories easy to "
    "follow until the very last page."
)


@pytest.mark.parametrize("more", ["", LONG], ids=["short", "long"])
def test_every_note_has_a_fix_and_each_of_them_answers_it_without_another_note(more):
    flawed = [*flawed_descriptions(), *further_descriptions()[1]]
    notes = [(description + more, note) for description, _ in flawed for note in read(description + more).notes]
    answers = [(description, note.rule, fix.description) for description, note in notes for fix in note.fixes]
    left = [(rule, fixed) for _, rule, fixed in answers if rule in rules_of(fixed)]
    # what is too long is longer than it needs to be as well
    new = [(rule, fixed) for before, rule, fixed in answers if {*rules_of(fixed)} - {*rules_of(before), "length"}]

    assert [note.rule for _, note in notes if not note.fixes] == []
    assert left == []
    assert new == []


@pytest.mark.parametrize("interface", ["en", "fr"])
def test_where_only_the_person_knows_there_are_several_fixes_in_the_language_of_the_description(interface):
    chosen = {rule: ways(rule, description, interface) for rule, description in CHOICES}
    assert chosen["no-gender"][1] == [
        "A low, slow woman's voice.",
        "A low, slow man's voice.",
        "A low, slow voice, androgynous.",
    ]
    assert [read_traits(fixed).pitch for fixed in chosen["no-pitch"][1]] == pytest.approx([-0.65, 0.0, 0.65], abs=0.1)
    assert chosen["no-pitch"][0] == {"en": ["low", "medium", "high"], "fr": ["grave", "médium", "aiguë"]}[interface]
    assert chosen["persona"][0][0] == "low, gravelly, slow"
    assert chosen["persona"][1][0] == "Like a detective, low-pitched, gravelly, at a slow pace."
    assert len(chosen["persona"][1]) == 3


CHOICES = (("no-gender", "A low, slow voice."), ("no-pitch", "A slow woman's voice."), ("persona", "Like a detective."))


def ways(rule, description, interface="en"):
    """Return the labels of a note's fixes, and the descriptions after them."""
    (note,) = (note for note in read(description, interface).notes if note.rule == rule)
    return [fix.label for fix in note.fixes], [fix.description for fix in note.fixes]


def test_french_and_chinese_descriptions_get_their_own_words():
    assert ways("no-gender", "Une voix grave et lente.")[1][:2] == [
        "Une voix de femme grave et lente.",
        "Une voix d'homme grave et lente.",
    ]
    assert ways("persona", "Un détective.")[0][0] == "grave, rauque, lent"
    assert ways("persona", "像一个侦探。") == (
        ["低沉、非常沙哑、缓慢", "高低适中、温暖、平缓", "尖细、明亮、快"],
        [
            "像一个侦探，声音低沉，声音非常沙哑，语速缓慢。",
            "像一个侦探，音高适中，音色温暖，语速平缓。",
            "像一个侦探，声音尖细，音色明亮，语速快。",
        ],
    )


def test_words_of_a_place_go_without_the_speaker_before_them():
    assert ways("recording", "A low woman's voice on an old gramophone record, slow.")[1] == [
        "A low woman's voice, slow."
    ]


@pytest.mark.parametrize(
    ("description", "rule", "fixed"),
    [
        ("A nice, low woman's voice.", "vague", "A low woman's voice."),
        ("An interesting voice of a man of fifty, low.", "vague", "A voice of a man of fifty, low."),
        ("Could you read this in a low woman's voice, please?", "request", "A low woman's voice."),
        ("I want a young man with a high voice.", "request", "A young man with a high voice."),
        ("A man of fifty, low, with a strong Scottish accent, slow.", "accent", "A man of fifty, low, slow."),
        ("A deep, slow man's voice like Morgan Freeman.", "celebrity", "A deep, slow man's voice."),
        ("A very, very deep male voice.", "intensifiers", "A very deep male voice."),
        ("A low male voice. Perfect broadcast quality audio.", "quality", "A low male voice."),
        (
            "A low male voice, slow, recorded in a large cathedral with long reverb.",
            "recording",
            "A low male voice, slow.",
        ),
        ("请用低沉的男声慢慢地朗读。", "request", "低沉的男声。"),
        ("Please speak slowly in a deep male voice.", "request", "A deep male voice, speaking slowly."),
        ("Speak more slowly, low male voice.", "request", "Speaking more slowly, low male voice."),
        ("My character needs a low, raspy male voice.", "request", "A low, raspy male voice."),
        ("A low man's voice, slow. Read the text now.", "request", "A low man's voice, slow."),
        ("Male and female, low voice, slow.", "contradiction", "Male, low voice, slow."),
        ("A whispering man who shouts every word, deep.", "contradiction", "A whispering man, deep."),
        ("A man's voice, both loud and quiet, low.", "contradiction", "A man's voice, loud, low."),
        ("A very old teenage girl, high.", "contradiction", "A teenage girl, high."),
        ("A deep male voice echoing through a canyon.", "recording", "A deep male voice."),
        (
            "A calm woman in her sixties, breathy." + LONG,
            "no-pitch",
            "A calm woman in her sixties, breathy, low-pitched." + LONG,
        ),
        ("Eine tiefe, warme Männerstimme, nicht laut, 70 Jahre.", "language", "A low, warm elderly man's voice."),
        ("若い女性、高い声、早口。", "language", "A high young woman's voice, at a fast pace."),
    ],
)
def test_a_fix_leaves_a_sentence_that_reads_well(description, rule, fixed):
    fixes = {note.rule: note.fixes[0] for note in read(description).notes}

    assert fixes[rule].description == fixed


def test_a_contradiction_names_both_words_and_offers_either():
    (note,) = read("A deep, high-pitched man's voice.").notes

    assert "“deep”" in note.why
    assert "“high-pitched”" in note.why
    deep, high = note.fixes
    assert read(deep.description).traits.pitch < 0 < read(high.description).traits.pitch


def test_words_of_a_voice_that_changes_do_not_contradict_each_other():
    assert "contradiction" not in rules_of("A man's voice that starts low and turns high when he laughs.")


def test_denied_words_do_not_contradict_each_other():
    assert rules_of("A deep man's voice, not high-pitched, without an accent.") == []


def test_a_french_description_concerns_the_model_and_not_the_sketch():
    (note,) = read("Une voix de femme grave, lente.").notes

    assert note.rule == "language"
    assert "only the sketch understands" in note.why


def test_nothing_but_its_language_is_noted_of_a_description_that_is_not_read():
    assert rules_of("Eine schöne Stimme, bitte.") == ["language"]


def test_nothing_is_noted_of_an_empty_description():
    assert rules_of("") == rules_of("  …") == []


def test_french_description_is_offered_in_english_with_the_same_traits() -> None:
    french = "Une femme âgée à la voix grave et douce, légèrement éraillée, débit lent."
    (note,) = (each for each in read(french).notes if each.rule == "language")
    english, before = read_traits(note.fixes[0].description), read_traits(french)
    assert english.language == "english"
    for dimension in ("gender", "pitch", "pace", "roughness", "energy"):
        assert getattr(english, dimension) == pytest.approx(getattr(before, dimension), abs=0.2), dimension


def test_french_description_in_english_keeps_its_mood_and_use_but_nothing_that_is_only_suggested() -> None:
    (note,) = read("Une femme joyeuse à la voix grave, pour des livres audio.").notes
    assert note.fixes[0].description == "A low, cheerful woman's voice, for audiobooks."


def test_a_description_that_nothing_is_left_of_becomes_an_example_in_its_language() -> None:
    (note,) = read("En dyb mandestemme, langsom og rolig.").notes
    fixes = {note.rule: note.fixes[0] for note in read("完美。").notes}
    assert note.fixes[0].label == fixes["vague"].label == "Begin with an example"
    assert read_traits(note.fixes[0].description).language == "english"
    assert read_traits(fixes["vague"].description).language == "chinese"


def test_sentence_that_is_too_long_is_cut_at_a_comma() -> None:
    (note,) = (each for each in read("A calm woman with a low voice, " * 30).notes if each.rule == "length")
    assert note.fixes[0].description.endswith("with a low voice")
    assert 400 < len(note.fixes[0].description) <= 500


@pytest.mark.parametrize(("repeats", "rule", "most"), [(30, "length", 500), (100, "too-long", 2048)])
def test_long_description_is_cut_after_a_sentence(repeats: int, rule: str, most: int) -> None:
    sentence = "A calm woman with a low voice. "
    (note,) = (each for each in read(sentence * repeats).notes if each.rule == rule)
    assert note.fixes[0].description == (sentence * (most // len(sentence))).rstrip()
