"""The format of `preset.json`: older ones are read, a newer one is refused, unknown fields are kept."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio import InvalidInput, Recipe, StorageFailed, Take
from studio.domain.lineage import Lineage
from studio.domain.take import on_grid
from studio.exchange.shelf import PresetExchange as PresetShelf
from studio.store.preset_folder import Preset
from studio.store.ratings import Rating

STORED = Path(__file__).parents[1] / "data" / "presets"


@pytest.fixture
def take():
    samples = on_grid(np.random.default_rng(1).uniform(-0.9, 0.9, 2400).astype(np.float32))
    return Take(
        "0" * 32, Recipe("a calm woman", "Hello there.", 7, backend="sketch").checked(), samples, version=7, position=2
    )


@pytest.fixture
def shelf(tmp_path):
    return PresetShelf(tmp_path / "presets")


def stored(shelf, take, name):
    """Return the preset of a stored `preset.json`."""
    folder = shelf.save(take, "Stored").folder
    (folder / "preset.json").write_bytes((STORED / f"{name}.json").read_bytes())
    return next(preset for preset in shelf.values() if preset.folder == folder)


def content(preset):
    return json.loads((preset.folder / "preset.json").read_text())


def test_format_1_has_a_voice_that_follows_from_description_and_seed(shelf, take):
    preset = stored(shelf, take, "format-1")

    assert (preset.name, preset.recipe.seed, preset.recipe.variant) == ("Evening", 7, None)
    assert (preset.deliveries, preset.lineage, preset.licence, preset.rating) == ((), None, "", Rating())


def test_format_2_has_the_numbers_of_a_sketch_voice(shelf, take):
    variant = stored(shelf, take, "format-2").recipe.variant

    assert (variant.f0, variant.whisper, variant.pauses) == (196.5, False, 0.0)


def test_format_3_has_pauses_and_pronunciations_of_its_text(shelf, take):
    recipe = stored(shelf, take, "format-3").recipe

    assert (recipe.pauses, recipe.pronunciations, recipe.variant.pauses) == (((6, 1.5),), {"Nguyen": "win"}, 0.7)


def test_format_4_has_deliveries_and_what_is_known_of_the_voice(shelf, take):
    preset = stored(shelf, take, "format-4")
    calm = preset.delivery("CALM")

    assert (calm.name, calm.file, calm.duration, calm.similarity) == ("Calm", "delivery-calm.flac", 0.1, 0.93)
    assert (calm.transcript, calm.recipe.description) == ("Hello there.", "a calm woman, speaking slowly")
    assert preset.lineage == Lineage("preset", "evening", "Evening", "a woman", "calmer")
    assert (preset.licence, preset.consent) == ("CC BY 4.0", "Made with the studio; nobody's voice was copied.")
    assert preset.rating == Rating("keep", True, "the one")
    assert (preset.measurements["pitch"], preset.units["pitch"]) == (196.5, "Hz")
    assert preset.pronunciations == {"gif": "jif"}


@pytest.mark.parametrize("name", ["format-1", "format-2", "format-3", "format-4"])
def test_a_stored_preset_that_is_changed_keeps_its_format_and_all_that_it_holds(shelf, take, name):
    preset = stored(shelf, take, name)
    before = content(preset)
    shelf.change(preset.slug, notes="changed")

    assert content(preset) == before | {"notes": "changed"}


@pytest.mark.parametrize("version", [5, 99])
def test_a_newer_format_is_refused_in_a_sentence(shelf, take, version):
    preset = shelf.save(take, "Newer")
    (preset.folder / "preset.json").write_text(json.dumps(content(preset) | {"schema": version}))

    with pytest.raises(StorageFailed, match=rf"a newer studio \(format {version}; this one reads 4\)\. Update this"):
        shelf.by_slug(preset.slug)


@pytest.mark.parametrize("version", [0, -1, 1.5, True, None, [1]])
def test_what_states_no_format_is_damaged(shelf, take, version):
    preset = shelf.save(take, "Odd")
    (preset.folder / "preset.json").write_text(json.dumps(content(preset) | {"schema": version}))

    assert "damaged" in shelf.unreadable[0].reason


def test_only_what_an_earlier_studio_would_lose_makes_a_preset_format_4(shelf, take):
    preset = shelf.save(take, "Evening", licence="CC0", consent="mine")
    assert content(preset)["schema"] == 1
    assert content(shelf.change("evening", pronunciations={"gif": "jif"}))["schema"] == 4
    assert content(shelf.change("evening", pronunciations={}))["schema"] == 1
    assert content(shelf.add_delivery("evening", "calm", take))["schema"] == 4
    assert content(shelf.remove_delivery("evening", "calm"))["schema"] == 1


def test_a_voice_comes_from_its_take_unless_something_else_is_told(shelf, take):
    assert shelf.save(take, "Evening").lineage == Lineage("take", take.id, "v7·3")
    told = Lineage("preset", "evening", "Evening", "a calm woman", "warmer")
    shelf.save(take, "Warm evening", lineage=told)
    assert shelf["Warm evening"].lineage == told
    assert shelf.duplicate("evening").lineage == Lineage("preset", "evening", "Evening")


def test_licence_consent_and_pronunciations_are_changed_and_checked(shelf, take):
    shelf.save(take, "Evening")
    shelf.change("evening", licence=" CC BY\n4.0 ", consent="A. B.\r\n2026-11-01", pronunciations={"gif": "jif"})
    preset = shelf["evening"]

    assert (preset.licence, preset.consent) == ("CC BY 4.0", "A. B.\n2026-11-01")
    assert preset.pronunciations == {"gif": "jif"}
    for wrong in ({"licence": "x" * 201}, {"consent": "x" * 2001}, {"pronunciations": {"": "x"}}):
        with pytest.raises(InvalidInput):
            shelf.change("evening", **wrong)


@pytest.mark.parametrize(
    "broken",
    [
        {"lineage": {"kind": "theft"}},
        {"lineage": {"kind": "take", "ref": 7}},
        {"lineage": {"kind": "take", "label": "\x1b[2J"}},
        {"rating": {"verdict": "perhaps"}},
        {"measurements": {"pitch": 196.5}},
        {"measurements": {"pitch": {"value": "high", "unit": "Hz"}}},
        {"measurements": {"pitch": {"value": 1.0, "unit": "\ud800"}}},
        {"measurements": {str(number): {"value": 1.0, "unit": ""} for number in range(101)}},
        {"pronunciations": {"gif": ""}},
        {"deliveries": {}},
        {"deliveries": [{"name": "calm"}]},
        {"licence": "x" * 201},
    ],
    ids=lambda broken: str(broken)[:50].encode("ascii", "backslashreplace").decode(),
)
def test_fields_of_format_4_are_checked(shelf, take, broken):
    preset = shelf.save(take, "Broken")
    data = content(preset)
    if broken.get("deliveries") == {}:
        broken = {"deliveries": {"calm": {}}}
    (preset.folder / "preset.json").write_text(json.dumps(data | broken))

    assert [each.slug for each in shelf.unreadable] == ["broken"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
OTHERS = st.dictionaries(st.text(min_size=1).map(lambda name: f"x-{name}"), JSON, min_size=1, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=OTHERS, reference=OTHERS, lineage=OTHERS, delivery=OTHERS, pitch=OTHERS)
def test_fields_of_other_programs_survive_change_duplicate_and_import(
    shelf, take, tmp_path, top, reference, lineage, delivery, pitch
):
    preset = shelf.save(take, "Evening", overwrite=True)
    preset = shelf.describe(preset, measurements={"pitch": 196.5, "of others": 7.0}, units={"pitch": "Hz"})
    preset = shelf.add_delivery(preset.slug, "calm", take)
    data = content(preset) | top
    data["measurements"]["pitch"] |= pitch
    data["reference"] |= reference
    data["lineage"] |= lineage
    data["deliveries"][0] |= delivery
    (preset.folder / "preset.json").write_text(json.dumps(data))
    shelf.export("Evening", tmp_path / "evening.zip")
    changed = [
        shelf.change(preset.slug, notes="changed"),
        shelf.add_delivery(preset.slug, "sad", take),
        shelf.describe(preset, measurements={"pitch": 200.0}, units={"pitch": "Hz"}),
        shelf.duplicate(preset.slug),
        PresetShelf(tmp_path / "elsewhere").add(tmp_path / "evening.zip", overwrite=True),
    ]

    for each in map(content, changed):
        assert {name: each[name] for name in top} == top
        assert {name: each["reference"][name] for name in reference} == reference
        assert {name: each["deliveries"][0][name] for name in delivery} == delivery
        assert {name: each["measurements"]["pitch"][name] for name in pitch} == pitch
        assert each["measurements"]["of others"]["value"] == 7.0
    for each in (changed[0], changed[1], changed[2], changed[4]):
        assert {name: content(each)["lineage"][name] for name in lineage} == lineage
    shelf.remove(changed[3])


def test_a_preset_with_everything_is_read_as_it_was_written(shelf, take):
    preset = shelf.save(take, "Evening", tags=["calm"], notes="n", licence="CC0", consent="mine")
    full: Preset = replace(
        shelf.add_delivery(preset.slug, "calm", take, similarity=0.9),
        rating=Rating("keep", True, "the one"),
        measurements={"pitch": 196.5},
        units={"pitch": "Hz"},
        pronunciations={"gif": "jif"},
        extra={"colour": "red"},
    )
    (full.folder / "preset.json").write_text(json.dumps(full.to_json()))

    assert shelf["Evening"] == full
