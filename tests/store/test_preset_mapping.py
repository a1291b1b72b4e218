"""The presets as a mapping from names to presets."""

import os
import sys
import time
from collections.abc import Mapping

import numpy as np
import pytest

from studio import AlreadyExists, InvalidInput, NotFound, Recipe, StorageFailed, StudioError, Take
from studio.domain.take import on_grid
from studio.exchange.shelf import PresetExchange
from studio.store.home import gallery_folder

STARTERS = 24


@pytest.fixture
def take():
    samples = on_grid(np.random.default_rng(1).uniform(-0.9, 0.9, 24_000).astype(np.float32))
    recipe = Recipe("a calm woman", "Hello there.", 7, "english", frame_cap=100, backend="sketch", model="espeak-ng")
    return Take("0" * 32, recipe, samples)


@pytest.fixture
def presets(tmp_path, take):
    shelf = PresetExchange(tmp_path / "presets", gallery_folder())
    shelf.save(take, "Morning", tags=["bright"])
    shelf.save(take, "Évening")
    return shelf


def test_presets_are_a_mapping_by_name_with_the_starters_last(presets):
    assert isinstance(presets, Mapping)
    assert list(presets)[:2] == ["Évening", "Morning"]
    assert list(presets) == list(presets.keys()) == [preset.name for preset in presets.values()]
    assert list(presets.items()) == [(name, presets[name]) for name in presets]
    assert len(presets) == len(presets.values()) == 2 + STARTERS
    assert [preset.starter for preset in presets.values()] == [False] * 2 + [True] * STARTERS


@pytest.mark.parametrize(
    "name", ["Évening", " évening ", "ÉVENING", "évening", "E\u0301vening", "News desk", "news-desk", "preset:évening"]
)
def test_a_preset_is_there_by_its_name_its_slug_and_its_ref_in_any_case(presets, name):
    assert name in presets
    assert name in presets.keys()  # noqa: SIM118 - the view is what is tested
    assert presets[name] == presets.get(name)


@pytest.mark.parametrize(
    "name", ["nobody", "", "preset:nobody", "../evening", "\0", "\ud800", None, 3, ("Évening",), b"evening"]
)
def test_what_is_no_presets_name_is_not_there(presets, name):
    assert name not in presets
    assert presets.get(name) is None
    assert presets.get(name, "other") == "other"
    with pytest.raises(KeyError) as caught:
        presets[name]
    assert isinstance(caught.value, NotFound)


def test_a_preset_that_cannot_be_read_is_not_there_and_says_why(presets):
    (presets["Morning"].folder / "preset.json").write_text("{")

    assert "morning" not in presets
    assert "Morning" not in list(presets)
    with pytest.raises(StorageFailed):
        presets["morning"]


def test_deleting_moves_a_preset_to_the_bin(presets):
    del presets["évening"]

    assert "Évening" not in presets
    assert [each.preset.name for each in presets.bin] == ["Évening"]
    assert presets.restore("Évening") == presets["Évening"]
    with pytest.raises(KeyError, match="nobody"):
        del presets["nobody"]


def test_a_starter_is_not_deleted(presets):
    with pytest.raises(InvalidInput, match="comes with the studio"):
        del presets["News desk"]
    assert "News desk" in presets


def test_a_file_is_added(presets, tmp_path):
    presets.export("Évening", str(tmp_path / "evening.zip"))
    with pytest.raises(AlreadyExists):
        presets.add(str(tmp_path / "evening.zip"))
    del presets["Évening"]

    assert presets.add(tmp_path / "evening.zip").name in presets


def test_two_presets_of_one_name_have_two_keys(presets, take):
    own = presets.save(take, "news desk")
    starter = next(preset for preset in presets.values() if preset.starter and preset.name == "News desk")

    assert len(presets) == len(dict(presets)) == 3 + STARTERS
    assert presets["News desk"] == own
    assert presets[f"preset:{starter.slug}"] == starter
    assert f"preset:{starter.slug}" in list(presets)


def test_a_frame_has_a_row_a_preset_and_units_in_its_columns(presets, take):
    presets.describe(presets["Morning"], measurements={"pitch": 196.5}, units={"pitch": "Hz"})
    frame = presets.to_frame()

    assert list(frame.index) == list(presets)
    assert frame.loc["Morning", ["slug", "starter", "seed", "duration", "pitch (Hz)"]].tolist() == (
        ["morning", False, 7, 1.0, 196.5]
    )
    assert frame.loc["Morning", "tags"] == ("bright",)
    assert frame["pitch (Hz)"].isna()["Évening"]


def test_an_empty_shelf_has_a_frame_too(tmp_path):
    assert PresetExchange(tmp_path).to_frame()["description"].tolist() == []


def test_a_frame_without_pandas_says_what_to_install(presets, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(StudioError, match="pip install pandas") as caught:
        presets.to_frame()
    assert caught.value.code == "pandas-missing"


def test_a_preset_is_parsed_once_until_its_file_changes(presets):
    file = presets["Morning"].folder / "preset.json"
    long_ago = time.time() - 3600
    os.utime(file, (long_ago, long_ago))
    read = presets["Morning"]
    assert presets["Morning"] is next(preset for preset in presets.values() if preset.name == "Morning") is read

    file.write_text(file.read_text().replace("Hello there.", "Hello where."))  # in place, as an editor may
    assert presets["Morning"].transcript == "Hello where."
    os.utime(file, (long_ago + 1, long_ago + 1))
    assert presets["Morning"].transcript == "Hello where."
    assert presets.change("morning", notes="early") == presets["Morning"]
