"""The published schema of `preset.json` is made by the code, and says what the studio reads and writes."""

import json
import subprocess
import sys
from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from studio import Recipe, SketchVoice, Take, Voice
from studio.domain.delivery import Delivery
from studio.domain.take import on_grid
from studio.store.home import gallery_folder
from studio.store.preset_migrations import NEWEST
from studio.store.presets import PresetShelf
from studio.store.unknown_fields import unknown_fields

PUBLISHED = json.loads((gallery_folder() / "schema.json").read_text())
STORED = sorted((Path(__file__).parents[1] / "data" / "presets").glob("*.json"))
SHIPPED = sorted(gallery_folder().glob("*/preset.json"))
FULL = json.loads(STORED[-1].read_text())


@cache
def validator():
    import jsonschema  # here, because it takes seconds, and every test process imports this module

    return jsonschema.Draft202012Validator(PUBLISHED)


def fault(data):
    """Return the first violation of the schema, or None."""
    return next(iter(validator().iter_errors(data)), None)


def test_the_published_schema_is_what_the_command_prints():
    printed = subprocess.run([sys.executable, "-m", "studio", "presets", "schema"], capture_output=True, check=True)

    assert json.loads(printed.stdout) == PUBLISHED, "run: studio presets schema > presets/schema.json"
    validator().check_schema(PUBLISHED)


@pytest.mark.parametrize("file", STORED + SHIPPED, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_presets_of_every_format_and_the_starters_conform(file):
    assert fault(json.loads(file.read_text())) is None


def test_there_is_a_stored_preset_of_every_format():
    assert [json.loads(file.read_text())["schema"] for file in STORED] == list(range(1, NEWEST + 1))


def test_the_schema_has_the_fields_of_the_code():
    properties = PUBLISHED["properties"]
    recipe = PUBLISHED["$defs"]["recipe"]["properties"]
    everything = dict.fromkeys(properties) | {"reference": dict.fromkeys(properties["reference"]["properties"])}

    assert unknown_fields(everything) == {}
    assert set(recipe) == {each.name for each in fields(Recipe)}
    assert set(recipe["voice"]["properties"]) == {each.name for each in fields(Voice)}
    assert set(recipe["variant"]["properties"]) == {each.name for each in fields(SketchVoice)}
    delivery = set(properties["deliveries"]["items"]["properties"])
    assert delivery == {each.name for each in fields(Delivery)} - {"extra"} | {"transcript"}
    for name in ("lineage", "rating"):
        inside = dict.fromkeys(properties[name]["properties"])
        assert unknown_fields({name: inside}) == {}


def test_what_the_studio_writes_conforms(tmp_path):
    samples = on_grid(np.full(2400, 0.1, np.float32))
    take = Take("0" * 32, Recipe("a calm woman", "Hello.", 7, backend="sketch").checked(), samples)
    shelf = PresetShelf(tmp_path)
    shelf.save(take, "Evening", tags=["calm"], licence="CC0", consent="mine")
    shelf.add_delivery("evening", "calm", take, similarity=0.5)
    preset = shelf.change("evening", pronunciations={"gif": "jif"})

    assert fault(json.loads((preset.folder / "preset.json").read_text())) is None
    assert fault(FULL | {"colour of another program": "red"}) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"schema": NEWEST + 1},
        {"licence": "x" * 201},
        {"consent": "x" * 2001},
        {"lineage": {"kind": "theft"}},
        {"lineage": {"kind": "take", "ref": "x" * 256}},
        {"rating": {"verdict": "perhaps"}},
        {"measurements": {"pitch": 196.5}},
        {"measurements": {str(number): {"value": 1.0, "unit": ""} for number in range(101)}},
        {"pronunciations": {"gif": ""}},
        {"deliveries": FULL["deliveries"] * 17},
        {"deliveries": [FULL["deliveries"][0] | {"file": "../delivery-calm.flac"}]},
        {"deliveries": [FULL["deliveries"][0] | {"name": "a/b"}]},
        {"deliveries": [FULL["deliveries"][0] | {"similarity": 2.0}]},
        {"recipe": FULL["recipe"] | {"unknown": 1}},
        {"recipe": FULL["recipe"] | {"sampling": {"temperature": 9.0}}},
    ],
    ids=lambda broken: str(broken)[:50],
)
def test_what_the_schema_refuses_the_studio_refuses_too(tmp_path, broken):
    shelf = PresetShelf(tmp_path)
    take = Take("0" * 32, Recipe("a woman", "Hello.", 7), on_grid(np.full(2400, 0.1, np.float32)))
    folder = shelf.save(take, "Evening").folder
    (folder / "preset.json").write_text(json.dumps(FULL | broken))

    assert fault(FULL) is None
    assert fault(FULL | broken) is not None
    assert [each.slug for each in shelf.unreadable] == ["evening"]
