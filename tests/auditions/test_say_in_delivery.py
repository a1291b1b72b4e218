"""A saved voice speaks in its deliveries; one that is not there is an error, never another one."""

import pytest

from studio import InvalidInput, NotFound, Studio
from studio.auditions.voice_ids import deliveries_of, voice_of_id

TEXT = "Good evening, and welcome to the studio."
NEW = "The lamps along the harbour came on one by one."


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as studio:
        studio.keep(studio.design("A warm woman's voice, medium-low.", text=TEXT, takes=1, seed=7)[0], "Evening")
        for name in ("sad", "whisper"):
            studio.keep_delivery(
                "Evening", name, studio.start_delivery_proposal("Evening", name, takes=1).wait()[0].take
            )
        yield studio


def said(studio, voice, **options):
    return studio.start_say(voice, NEW, language="english", **options).wait()[0]


def test_a_voice_speaks_new_words_in_a_delivery(studio):
    neutral, sad = said(studio, "Evening"), said(studio, "Evening", delivery="sad")

    assert sad.recipe.variant == studio.presets["Evening"].delivery("sad").recipe.variant
    assert sad.duration > 1.2 * neutral.duration
    assert sad.label == "Evening/sad · The lamps along the harbour…"
    assert studio.replay(sad).same


@pytest.mark.parametrize("name", ["Evening/sad", "evening/SAD", "delivery:evening/sad"])
def test_a_delivery_is_named_with_its_voice(studio, name):
    assert said(studio, name).recipe.variant == studio.presets["Evening"].delivery("sad").recipe.variant


def test_a_text_whose_later_line_asks_for_another_delivery_is_refused_not_spoken_with_its_name(studio):
    with pytest.raises(InvalidInput) as caught:
        studio.start_say("Evening", "[sad] The lamps came on.\n  [Whisper] One stayed dark.")
    assert (caught.value.code, "[Whisper]" in str(caught.value)) == ("several-deliveries", True)
    assert studio.start_say("Evening", "The lamps came on.\n[1] See below.").wait()
    assert studio.start_say("Evening", "One.\n[sad] Two.", raw=True).wait()


@pytest.mark.parametrize("name", ["Evening/neutral", "Evening/"])
def test_neutral_is_the_voices_own_reference(studio, name):
    assert said(studio, name).recipe.variant == studio.presets["Evening"].recipe.variant


@pytest.mark.parametrize("options", [{"voice": "Evening/angry"}, {"voice": "Evening", "delivery": "angry"}])
def test_a_delivery_that_is_not_there_is_an_error_that_lists_those_that_are(studio, options):
    with pytest.raises(NotFound) as caught:
        said(studio, **options)
    assert caught.value.code == "delivery-not-found"
    assert caught.value.next_step == "It has: neutral, sad, whisper."


def test_a_take_and_an_unknown_voice_have_no_deliveries(studio):
    with pytest.raises(InvalidInput) as caught:
        said(studio, studio.library.latest()[0], delivery="sad")
    assert caught.value.code == "not-saved"
    with pytest.raises(NotFound, match="nobody/sad"):
        said(studio, "nobody/sad")


def test_a_delivery_is_measured_compared_and_reported_like_any_clip(studio):
    clip = studio.clips.find("Evening/sad")

    assert (clip.ref, clip.label) == ("delivery:evening/sad", "Evening/sad")
    assert studio.clips.label(clip.ref) == "Evening/sad"
    assert studio.clips.exists(clip.ref)
    assert not studio.clips.exists("delivery:evening/angry")
    compared = studio.measuring.compare(["Evening", "Evening/sad"]).clips[1]
    assert compared.differences["speech_time"].beyond
    assert "Evening/sad" in studio.report(["Evening", "Evening/sad"]).html


def test_a_blind_test_can_compare_a_delivery_with_the_neutral_voice(studio):
    offer = studio.listening.abx("preset:evening", "delivery:evening/whisper")
    assert offer


def test_the_reference_of_a_delivery_comes_back_after_it_was_deleted(studio):
    line = said(studio, "Evening/sad")
    assert line.recipe.voice.name == "Evening/sad"
    assert line.recipe.voice.transcript == TEXT


def test_servers_find_a_delivery_by_the_id_that_they_list(studio):
    voice = voice_of_id(studio, "evening/sad")

    assert voice.name == "Evening/sad"
    assert deliveries_of(voice) == deliveries_of(studio.presets["Evening"]) == ("sad", "whisper")
    with pytest.raises(NotFound) as caught:
        voice_of_id(studio, "evening/angry")
    assert caught.value.code == "delivery-not-found"
    with pytest.raises(NotFound) as caught:
        voice_of_id(studio, "nobody/sad")
    assert caught.value.code == "voice-not-found"


def test_each_line_of_a_script_may_name_its_delivery(studio):
    script = ["The lamps came on.", "[sad] One stayed dark.", " [SAD] Nobody came.", "[neutral] We went home."]
    lines = studio.say("Evening", script, language="english")
    preset = studio.presets["Evening"]

    neutral, sad = preset.recipe.variant, preset.delivery("sad").recipe.variant
    assert [line.recipe.variant for line in lines] == [neutral, sad, sad, neutral]
    assert [line.text for line in lines] == [line.split("] ")[-1] for line in script]
    assert lines[1].label == "Evening/sad · One stayed dark."
    (alone,) = studio.say("Evening/whisper", ["[sad] One stayed dark."], language="english")
    assert alone.recipe == lines[1].recipe


def test_a_line_that_names_a_known_delivery_which_the_voice_lacks_is_refused(studio):
    with pytest.raises(NotFound) as caught:
        studio.say("Evening", ["The lamps came on.", "[angry] Nobody came."])
    assert (caught.value.code, caught.value.next_step) == ("delivery-not-found", "It has: neutral, sad, whisper.")


@pytest.mark.parametrize(
    ("typed", "raw"), [("[asleep] Good evening.", False), ("[sad] Good evening.", True), ("One [sad] word.", False)]
)
def test_other_words_in_brackets_are_read_as_before(studio, typed, raw):
    assert (
        studio.say("Evening", typed, language="english", raw=raw).recipe.variant
        == said(studio, "Evening").recipe.variant
    )
