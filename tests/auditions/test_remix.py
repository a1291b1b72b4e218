"""Remixes: a voice with a change, in the same seeds, and what the change moved."""

import pytest

from studio import InvalidInput, Studio, edit

TEXT = "Good evening, and welcome to the studio. The lamps are on."
WORDS = "A warm woman's voice in her forties, medium-low, at a brisk pace."


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as studio:
        takes = studio.design(WORDS, text=TEXT, takes=4, seed=20)
        studio.keep(takes[2], "Evening")
        yield studio


@pytest.fixture(scope="module")
def slower(studio):
    remix = studio.start_remix("Evening", "much slower")
    remix.wait()
    return remix


def test_the_change_is_made_in_the_words_of_the_voice_with_the_seeds_that_were_heard_beside_it(studio, slower):
    takes = slower.wait()

    assert str(slower.diff) == "A warm woman's voice in her forties, medium-low, at a [-brisk-] {+moderate+} pace."
    assert [take.recipe.seed for take in takes] == [22, 20, 21, 23]
    assert {take.recipe.text for take in takes} == {TEXT}
    assert slower.before is None
    assert studio.versions[slower.id].parent == studio.versions["v1"]


def test_it_says_what_the_change_moved_against_the_spread_of_the_seeds(slower):
    moved = slower.moved()

    assert moved.beyond_chance[0].name == "letter_rate"
    assert moved.takes == (4, 4)
    assert "slower" in moved.words


def test_a_voice_kept_from_a_remix_knows_what_it_was_made_from(studio, slower):
    lineage = studio.keep(slower.wait()[0], "Slow evening").lineage

    assert (lineage.kind, lineage.ref, lineage.label) == ("preset", "evening", "Evening")
    assert (lineage.description, lineage.change) == (WORDS, "much slower")


def test_a_voice_kept_from_a_changed_version_of_a_saved_one_knows_that_too(studio):
    words = edit.changed(WORDS, "deeper").description
    take = studio.start_design(words, text=TEXT, takes=1, seed=22, parent="v1").wait()[0]
    lineage = studio.keep(take, "Deep evening").lineage

    assert (lineage.kind, lineage.ref, lineage.description) == ("preset", "evening", WORDS)
    assert "{+" in lineage.change


def test_a_voice_kept_later_from_the_library_knows_it_too(studio, slower):
    kept = studio.keep(studio.library.take(slower.wait()[1].id), "Slow evening of another day")

    assert (kept.lineage.kind, kept.lineage.ref) == ("preset", "evening")


def test_a_voice_kept_from_a_copy_of_a_remix_knows_what_it_was_made_from(studio, slower):
    kept = studio.keep(studio.duplicate(slower.wait()[1]), "Copied slow evening")

    assert (kept.lineage.ref, kept.lineage.change) == ("evening", "[-brisk-] {+moderate+}")


def test_a_remix_goes_on_from_the_version_a_voice_was_kept_from_not_from_a_copy(studio):
    studio.duplicate(studio.presets["Evening"].lineage.ref)
    remix = studio.start_remix("Evening", "warmer")
    remix.wait()

    assert studio.versions[remix.id].parent == studio.versions["v1"]


def test_a_voice_of_which_the_library_has_no_takes_is_made_unchanged_first(studio):
    starter = studio.presets["evening-storyteller"]
    remix = studio.start_remix(starter, "ten years older", takes=2)
    takes = remix.wait()

    assert remix.before is not None
    assert [take.recipe.seed for take in remix.before.wait()] == [take.recipe.seed for take in takes]
    assert takes[0].recipe.seed == starter.recipe.seed
    assert remix.moved().takes == (2, 2)
    assert studio.keep(takes[0], "Older").lineage.change == "ten years older"


def test_a_take_is_remixed_before_it_is_saved(studio):
    remix = studio.start_remix("v1.1", "whispered", takes=1)

    assert remix.wait()[0].recipe.variant.whisper
    assert remix.lineage.kind == "take"


def test_a_change_without_effect_is_refused_before_anything_is_made(studio):
    count = len(studio.versions)
    with pytest.raises(InvalidInput) as caught:
        studio.start_remix("Evening", "warm")
    assert (caught.value.code, len(studio.versions)) == ("invalid-change", count)
