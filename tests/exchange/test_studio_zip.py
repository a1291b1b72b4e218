"""The studio's own zip file: a preset arrives as it left, and damage has a name."""

import json
import os
import re
import zipfile
from dataclasses import replace

import pytest

from studio import AlreadyExists, InvalidInput, NotFound, recipe_of
from studio.store.files import write_flac
from studio.store.preset_migrations import NEWEST


@pytest.fixture
def exported(shelf, evening, tmp_path):
    return shelf.export("évening", tmp_path / "evening.zip").files[0]


def members(exported):
    with zipfile.ZipFile(exported) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(exported, **changed):
    """Write the exported file again as an earlier studio did, with some members changed, left out (None) or added."""
    contents = members(exported) | {"manifest.json": None} | changed
    with zipfile.ZipFile(exported, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            if content is not None:
                archive.writestr(name, content)


def test_exported_preset_is_identical_after_import(exported, elsewhere, take):
    added = elsewhere.add(exported)

    assert elsewhere["Évening"] == added
    assert (added.tags, added.notes, added.recipe) == (("calm",), "for the prologue", take.recipe)
    assert added.reference()[0].tobytes() == take.samples.tobytes()


def test_zip_of_an_earlier_studio_has_no_manifest_and_is_imported(exported, elsewhere, take):
    repack(exported)

    assert elsewhere.add(exported).recipe == take.recipe


def test_import_replaces_only_with_overwrite_and_renames_where_it_may(exported, shelf):
    with pytest.raises(AlreadyExists):
        shelf.add(exported)

    assert shelf.add(exported, overwrite=True).name == "Évening"
    assert len(shelf) == 1
    assert [shelf.add(exported, rename=True).name for _ in range(2)] == ["Évening (2)", "Évening (3)"]
    assert set(shelf) == {"Évening", "Évening (2)", "Évening (3)"}


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"preset.json": b"{}"}, "has no format number"),
        ({"preset.json": b"[" * 100_000}, "nested too deep"),
        ({"preset.json": b'{"schema": 1}'}, "has no name"),
        ({"preset.json": json.dumps({"schema": NEWEST + 1}).encode()}, "a newer studio wrote it"),
        ({"reference.flac": None}, "holds no reference.flac"),
        ({"reference.flac": b"no sound"}, "it is not a sound file"),
        ({"preset.json": b" " * (2 << 20)}, "larger than 1 MB"),
        ({"manifest.json": b"[]"}, "not an object"),
        ({"manifest.json": b'{"format": "voice-studio-preset", "version": 9, "files": {}}'}, "a newer studio wrote it"),
    ],
    ids=["empty", "deep", "nameless", "newer", "no sound file", "no sound", "large", "no manifest", "newer manifest"],
)
def test_zip_that_is_not_a_preset_is_refused_with_its_cause(exported, elsewhere, tmp_path, changed, cause):
    repack(exported, **changed)
    with pytest.raises(InvalidInput) as refusal:
        elsewhere.add(exported)

    assert cause in refusal.value.what
    assert refusal.value.next_step
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_file_that_was_changed_on_its_way_is_refused(exported, elsewhere):
    changed = members(exported)["preset.json"].replace(b"calm", b"loud")
    repack(exported, **{"preset.json": changed, "manifest.json": members(exported)["manifest.json"]})
    with pytest.raises(InvalidInput, match=r"preset\.json is not the file that was exported: its SHA-256") as it:
        elsewhere.add(exported)

    assert it.value.code == "wrong-hash"


def test_preset_that_a_file_manager_repacked_is_imported(exported, shelf, tmp_path):
    contents = members(exported)
    exported.unlink()
    with zipfile.ZipFile(exported, "w") as archive:
        for name, content in contents.items():
            archive.writestr(f"evening/{name}", content)
            archive.writestr(f"__MACOSX/evening/._{name}", b"\0\5\x16\7")
        archive.writestr("__MACOSX/preset.json", b"{}")
        archive.writestr("evening/.DS_Store", b"")
    with zipfile.ZipFile(exported) as archive:
        archive.extractall(tmp_path / "unpacked")

    for source in (exported, tmp_path / "unpacked", tmp_path / "unpacked/evening"):
        assert shelf.add(source, overwrite=True).name == "Évening"


def test_folder_of_several_presets_is_imported_one_by_one(exported, elsewhere, tmp_path):
    for name in ("one", "two"):
        with zipfile.ZipFile(exported) as archive:
            archive.extractall(tmp_path / "several" / name)
    (tmp_path / "several" / "two" / "preset.json").write_text("{}")
    one, two = elsewhere.add_all([tmp_path / "several"])

    assert (one.label, one.preset.name) == ("one", "Évening")
    assert (two.label, two.preset) == ("two", None)
    assert "preset.json is damaged" in two.error.what


def test_folder_without_a_voice_is_refused(elsewhere, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InvalidInput, match="holds no voice in a format that this studio reads"):
        elsewhere.add(tmp_path / "folder")


def half(flac):
    return flac[: len(flac) // 2]


def flipped(flac):
    middle = len(flac) // 2
    return flac[:middle] + bytes(byte ^ 0xFF for byte in flac[middle:][:16]) + flac[middle + 16 :]


def of_599_seconds(flac):
    return flac[:22] + (599 * 24_000).to_bytes(4, "big") + flac[26:]  # the number of samples in the header


@pytest.mark.parametrize("damage", [half, flipped, of_599_seconds])
def test_reference_that_does_not_decode_whole_is_not_imported(exported, elsewhere, tmp_path, damage):
    contents = members(exported)
    preset = json.loads(contents["preset.json"])
    if damage is of_599_seconds:
        preset["reference"]["duration"] = 599.0
    changed = {"reference.flac": damage(contents["reference.flac"]), "preset.json": json.dumps(preset).encode()}
    repack(exported, **changed)
    with pytest.raises(InvalidInput, match=r"its reference\.flac cannot be used, because"):
        elsewhere.add(exported)

    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("broken", ['"backend": "\\ud800"', '"backend": NaN', '"seed": 1e309'])
def test_preset_with_invalid_data_is_not_imported(exported, elsewhere, broken):
    preset = members(exported)["preset.json"].replace(b'"recipe": {', b'"recipe": {' + broken.encode() + b", ")
    repack(exported, **{"preset.json": re.sub(rb'\n +"(backend|seed)": [^\n]*', b"", preset)})
    with pytest.raises(InvalidInput):
        elsewhere.add(exported)

    assert list(elsewhere) == []


def test_name_in_a_preset_is_not_used_as_a_path(exported, elsewhere, tmp_path):
    preset = json.loads(members(exported)["preset.json"]) | {"name": "../../outside"}
    repack(exported, **{"preset.json": json.dumps(preset).encode()})
    with pytest.raises(InvalidInput, match="cannot be the name of a folder"):
        elsewhere.add(exported)

    assert not (tmp_path / "outside").exists()
    assert not (tmp_path.parent / "outside").exists()


def test_missing_files_and_presets_are_reported(shelf, tmp_path):
    with pytest.raises(NotFound):
        shelf.add(tmp_path / "nowhere.zip")
    with pytest.raises(NotFound):
        shelf.export("nobody", tmp_path / "nobody.zip")


def test_files_of_1970_can_be_exported(shelf, evening, elsewhere, tmp_path):
    os.utime(evening.folder / "preset.json", (0, 0))
    shelf.export("Évening", tmp_path / "evening.zip")

    assert elsewhere.add(tmp_path / "evening.zip").name == "Évening"


def test_export_names_no_folder_of_the_machine_and_its_sound_says_where_it_comes_from(shelf, take, elsewhere, tmp_path):
    recipe = replace(take.recipe, model="/home/anna/models/voice-design")
    shelf.save(replace(take, recipe=recipe), "Évening")
    write_flac(shelf["Évening"].reference_path, take.samples, take.sample_rate)  # as an earlier studio did
    for form in ("studio", "vox"):
        (file,) = shelf.export("Évening", tmp_path / form, form).files
        assert not any(b"anna" in content for content in members(file).values())
        added = elsewhere.add(file, rename=True)
        assert added.recipe.model == recipe_of(added.reference_path).model == "voice-design"
