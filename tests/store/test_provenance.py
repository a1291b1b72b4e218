"""What a sound file says about itself: the recipe and that it is AI-generated; nothing of the machine; bounded."""

import base64
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio import InvalidInput, NotFound, Recipe, Take, Workspace, recipe_of, sound_info
from studio.audio.sound_file import encode
from studio.audio.tags import with_tags
from studio.cli.app import main
from studio.store.files import write_sound
from studio.store.provenance import ALGORITHMIC, TRAINED, Provenance, read_provenance, without_paths

RECIPE = Recipe(
    "A calm woman, low and slow.",
    "Good evening. Où ça? 晚上好。",
    7,
    backend="sketch",
    model="espeak-ng",
    versions={"studio": "0.1.0"},
)
SAMPLES = (np.random.default_rng(1).integers(-(2**20), 2**20, 4_800) / 2**23).astype(np.float32)
TAKE = Take("0" * 32, RECIPE, SAMPLES)
FORMATS = ["flac", "wav", "mp3"]


def written(folder: Path, made: Provenance | None, name: str = "sound.flac") -> Path:
    write_sound(folder / name, SAMPLES, 24_000, made)
    return folder / name


def with_data(folder: Path, text: str) -> Path:
    """Write a sound file whose text for the studio is this one."""
    path = folder / "hostile.flac"
    path.write_bytes(with_tags(encode(SAMPLES, 24_000, "FLAC"), {"COMMENT": "AI-generated", "VOICE_STUDIO": text}))
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_file_says_its_recipe_and_that_it_is_generated(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, Provenance.of_take(TAKE), f"sound.{form}")
    info = sound_info(path)

    assert recipe_of(path) == RECIPE.checked()
    assert info.tags["COMMENT"].startswith("AI-generated")
    assert (info.ai_generated, info.exact) == (True, form != "mp3")


def test_long_mp3_is_described_without_complaints_of_its_decoder(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(2).uniform(-0.5, 0.5, 1_300_000).astype(np.float32)
    write_sound(tmp_path / "long.mp3", noise, 24_000, Provenance.of_take(TAKE))

    assert sound_info(tmp_path / "long.mp3").exact is False
    assert capfd.readouterr().err == ""


def test_source_type_is_that_of_iptc_for_a_trained_model_and_for_rules() -> None:
    trained = replace(RECIPE, backend="qwen3", model="mlx-community/Qwen3-TTS")

    assert Provenance(RECIPE).tags()["DIGITALSOURCETYPE"] == ALGORITHMIC
    assert Provenance(trained).tags()["DIGITALSOURCETYPE"] == TRAINED


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("/home/anna/models/voice-design-8bit", "voice-design-8bit"),
        ("~/models/mine", "mine"),
        (r"C:\Users\Anna\mine", "mine"),
        ("mlx-community/Qwen3-TTS-12Hz-1.7B-Base-8bit", "mlx-community/Qwen3-TTS-12Hz-1.7B-Base-8bit"),
        ("espeak-ng", "espeak-ng"),
    ],
)
def test_no_folder_of_the_machine_leaves(model: str, named: str) -> None:
    recipe = replace(RECIPE, model=model)

    assert without_paths(recipe).model == named
    assert "anna" not in "".join(Provenance(recipe).tags().values()).casefold()


def test_changed_sound_is_told_from_the_one_that_was_generated(tmp_path: Path) -> None:
    made = Provenance.of_take(TAKE)
    write_sound(tmp_path / "louder.flac", SAMPLES * np.float32(2), 24_000, made)
    write_sound(tmp_path / "faster.flac", SAMPLES[::2], 24_000, replace(made, speed=2.0))

    assert sound_info(tmp_path / "louder.flac").form == "it was changed after the studio wrote it"
    assert sound_info(tmp_path / "faster.flac").form == "it is 2 times as fast as what was generated"


def test_aac_says_its_recipe_though_the_studio_does_not_decode_it(tmp_path: Path) -> None:
    frames = bytes.fromhex("fff15080017ffc00000000") * 4  # ADTS
    (tmp_path / "line.aac").write_bytes(with_tags(frames, Provenance.of_take(TAKE).tags()))
    info = sound_info(tmp_path / "line.aac")

    assert recipe_of(tmp_path / "line.aac") == RECIPE.checked()
    assert (info.header, info.ai_generated, info.exact) == (None, True, False)
    assert main(["info", str(tmp_path / "line.aac")]) == 0


def test_foreign_file_holds_no_recipe(tmp_path: Path) -> None:
    path = written(tmp_path, None)

    assert read_provenance(path) is None
    assert sound_info(path).ai_generated is None
    with pytest.raises(NotFound, match="holds no recipe"):
        recipe_of(path)


GOOD = json.loads(Provenance.of_take(TAKE).tags()["VOICE_STUDIO"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        "7",
        '{"schema": 1}',
        '{"schema": true, "recipe": {}}',
        json.dumps(GOOD | {"recipe": None}),
        json.dumps(GOOD | {"recipe": GOOD["recipe"] | {"text": 7}}),
        json.dumps(GOOD | {"recipe": GOOD["recipe"] | {"seed": 1e300}}),
        json.dumps(GOOD | {"recipe": GOOD["recipe"] | {"unknown": 1}}),
        json.dumps(GOOD | {"recipe": GOOD["recipe"] | {"model": "\x1b[31m"}}),
        json.dumps(GOOD | {"recipe": GOOD["recipe"] | {"text": "word " * 50_000}}),
        json.dumps(GOOD | {"md5": "0" * 31}),
        json.dumps(GOOD | {"md5": ["0" * 32]}),
        json.dumps(GOOD | {"speed": 1_000}),
        json.dumps(GOOD | {"speed": "fast"}),
        '{"schema": NaN}',
        "[" * 100_000,
        '{"schema": 1' + "0" * 5_000 + "}",
    ],
    ids=lambda text: text[:24].encode("ascii", "backslashreplace").decode() or "empty",
)
def test_hostile_text_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = with_data(tmp_path, text)
    info = sound_info(path)

    assert info.provenance is None
    assert info.fault is not None
    assert len(str(info.fault)) < 500
    assert json.dumps(info.to_json())
    with pytest.raises(InvalidInput):
        recipe_of(path)


def test_newer_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="newer studio") as raised:
        recipe_of(with_data(tmp_path, json.dumps(GOOD | {"schema": 2})))

    assert raised.value.code == "newer-format"


def test_file_that_is_no_sound_or_not_there_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "text.flac").write_text("no sound")
    with pytest.raises(InvalidInput, match=r"text\.flac cannot be read"):
        sound_info(tmp_path / "text.flac")
    os.mkfifo(tmp_path / "pipe.wav")
    for place in (tmp_path, tmp_path / "pipe.wav"):
        with pytest.raises(InvalidInput, match="it is not a file"):
            sound_info(place)
    with pytest.raises(NotFound, match="There is no file"):
        sound_info(tmp_path / "gone.flac")
    with pytest.raises(NotFound):
        sound_info("a\0b.flac")


def test_sound_in_a_report_says_where_it_comes_from(tmp_path: Path) -> None:
    with Workspace(tmp_path / "home") as workspace:
        html = workspace.report(["news-desk"]).html
        recipe = workspace.presets["news-desk"].recipe
    (tmp_path / "saved.flac").write_bytes(base64.b64decode(re.findall(r"data:audio/flac;base64,([^\"]+)", html)[0]))

    assert recipe_of(tmp_path / "saved.flac") == recipe
