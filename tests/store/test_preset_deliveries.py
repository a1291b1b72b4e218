"""Deliveries of a preset: each has a reference sound of its own, in the preset's folder and in its exported file."""

import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from studio import AlreadyExists, InvalidInput, NotFound, Recipe, StorageFailed, Take
from studio.domain.delivery import MOST_DELIVERIES
from studio.domain.take import on_grid
from studio.exchange.shelf import PresetExchange as PresetShelf
from studio.store.home import gallery_folder


def made(seed, description="a calm woman"):
    samples = on_grid(np.random.default_rng(seed).uniform(-0.9, 0.9, 2400 + seed).astype(np.float32))
    recipe = Recipe(description, f"Hello number {seed}.", seed, backend="sketch", model="espeak-ng")
    return Take(f"{seed:032x}", recipe.checked(), samples)


NEUTRAL, CALM, SAD = made(1), made(2, "a calm woman, slowly"), made(3, "a sad woman")


@pytest.fixture
def shelf(tmp_path):
    return PresetShelf(tmp_path / "presets", gallery_folder())


@pytest.fixture
def evening(shelf):
    shelf.save(NEUTRAL, "Evening")
    shelf.add_delivery("evening", "Calm", CALM, similarity=0.93)
    return shelf.add_delivery("evening", "sad", SAD)


def test_a_delivery_has_the_sound_the_recipe_and_the_voice_of_its_take(shelf, evening):
    assert shelf["evening"] == evening
    assert [(each.name, each.similarity, each.file) for each in evening.deliveries] == [
        ("Calm", 0.93, "delivery-calm.flac"),
        ("sad", None, "delivery-sad.flac"),
    ]
    assert evening.reference("calm")[0].tobytes() == CALM.samples.tobytes()
    assert evening.reference()[0].tobytes() == evening.reference("Neutral")[0].tobytes() == NEUTRAL.samples.tobytes()
    assert (evening.recipe_of("CALM"), evening.recipe_of("neutral")) == (CALM.recipe, NEUTRAL.recipe)
    voice = evening.voice("calm")
    assert (voice.name, voice.transcript, voice.seed) == ("Evening/Calm", "Hello number 2.", 2)
    assert (evening.voice().name, evening.voice("neutral")) == ("Evening", evening.voice())


def test_a_delivery_that_is_not_there_is_an_error_that_lists_those_there_are(shelf, evening):
    for ask in (evening.delivery, evening.reference, evening.voice, evening.recipe_of):
        with pytest.raises(NotFound, match=r"'furious'\. It has: neutral, Calm, sad\.") as raised:
            ask("furious")
        assert raised.value.code == "delivery-not-found"
    with pytest.raises(NotFound, match="It has: neutral, Calm, sad"):
        shelf.remove_delivery("evening", "furious")


def test_a_delivery_is_replaced_only_on_request(shelf, evening):
    with pytest.raises(AlreadyExists, match="has a delivery 'CALM' already"):
        shelf.add_delivery("evening", "CALM", SAD)
    replaced = shelf.add_delivery("evening", "CALM", SAD, overwrite=True)

    assert [each.name for each in replaced.deliveries] == ["CALM", "sad"]
    assert replaced.reference("calm")[0].tobytes() == SAD.samples.tobytes()


def test_a_removed_delivery_is_added_again(shelf, evening):
    removed, similarity = evening.take_of("calm"), evening.delivery("calm").similarity
    without = shelf.remove_delivery("evening", "CALM")
    assert [each.name for each in without.deliveries] == ["sad"]
    assert sorted(path.name for path in without.folder.iterdir()) == [
        "delivery-sad.flac",
        "preset.json",
        "reference.flac",
    ]
    again = shelf.add_delivery("evening", "Calm", removed, similarity=similarity)

    assert set(again.files()) == set(evening.files())
    assert again.delivery("calm") == evening.delivery("calm")
    assert again.reference("calm")[0].tobytes() == CALM.samples.tobytes()


@pytest.mark.parametrize(
    "name", ["", " ", "neutral", "Neutral", "a/b", "x" * 33, "…", "a\nb", "\ud800", None], ids=ascii
)
def test_names_of_deliveries_are_checked(shelf, evening, name):
    with pytest.raises(InvalidInput) as raised:
        shelf.add_delivery("evening", name, CALM)
    assert raised.value.details["field"] == "delivery"


def test_deliveries_of_similar_names_have_files_of_their_own(shelf):
    shelf.save(NEUTRAL, "Evening")
    names = ["calm", "calm!", "Câlm", "悲しい", "怒り", "../../calm", "con"]
    for name in names[:5]:
        shelf.add_delivery("evening", name, CALM)
    with pytest.raises(InvalidInput):
        shelf.add_delivery("evening", names[5], CALM)
    preset = shelf.add_delivery("evening", names[6], CALM)

    assert [each.file.removeprefix("delivery-") for each in preset.deliveries] == [
        "calm.flac",
        "calm-2.flac",
        "calm-3.flac",
        "other.flac",
        "other-2.flac",
        "con.flac",
    ]


def test_a_preset_has_sixteen_deliveries_at_most(shelf, tmp_path):
    shelf.save(NEUTRAL, "Evening")
    for number in range(MOST_DELIVERIES):
        shelf.add_delivery("evening", f"number {number}", CALM)
    with pytest.raises(InvalidInput, match="the most that a preset can have"):
        shelf.add_delivery("evening", "one more", CALM)
    assert len(shelf.add_delivery("evening", "number 3", SAD, overwrite=True).deliveries) == MOST_DELIVERIES

    shelf.export("evening", tmp_path / "evening.zip")
    with zipfile.ZipFile(tmp_path / "evening.zip", "a") as archive:
        archive.writestr("delivery-more.flac", archive.read("delivery-number-1.flac"))
    with pytest.raises(InvalidInput, match="more than 16 deliveries"):
        PresetShelf(tmp_path / "elsewhere").add(tmp_path / "evening.zip")


def test_what_is_no_delivery_of_the_voice_is_refused(shelf, evening):
    other = replace(CALM, recipe=replace(CALM.recipe, backend="qwen3"))
    with pytest.raises(InvalidInput, match="'Evening' speaks with sketch, and the take was made with qwen3"):
        shelf.add_delivery("evening", "other", other)
    with pytest.raises(InvalidInput, match="stopped"):
        shelf.add_delivery("evening", "other", replace(CALM, incomplete=True))
    with pytest.raises(InvalidInput, match="similarity"):
        shelf.add_delivery("evening", "other", CALM, similarity=float("nan"))
    with pytest.raises(InvalidInput, match="Duplicate it"):
        shelf.add_delivery("evening-storyteller", "calm", CALM)
    assert shelf["evening"] == evening


def test_deliveries_travel_with_a_copy_an_export_the_bin_and_a_replaced_preset(shelf, evening, tmp_path):
    (evening.folder / "picture.webp").write_bytes(b"RIFF\4\0\0\0WEBP")
    (evening.folder / "cover of another program.png").write_bytes(b"png")
    shelf.add_delivery("evening", "brief", CALM)
    shelf.export("evening", tmp_path / "evening.zip")
    added = PresetShelf(tmp_path / "elsewhere").add(tmp_path / "evening.zip")
    copied = shelf.duplicate("evening")
    restored = shelf.restore(shelf.remove("evening").id)
    assert (restored.folder / "cover of another program.png").exists()
    shelf.save(NEUTRAL, "Evening", overwrite=True)
    replaced = shelf.restore(shelf.bin[0].id)

    for preset in (added, copied, restored, replaced):
        assert [each.name for each in preset.deliveries] == ["Calm", "sad", "brief"]
    for preset in (added, copied, replaced):
        assert preset.reference("sad")[0].tobytes() == SAD.samples.tobytes()
        assert preset.picture_path.read_bytes().startswith(b"RIFF")


def test_a_delivery_whose_sound_is_missing_or_damaged_says_so_when_it_is_used(shelf, evening, tmp_path):
    (evening.folder / "delivery-calm.flac").unlink()
    (evening.folder / "delivery-sad.flac").write_bytes(b"no sound")
    preset = shelf["evening"]

    assert preset.voice().name == "Evening"
    for name in ("calm", "sad"):
        with pytest.raises(
            StorageFailed, match=f"The sound of the delivery '{preset.delivery(name).name}' of 'Evening' is"
        ):
            preset.voice(name)
    assert [each.name for each in shelf.duplicate("evening").deliveries] == ["Calm", "sad"]
    assert shelf.change("evening", notes="still").notes == "still"
    assert shelf.add_delivery("evening", "calm", CALM, overwrite=True).voice("calm").seed == 2
    shelf.export("evening", tmp_path / "evening.zip")
    with pytest.raises(InvalidInput, match=r"its delivery-sad\.flac cannot be used"):
        PresetShelf(tmp_path / "elsewhere").add(tmp_path / "evening.zip")
    assert len(shelf.remove_delivery("evening", "sad").deliveries) == 1


def changed(archive_path, **members):
    """Write an exported file again, as an earlier studio did, with some members changed, left out (None) or added."""
    with zipfile.ZipFile(archive_path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()} | {"manifest.json": None} | members
    with zipfile.ZipFile(archive_path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            if content is not None:
                archive.writestr(name, content)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"delivery-calm.flac": None}, r"its delivery-calm\.flac cannot be used, because it is missing"),
        ({"delivery-calm.flac": b"no sound"}, r"its delivery-calm\.flac cannot be used"),
        ({"delivery-calm.flac": bytes(65 << 20)}, r"delivery-calm\.flac is larger than 64 MB"),
        ({"picture.webp": bytes(65 << 10)}, r"picture\.webp is larger than 64 KB"),
        ({"picture.webp": b"<svg onload='alert(1)'/>"}, r"its picture\.webp is no WebP picture"),
    ],
    ids=["missing", "no sound", "too large", "large picture", "no picture"],
)
def test_an_archive_with_a_wrong_delivery_or_picture_is_refused_completely(shelf, evening, tmp_path, members, reason):
    shelf.export("evening", tmp_path / "evening.zip")
    changed(tmp_path / "evening.zip", **members)
    with pytest.raises(InvalidInput, match=reason):
        PresetShelf(tmp_path / "elsewhere").add(tmp_path / "evening.zip")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("file", ["../delivery-calm.flac", "/etc/passwd", "reference.flac", "delivery-a/b.flac", 7])
def test_a_delivery_names_no_other_file(shelf, evening, tmp_path, file):
    shelf.export("evening", tmp_path / "evening.zip")
    data = json.loads((evening.folder / "preset.json").read_text())
    data["deliveries"][0]["file"] = file
    changed(tmp_path / "evening.zip", **{"preset.json": json.dumps(data).encode()})
    with pytest.raises(InvalidInput):
        PresetShelf(tmp_path / "elsewhere").add(tmp_path / "evening.zip")


def test_sounds_of_no_delivery_are_not_imported(shelf, evening, tmp_path):
    shelf.export("evening", tmp_path / "evening.zip")
    changed(tmp_path / "evening.zip", **{"delivery-stray.flac": b"?"})
    added = PresetShelf(tmp_path / "elsewhere").add(tmp_path / "evening.zip")

    assert {path.name for path in added.folder.iterdir()} == added.files() - {"picture.webp"}


@pytest.mark.parametrize(
    "broken",
    [
        {"name": "neutral"},
        {"name": "sad"},
        {"file": "delivery-sad.flac"},
        {"duration": -1.0},
        {"similarity": 2.0},
        {"similarity": "high"},
        {"recipe": {}},
    ],
    ids=str,
)
def test_a_delivery_with_invalid_data_makes_the_preset_unreadable_with_a_reason(shelf, evening, broken):
    data = json.loads((evening.folder / "preset.json").read_text())
    data["deliveries"][0] |= broken
    (evening.folder / "preset.json").write_text(json.dumps(data))

    assert [(each.slug, bool(each.reason)) for each in shelf.unreadable] == [("evening", True)]
