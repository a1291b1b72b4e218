"""Proposed deliveries: real takes on the sketch, and with tiny checkpoints, whose similarities mean nothing."""

from dataclasses import replace

import pytest

from studio import InvalidInput, Studio
from studio.auditions.speaker_similarity import band_of_delivery, speaker_of
from studio.domain.recipe import RECORDING
from studio.session import auditions_of

TEXT = "Good evening, and welcome to the studio. The lamps are on."


@pytest.fixture(scope="module")
def sketch(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as studio:
        take = studio.design("A warm woman's voice in her forties, medium-low.", text=TEXT, takes=1, seed=7)[0]
        studio.keep(take, "Evening")
        yield studio


@pytest.fixture(scope="module")
def sad(sketch):
    return sketch.start_delivery_proposal("Evening", "sad", takes=3)


def test_takes_of_a_delivery_speak_the_words_of_the_reference_in_the_same_voice(sketch, sad):
    neutral = sketch.presets["Evening"].recipe
    proposed = sad.wait()

    assert len(proposed) == 3
    assert {each.take.recipe.text for each in proposed} == {neutral.text}
    for each in proposed:
        numbers = each.take.recipe.variant
        assert (numbers.formants, numbers.balance) == (neutral.variant.formants, neutral.variant.balance)
        assert "sad" in each.take.recipe.description
    assert auditions_of(sketch).recent.find_proposal(sad.id) is sad


def test_a_sketch_is_the_same_voice_by_construction_and_no_number_says_so(sad):
    for each in sad.wait():
        assert (each.similarity, each.band, each.words) == (None, "same", "same voice by construction")
    assert sad.unmeasured == ""


def test_a_sketch_of_another_person_is_another_voice_by_construction(sketch, sad):
    man = sketch.design("An old man's voice, low.", text=TEXT, takes=1, seed=7)[0]
    sketch.keep_delivery("Evening", "sad", sad.wait()[0].take)
    preset = sketch.keep_delivery("Evening", "gruff", man)

    assert [speaker_of(preset.recipe, each) for each in preset.deliveries] == [
        "same voice by construction",
        "another voice by construction",
    ]
    assert [band_of_delivery(preset.recipe, each) for each in preset.deliveries] == ["same", "other"]


def test_a_sad_take_sounds_sadder_than_the_neutral_one(sketch, sad):
    neutral, sadder = (sketch.measuring.measure(clip) for clip in ("Evening", sad.wait()[0].take))

    assert sadder.speech_time > 1.2 * neutral.speech_time
    assert sadder.pitch < neutral.pitch
    assert sadder.loudness < neutral.loudness - 1


def test_each_take_differs_from_the_others(sad):
    assert len({each.take.samples.tobytes() for each in sad.wait()}) == 3


def test_words_of_ones_own_are_heard(sketch):
    take = sketch.start_delivery_proposal("Evening", "asleep", words="very slow, whispered", takes=1).wait()[0].take

    assert take.recipe.variant.whisper
    assert take.recipe.description.endswith("Very slow, whispered.")


def test_a_starter_without_numbers_has_deliveries_too(sketch):
    starter = next(preset for preset in sketch.presets.values() if preset.starter)
    plain = sketch.start_say(starter, starter.recipe.text).wait()[0]
    proposed = sketch.start_delivery_proposal(starter, "whisper", takes=1).wait()[0].take

    assert proposed.recipe.variant.formants == plain.recipe.variant.formants


def test_words_that_the_sketch_does_not_understand_are_refused(sketch):
    with pytest.raises(InvalidInput) as caught:
        sketch.start_delivery_proposal("Evening", "hesitant")
    assert caught.value.code == "delivery-without-effect"


def test_a_take_has_no_deliveries_before_it_is_saved(sketch, sad):
    with pytest.raises(InvalidInput) as caught:
        sketch.start_delivery_proposal(sad.wait()[0].take.id, "calm")
    assert caught.value.code == "not-saved"


@pytest.fixture(scope="module")
def qwen(tmp_path_factory, tiny_voice_design, tiny_base):
    home = tmp_path_factory.mktemp("qwen")
    with Studio(home, model=tiny_voice_design, base_model=tiny_base) as studio:
        take = studio.design("A calm, low male voice.", text=TEXT, takes=1, seed=1, language="english")[0]
        studio.keep(take, "Harbour")
        yield studio


def test_designed_takes_are_ranked_by_their_similarity_to_the_neutral_reference(qwen):
    proposal = qwen.start_delivery_proposal("Harbour", "sad", takes=2)
    ranked = proposal.wait()

    similarities = [each.similarity for each in ranked]
    assert similarities == sorted(similarities, reverse=True)
    assert all(-1 <= similarity <= 1.0001 for similarity in similarities)
    assert {each.take.recipe.seed for each in ranked} == {1, 2}
    assert all("sad" in each.take.recipe.description for each in ranked)
    assert proposal.wait() is ranked


def test_a_take_with_the_sound_of_the_reference_is_as_similar_as_can_be(qwen):
    _, neutral = qwen._voices.neutral("Harbour")
    reference = qwen.library.take(qwen.library.find_id("v1.1"))

    assert auditions_of(qwen)._similarities(neutral, [reference]) == ([pytest.approx(1.0)], "")


def test_a_kept_delivery_knows_its_similarity_and_a_base_model_speaks_in_it(qwen):
    best = qwen.start_delivery_proposal("Harbour", "calm", takes=1).wait()[0]
    preset = qwen.keep_delivery("Harbour", "calm", best.take)
    line = qwen.start_say("Harbour/calm", "Hello.", language="english").wait()[0]

    assert preset.delivery("calm").similarity == pytest.approx(best.similarity)
    assert line.recipe.voice == preset.voice("calm")


def test_a_voice_of_another_model_is_refused_before_anything_is_made(qwen):
    with Studio(qwen.home, backend="sketch") as other, pytest.raises(InvalidInput) as caught:
        other.start_delivery_proposal("Harbour", "sad")
    assert caught.value.code == "other-backend"


def test_a_recording_is_not_designed_again_but_another_recording_becomes_its_delivery(qwen):
    take = qwen.library.take(qwen.library.find_id("v1.1"))
    recipe = replace(take.recipe, description="A recording of a person.", model=RECORDING)
    for name in ("Anna", "Anna whispers"):
        qwen.keep(replace(take, recipe=recipe), name)
    for refused in (
        lambda: qwen.start_delivery_proposal("Anna", "whisper"),
        lambda: qwen.start_remix("Anna", "warmer"),
    ):
        with pytest.raises(InvalidInput) as caught:
            refused()
        assert caught.value.code == "recorded-voice"

    assert qwen.keep_delivery("Anna", "whisper", "Anna whispers").delivery("whisper").recipe == recipe
