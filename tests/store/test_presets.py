"""Presets on disk: the published format."""

import json
import os
from dataclasses import asdict, replace
from datetime import timedelta

import numpy as np
import pytest

from studio import AlreadyExists, InvalidInput, NotFound, Recipe, SketchVoice, StorageFailed, Take, Voice
from studio.domain.take import on_grid
from studio.store.home import gallery_folder
from studio.store.presets import PresetShelf

NUMBERS = SketchVoice(196.5, 1.0, 165.25, 1.16, 1.01, 0.1, 0.05, 0.12, 2.5, -21.5, False)
SCHEMA = json.loads((gallery_folder() / "schema.json").read_text())


@pytest.fixture
def take():
    samples = on_grid(np.random.default_rng(1).uniform(-0.9, 0.9, 24_000).astype(np.float32))
    recipe = Recipe("a calm woman", "Hello there.", 7, "english", frame_cap=100, backend="sketch", model="espeak-ng")
    return Take("0" * 32, recipe, samples)


@pytest.fixture
def shelf(tmp_path):
    return PresetShelf(tmp_path / "presets")


def check_schema(data):
    """Fail if a preset.json violates the published schema."""
    assert schema_error(data) is None


def schema_error(data):
    """Return the violation of the published schema, or None."""
    import jsonschema  # here, because it takes seconds, and every test process imports this module

    try:
        jsonschema.validate(data, SCHEMA)
    except jsonschema.ValidationError as error:
        return error
    return None


def test_saved_preset_conforms_to_the_published_schema(shelf, take):
    saved = shelf.save(take, "Evening", tags=["calm"], notes="for the prologue")

    check_schema(json.loads((saved.folder / "preset.json").read_text()))


def test_sketch_parameters_are_stored_exactly_in_schema_2(shelf, take):
    saved = shelf.save(replace(take, recipe=replace(take.recipe, variant=NUMBERS)), "Evening")
    written = json.loads((saved.folder / "preset.json").read_text())

    check_schema(written)
    assert written["schema"] == 2
    assert "pauses" not in written["recipe"]["variant"]
    assert shelf["Evening"].recipe.variant == NUMBERS


def test_sketch_voice_that_pauses_longer_is_stored_in_schema_3(shelf, take):
    voice = replace(NUMBERS, pauses=0.7)
    written = json.loads(
        (shelf.save(replace(take, recipe=replace(take.recipe, variant=voice)), "E").folder / "preset.json").read_text()
    )
    check_schema(written)
    assert (written["schema"], shelf["E"].recipe.variant) == (3, voice)


def test_preset_without_parameters_is_stored_in_schema_1(shelf, take):
    written = json.loads((shelf.save(take, "Evening").folder / "preset.json").read_text())

    assert written["schema"] == 1
    assert "variant" not in written["recipe"]


@pytest.mark.parametrize(
    "broken",
    [
        *({name: "low"} for name in asdict(NUMBERS)),
        *({name: value} for name in asdict(NUMBERS) if name != "whisper" for value in (-1e9, 1e9, True, None)),
        {"whisper": 1},
    ],
    ids=str,
)
def test_invalid_parameters_are_rejected_by_schema_and_studio(shelf, take, broken):
    path = shelf.save(replace(take, recipe=replace(take.recipe, variant=NUMBERS)), "Evening").folder / "preset.json"
    data = json.loads(path.read_text())
    data["recipe"]["variant"] |= broken
    path.write_text(json.dumps(data))

    assert schema_error(data) is not None
    with pytest.raises(StorageFailed, match=rf"voice's {next(iter(broken))} cannot be .* Use (a number|true)"):
        shelf["evening"]


@pytest.mark.parametrize("folder", sorted(gallery_folder().glob("*/")), ids=lambda folder: folder.name)
def test_starter_conforms_to_the_schema_and_has_sound(folder):
    check_schema(json.loads((folder / "preset.json").read_text()))
    starter = PresetShelf(folder / "none", gallery_folder())[folder.name]
    samples, sample_rate = starter.reference()

    assert starter.starter
    assert len(samples) / sample_rate == pytest.approx(starter.duration)
    assert 0.05 < np.abs(samples).max() < 1.0


def test_notes_that_are_not_text_are_rejected(shelf, take):
    for notes in ("\0", "\ud83d", "x" * 5001):
        with pytest.raises(InvalidInput):
            shelf.save(take, "Evening", notes=notes)


def test_unreadable_preset_does_not_hide_the_others(shelf, take, tmp_path):
    shelf.save(take, "Evening")
    (tmp_path / "presets" / "broken").mkdir()
    (tmp_path / "presets" / "broken" / "preset.json").write_text("{")

    assert list(shelf) == ["Evening"]
    assert [(preset.slug, "damaged" in preset.reason) for preset in shelf.unreadable] == [("broken", True)]


def test_preset_of_a_newer_studio_is_reported_and_unchanged(shelf, take):
    newer = shelf.save(take, "Newer").folder / "preset.json"
    newer.write_text(json.dumps(json.loads(newer.read_text()) | {"schema": 99}))
    (unreadable,) = shelf.unreadable

    assert list(shelf) == []
    assert unreadable.reason == "It was written by a newer studio (format 99; this one reads 4). Update this studio."
    with pytest.raises(StorageFailed, match="newer studio"):
        shelf["newer"]
    assert shelf.save(take, "Newer").slug == "newer-2"


def test_presets_are_listed_newest_first_without_removed_ones(shelf, take):
    for name in ("First", "Second", "Third"):
        shelf.save(take, name)
    shelf.remove("second")

    assert list(shelf) == ["Third", "First"]


@pytest.fixture
def with_starters(tmp_path):
    return PresetShelf(tmp_path / "presets", gallery_folder())


def test_preset_named_like_a_starter_has_a_slug_of_its_own(with_starters, take):
    own = with_starters.save(take, "Evening storyteller")

    assert own.slug == "evening-storyteller-2"
    assert with_starters.by_slug("evening-storyteller").starter
    assert with_starters.by_slug(own.slug) == with_starters["Evening storyteller"] == own
    assert with_starters["evening-storyteller"].starter


def test_preset_that_has_a_starters_slug_keeps_it_and_both_are_found(with_starters, take, tmp_path):
    PresetShelf(tmp_path / "presets").save(take, "Evening storyteller")  # as a studio without reserved slugs saved it
    slugs = [preset.slug for preset in with_starters.values()]

    assert len(set(slugs)) == len(slugs)
    assert {"evening-storyteller", "starter:evening-storyteller"} <= set(slugs)
    assert with_starters.by_slug("evening-storyteller").recipe == take.recipe
    assert with_starters.by_slug("starter:evening-storyteller").starter
    with_starters.save(take, "Evening storyteller", notes="replaced", overwrite=True)
    assert with_starters.by_slug("evening-storyteller").notes == "replaced"
    with_starters.restore(with_starters.remove(with_starters.by_slug("evening-storyteller")).id)
    assert with_starters.by_slug("evening-storyteller").notes == "replaced"


def test_reference_to_a_deleted_preset_names_no_other_voice(with_starters, take, tmp_path):
    PresetShelf(tmp_path / "presets").save(take, "Evening storyteller")
    with_starters.remove("Evening storyteller")
    again = with_starters.save(take, "Evening storyteller")

    assert again.slug == "evening-storyteller-2"
    with pytest.raises(NotFound, match="is in the bin"):
        with_starters.by_slug("evening-storyteller")
    with pytest.raises(NotFound, match="There is no preset 'nobody' any more"):
        with_starters.by_slug("nobody")


def test_a_reference_names_a_slug_and_never_a_name(shelf, take):
    plus = [shelf.save(take, name) for name in ("C", "C++")][1]
    other = shelf.save(take, "c-2")

    assert plus.slug == "c-2"
    assert shelf.by_slug("c-2").name == "C++"
    assert shelf["c-2"] == other


def test_deleted_preset_is_restored_as_it_was(shelf, take):
    saved = shelf.save(take, "Evening", tags=["calm"], notes="for the prologue")
    binned = shelf.remove("evening")

    assert list(shelf) == []
    assert [each.preset.name for each in shelf.bin] == ["Evening"]
    assert binned.kept_until - binned.deleted == timedelta(days=30)
    assert shelf.restore("Evening") == saved
    assert shelf["evening"].reference()[0].tobytes() == take.samples.tobytes()
    assert shelf.bin == []
    with pytest.raises(NotFound, match="in the bin"):
        shelf.restore("Evening")


def test_replaced_preset_can_be_restored(shelf, take):
    shelf.save(take, "Evening", notes="first")
    other = replace(take, samples=on_grid(-take.samples))
    shelf.save(other, "Evening", notes="second", overwrite=True)

    assert [(each.preset.name, each.preset.notes) for each in shelf.bin] == [("Evening", "first")]
    restored = shelf.restore("Evening")
    assert (restored.name, restored.notes) == ("Evening (2)", "first")
    assert restored.reference()[0].tobytes() == take.samples.tobytes()
    assert shelf["Evening"].reference()[0].tobytes() == other.samples.tobytes()


def test_restored_preset_whose_name_is_taken_gets_a_number(shelf, take):
    shelf.save(take, "Evening")
    binned = shelf.remove("Evening")
    shelf.save(take, "Evening")
    restored = shelf.restore(binned.id)

    assert (restored.name, restored.slug) == ("Evening (2)", "evening")
    assert sorted(shelf) == ["Evening", "Evening (2)"]


def test_bin_is_emptied_of_what_was_deleted_long_ago(shelf, take):
    shelf.save(take, "Old")
    old = shelf.remove("Old").preset.folder
    old.rename(old.with_name("20200101T000000000000-old"))
    assert [each.preset.name for each in shelf.bin] == ["Old"]
    shelf.save(take, "New")
    shelf.remove("New")
    assert [each.preset.name for each in shelf.bin] == ["New"]

    new = shelf.bin[0].preset.folder
    new.rename(new.with_name("20200101T000000000000-new"))
    shelf.tidy()
    assert shelf.bin == []


def test_name_tags_and_notes_of_a_preset_are_changed_in_place(shelf, take):
    saved = shelf.save(take, "Evening", tags=["calm"], notes="for the prologue")
    shelf.save(take, "Other")
    changed = shelf.change("evening", name="Morning", tags=["bright"])

    assert (changed.slug, changed.name, changed.tags, changed.notes) == (
        "evening",
        "Morning",
        ("bright",),
        "for the prologue",
    )
    assert shelf["Morning"] == changed == replace(saved, name="Morning", tags=("bright",))
    check_schema(json.loads((changed.folder / "preset.json").read_text()))
    with pytest.raises(AlreadyExists):
        shelf.change("evening", name="other")
    with pytest.raises(AlreadyExists):
        shelf.save(take, "MORNING")
    assert shelf.save(take, "Evening").slug == "evening-2"


def test_starter_is_changed_only_as_a_copy(with_starters):
    with pytest.raises(InvalidInput, match="Duplicate it"):
        with_starters.change("evening-storyteller", notes="mine")
    copies = [with_starters.duplicate("evening-storyteller") for _ in range(2)]

    assert [copy.name for copy in copies] == ["Evening storyteller (copy)", "Evening storyteller (2)"]
    assert with_starters.change(copies[0].slug, notes="mine").notes == "mine"
    assert copies[0].reference()[0].tobytes() == with_starters.by_slug("evening-storyteller").reference()[0].tobytes()


def test_starter_cannot_be_removed(tmp_path):
    shelf = PresetShelf(tmp_path, gallery_folder())
    with pytest.raises(InvalidInput):
        shelf.remove(next(iter(shelf)))


def test_names_that_differ_in_punctuation_are_different_presets(shelf, take):
    saved = [shelf.save(take, name) for name in ("C", "C++", "C#")]
    with pytest.raises(AlreadyExists):
        shelf.save(take, "c++")

    assert len({preset.folder for preset in saved}) == 3
    assert [shelf[name].name for name in ("C", "C++", "C#")] == ["C", "C++", "C#"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Evenng", "Evening"), ("evening storyteler", "Evening storyteller"), ("großmuterchen", "Großmütterchen")],
)
def test_nearest_name_is_suggested_for_a_misspelled_one(shelf, take, typed, meant):
    for name in ("Evening", "Evening storyteller", "Großmütterchen"):
        shelf.save(take, name)

    with pytest.raises(NotFound, match=rf"Did you mean '{meant}'\?"):
        shelf[typed]


def test_no_name_is_suggested_that_is_far_from_the_typed_one(shelf, take):
    shelf.save(take, "Evening")

    with pytest.raises(NotFound) as raised:
        shelf["Harbour"]

    assert "Did you mean" not in str(raised.value)


def test_name_of_multi_byte_characters_fits_a_folder_name(shelf, take):
    assert shelf.save(take, "🎙a" * 32).name == shelf["🎙a" * 32].name
    assert shelf.save(take, "ﷺ" * 40).reference_path.is_file()


def test_interrupted_save_leaves_the_old_preset(shelf, take, tmp_path):
    old = shelf.save(take, "Evening")
    old.folder.rename(old.folder.with_name(".old-evening"))  # where a kill between the two renames leaves it

    assert shelf["Evening"].reference()[0].tobytes() == take.samples.tobytes()


@pytest.mark.parametrize(
    "broken",
    [
        {"recipe": {"frame_cap": "abc"}},
        {"recipe": {"frame_cap": float("inf")}},
        {"recipe": {"frame_cap": -5}},
        {"recipe": {"versions": 5}},
        {"recipe": {"backend": ["x"]}},
        {"recipe": {"sampling": {"top_k": 2.5}}},
        {"recipe": {"variant": 5}},
        {"recipe": {"variant": {"f0": 200.0}}},
        {"recipe": {"variant": asdict(NUMBERS) | {"f0": float("nan")}}},
        {"recipe": {"variant": asdict(NUMBERS) | {"colour": 1.0}}},
        {"created": "0001-01-01T00:00:00+14:00"},
        *({"reference": {"duration": seconds}} for seconds in (10**400, float("nan"), float("inf"), -1.0, "1")),
        {"recipe": {"backend": "\ud800"}},
        {"recipe": {"model": "\x1b[2J"}},
        {"recipe": {"versions": {"\ud800": "1"}}},
        {"recipe": {"voice": asdict(Voice("\ud800", "sketch", "0" * 64, "Hello.", 1))}},
        {"name": "\ud800"},
        {"tags": ["\ud800"]},
        {"notes": "\ud800"},
        {"schema": float("nan")},
        {"schema": "1"},
        {"more": " " * (1 << 20)},
    ],
    ids=lambda broken: str(broken)[:60].encode("ascii", "backslashreplace").decode(),
)
def test_preset_with_invalid_data_does_not_hide_others(shelf, take, broken):
    good, bad = shelf.save(take, "Good"), shelf.save(take, "Bad")
    data = json.loads((bad.folder / "preset.json").read_text())
    for key, value in broken.items():
        data[key] = data[key] | value if key in ("recipe", "reference") else value
    (bad.folder / "preset.json").write_text(json.dumps(data))

    assert [preset.slug for preset in shelf.values()] == [good.slug]
    assert [preset.slug for preset in shelf.unreadable] == [bad.slug]
    assert "\ud800" not in shelf.unreadable[0].reason


@pytest.mark.parametrize("name", [b"\xff", b"a\nb"])
def test_folder_whose_name_is_not_plain_text_does_not_hide_others(shelf, take, tmp_path, name):
    good, bad = shelf.save(take, "Good"), shelf.save(take, "Bad")
    os.rename(bad.folder, os.fsencode(tmp_path / "presets") + b"/" + name)

    assert [preset.slug for preset in shelf.values()] == [good.slug]
    assert [preset.slug for preset in shelf.unreadable] == [name.decode(errors="replace").replace("\n", "\ufffd")]


def test_control_characters_of_notes_are_left_out(shelf, take):
    assert shelf.save(take, "Evening", notes="low\tand\r\nwarm\x1b[2J").notes == "low\tand\nwarm[2J"
