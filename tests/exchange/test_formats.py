"""Voices in the formats of other programs: what they look like, and that they come back."""

import io
import json
import shlex
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import soundfile
import yaml

from studio import InvalidInput
from studio.cli.app import main
from studio.exchange.format import EVERYTHING
from studio.exchange.registry import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_voice_comes_back_from_every_format_with_what_it_says_it_keeps(
    shelf, everything, elsewhere, take, tmp_path, name
):
    exported = shelf.export("Évening", tmp_path / "out", name)
    added = elsewhere.add(tmp_path / "out")  # without words or consent: the sound says that a model made it

    assert (added.name, added.transcript) == ("Évening", take.recipe.text)
    assert np.abs(added.reference()[0] - take.samples).max() <= 2.0**-15
    for part in FORMATS[name].keeps:
        before, after = (part_of(preset, part) for preset in (everything, added))
        assert after == before, part
    if "deliveries" in FORMATS[name].keeps:
        calm = np.abs(added.reference("calm")[0] - everything.reference("calm")[0])
        assert calm.max() <= 2.0**-15
    gone = EVERYTHING - FORMATS[name].keeps - {"measurements", "rating"}
    (told,) = exported.lost or ("",)
    assert told.count(",") == max(0, len(gone) - 1)


def part_of(preset, part):
    """Return what a preset has of a part; of deliveries their names and words."""
    if part == "description":
        return preset.recipe.description
    if part == "deliveries":
        return [
            (each.name, each.transcript, each.recipe) for each in sorted(preset.deliveries, key=lambda each: each.name)
        ]
    return getattr(preset, part)


def test_pair_is_what_programs_that_copy_voices_read(shelf, evening, tmp_path):
    shelf.export("Évening", tmp_path, "pair")
    sound = soundfile.info(tmp_path / "Évening.wav")

    assert (sound.samplerate, sound.channels, sound.subtype, sound.format) == (24_000, 1, "PCM_16", "WAV")
    assert (tmp_path / "Évening.txt").read_text() == "Good evening to you.\n"


def test_voice_beside_one_whose_name_begins_alike_is_no_delivery(shelf, evening, elsewhere, take, tmp_path):
    shelf.save(take, "Évening-late")
    shelf.export(["Évening", "Évening-late"], tmp_path, "pair")
    found = elsewhere.add_all([tmp_path / "Évening.wav", tmp_path / "Évening-late.wav"])

    assert [each.preset.name for each in found] == ["Évening", "Évening-late"]


def test_deliveries_of_a_pair_are_found_beside_it(shelf, everything, elsewhere, tmp_path):
    shelf.export("Évening", tmp_path, "pair")
    names = sorted(path.name for path in tmp_path.glob("*.wav"))
    found = elsewhere.add_all([tmp_path / name for name in names])

    assert names == ["Évening-calm.wav", "Évening-très triste.wav", "Évening.wav"]
    assert [each.preset and len(each.preset.deliveries) for each in found] == [2]


def test_files_of_a_pair_never_take_the_place_of_one_another(shelf, everything, elsewhere, take, tmp_path):
    late = shelf.save(take, "Évening-calm")  # as a file of the delivery is called
    shelf.add_delivery(late.slug, "sad", take)
    shelf.add_delivery(everything.slug, "CALM?", take)
    exported = shelf.export(["Évening", "Évening-calm"], tmp_path, "pair")
    elsewhere.add_all([tmp_path / path.name for path in exported.files if path.suffix == ".wav"])
    found = {each.name: [delivery.name for delivery in each.deliveries] for each in elsewhere.values()}

    assert len({path.name.casefold() for path in exported.files}) == 2 * 6
    assert set(found["Évening"]) == {"calm", "CALM?", "très triste"}
    assert found["Évening-calm (3)"] == ["sad"]


def test_pair_of_another_file_name_keeps_its_deliveries(shelf, everything, elsewhere, tmp_path):
    exported = shelf.export("Évening", tmp_path / "voice.wav", "pair")
    found = elsewhere.add_all([path for path in exported.files if path.suffix == ".wav"])

    assert [(each.preset.name, len(each.preset.deliveries)) for each in found] == [("voice", 2)]


#: mlx-audio's module needs PortAudio, which it uses to play only.
MLX_AUDIO = """
import sys, types
try:
    import sounddevice
except OSError:
    sys.modules["sounddevice"] = types.ModuleType("sounddevice")
from mlx_audio.tts.generate import generate_audio
model, pair, out = sys.argv[1:]
words = open(f"{pair}.txt", encoding="utf-8").read().strip()
generate_audio("Hello.", model=model, ref_audio=f"{pair}.wav", ref_text=words, max_tokens=12,
               output_path=out, file_prefix="spoken", join_audio=True, verbose=False)
"""


def test_mlx_audio_speaks_with_an_exported_pair(shelf, take, tiny_base, tmp_path):
    words = "Good evening, and welcome to the late programme."  # as many bytes as the sound has frames
    shelf.save(replace(take, recipe=replace(take.recipe, text=words)), "Late")
    shelf.export("Late", tmp_path, "pair")
    command = [sys.executable, "-c", MLX_AUDIO, str(tiny_base), str(tmp_path / "Late"), str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    spoken = list(tmp_path.glob("spoken*.wav"))

    assert spoken, ran.stdout + ran.stderr
    assert soundfile.info(spoken[0]).duration > 0.1


def test_vox_holds_the_voice_and_its_recipe(shelf, evening, elsewhere, take, tmp_path):
    shelf.export("Évening", tmp_path / "evening.vox", "vox")
    with zipfile.ZipFile(tmp_path / "evening.vox") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        sound = soundfile.info(io.BytesIO(archive.read(manifest["reference_audio"][0]["file"])))
    added = elsewhere.add(tmp_path / "evening.vox")

    assert manifest["vox_version"] == "0.4.0"
    assert manifest["voice"] == {
        "name": "Évening",
        "description": take.recipe.description,
        "language": "en",
        "tags": ["calm"],
    }
    assert manifest["provenance"]["method"] == "synthesized"
    assert manifest["extensions"]["qwen3-tts"] == {"design_instruct": take.recipe.description}
    assert (sound.format, sound.duration) == ("FLAC", 4.0)
    assert (added.recipe, added.tags, added.notes) == (take.recipe, ("calm",), "for the prologue")
    assert added.reference()[0].tobytes() == take.samples.tobytes()


def test_vox_of_a_voice_without_a_sound_says_what_to_do(elsewhere, tmp_path):
    voice = {"name": "NARRATOR", "description": "A warm, clear narrator."}
    with zipfile.ZipFile(tmp_path / "narrator.vox", "w") as archive:
        archive.writestr("manifest.json", json.dumps({"vox_version": "0.1.0", "voice": voice}))
    with pytest.raises(InvalidInput, match="describes a voice without a sound") as refusal:
        elsewhere.add(tmp_path / "narrator.vox")

    assert refusal.value.next_step == "Design it from its description: A warm, clear narrator."


def test_voicebox_profile_is_what_voicebox_reads(shelf, evening, tmp_path):
    shelf.export("Évening", tmp_path / "evening.zip", "voicebox")
    with zipfile.ZipFile(tmp_path / "evening.zip") as archive:
        manifest, samples = (json.loads(archive.read(f"{name}.json")) for name in ("manifest", "samples"))
        names = set(archive.namelist())

    assert manifest["version"] == "1.0"
    assert manifest["profile"] == {"name": "Évening", "description": "A calm woman, low and slow.", "language": "en"}
    assert samples == {"neutral.wav": "Good evening to you."}
    assert names == {"manifest.json", "samples.json", "samples/neutral.wav"}


def test_sounds_beyond_the_first_are_left_out_and_that_is_said(shelf, evening, elsewhere, tmp_path):
    shelf.export("Évening", tmp_path / "evening.zip", "voicebox")
    with zipfile.ZipFile(tmp_path / "evening.zip", "a") as archive:
        archive.writestr("samples/more.wav", b"")
    (found,) = elsewhere.add_all([tmp_path / "evening.zip"])

    assert found.notes == ("Of its 2 sounds the first is imported.",)


def test_several_voices_are_exported_into_one_folder(shelf, evening, take, tmp_path):
    shelf.save(take, "Evening: late".replace(":", ""))
    exported = shelf.export(["Évening", "Evening late"], tmp_path / "out", "pair")

    assert sorted(file.name for file in exported.files) == sorted(
        ["Évening.txt", "Évening.wav", "Evening late.txt", "Evening late.wav"]
    )
    with pytest.raises(InvalidInput, match=r"2 presets cannot become the one file both\.wav"):
        shelf.export(["Évening", "Evening late"], tmp_path / "both.wav", "pair")


def test_folder_for_localai_has_the_fields_of_its_request(shelf, evening, take, tmp_path):
    shelf.export("Évening", tmp_path, "localai")
    profile = json.loads((tmp_path / "Évening" / "profile.json").read_text())
    command = shlex.split((tmp_path / "README.txt").read_text().split("\n\n")[1].replace("\\\n", " "))

    assert profile == {
        "name": "Évening",
        "description": take.recipe.description,
        "transcript": take.recipe.text,
        "language": "en",
        "consent_confirmed": True,
    }
    assert command[:2] == ["curl", "http://localhost:8080/api/voice-profiles"]
    assert "transcript=Good evening to you." in command
    assert "audio=@Évening/reference.wav;type=audio/wav" in command
    assert soundfile.info(tmp_path / "Évening" / "reference.wav").subtype == "PCM_16"


def test_voice_of_localais_own_library_brings_its_consent(shelf, evening, elsewhere, tmp_path):
    shelf.export("Évening", tmp_path / "out", "localai")
    (tmp_path / "out" / "Évening" / "profile.json").write_text(
        json.dumps({"name": "Anna", "transcript": "Hello there.", "consent_confirmed_at": "2026-07-01T12:00:00Z"})
    )
    added = elsewhere.add(tmp_path / "out")

    assert (added.name, added.consent) == ("Anna", "Confirmed in LocalAI, 2026-07-01T12:00:00Z.")


def test_folder_for_openedai_speech_is_its_configuration(shelf, evening, take, tmp_path):
    shelf.save(take, "A's b")
    shelf.export(["Évening", "A's b"], tmp_path, "openedai")
    read = yaml.safe_load((tmp_path / "voice_to_speaker.yaml").read_text())["tts-1-hd"]

    assert read["Évening"] == {
        "model": "xtts",
        "speaker": "voices/Évening.wav",
        "language": "en",
        "comment": take.recipe.text,
    }
    assert (tmp_path / read["Évening"]["speaker"]).is_file()


def test_own_configuration_of_openedai_speech_is_read(shelf, evening, elsewhere, tmp_path):
    shelf.export("Évening", tmp_path / "out", "openedai")
    (tmp_path / "out" / "voice_to_speaker.yaml").write_text(
        "tts-1:\n  alloy:\n    model: en\n"
        "tts-1-hd:\n  # comment\n  me: # this is me\n    model: xtts_v2.0.2\n    speaker: voices/Évening.wav # or you\n"
    )
    (found,) = elsewhere.add_all([tmp_path / "out"], transcript="Good evening to you.", consent="My own voice.")

    assert (found.label, found.preset.name) == ("out: me", "me")


def test_format_that_is_not_there_is_an_error_that_lists_them(shelf, evening, tmp_path):
    with pytest.raises(InvalidInput, match="no format 'mp5'") as refusal:
        shelf.export("Évening", tmp_path / "x", "mp5")

    assert all(name in refusal.value.next_step for name in FORMATS)


def test_a_file_goes_into_a_folder_that_exists_or_ends_in_a_slash(shelf, evening, tmp_path):
    preset = evening
    (tmp_path / "there").mkdir()
    made = [
        *shelf.export(preset.slug, tmp_path / "there", "vox").files,
        *shelf.export(preset.slug, f"{tmp_path}/new/", "vox").files,
    ]

    assert [(file.parent.name, file.suffix) for file in made] == [("there", ".vox"), ("new", ".vox")]
    assert main(["presets", "export", preset.slug, "-o", f"{tmp_path}/zips/", "--home", str(tmp_path)]) == 0
    assert [file.suffix for file in (tmp_path / "zips").iterdir()] == [".zip"]
