"""`Studio.say`: the sketch's voices, long texts in passages, several lines at once, and invalid requests."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from studio import AlreadyExists, InvalidInput, ModelMissing, NotFound, Recipe, Studio
from studio.cli.app import main
from studio.domain.limits import MAX_SPEECH
from studio.session import auditions_of
from studio.store.files import write_sound
from studio.text.passages import PARAGRAPH, SENTENCE

DESCRIPTION = "A calm woman in her sixties, low register, slow, slightly husky."
TEXT = "Good evening, and welcome to the studio."
NEW = "The lamps along the harbour came on one by one."
LONG = "The lamps along the harbour came on one by one. Was it late? " * 12


@pytest.fixture
def studio(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-weights"))
    with Studio(home=tmp_path / "home", backend="sketch") as studio:
        yield studio


@pytest.fixture
def evening(studio):
    return studio.keep(studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0], "Evening")


def test_a_sketch_voice_speaks_new_text_in_the_same_voice(studio, evening):
    said = studio.start_say("evening", TEXT).wait()[0]
    new = studio.start_say(evening, NEW).wait()[0]
    designed = studio.design(DESCRIPTION, text=NEW, takes=2, seed=7)

    same, other = (similarity(new.samples, take.samples) for take in designed)
    assert similarity(said.samples, evening.reference()[0]) > 0.9
    assert same > 0.9 > other


def test_a_voice_speaks_from_the_sound_file_of_its_take(studio, tmp_path):
    take = studio.design(DESCRIPTION, TEXT, takes=1, seed=7)[0]
    file = take.save(tmp_path / "evening.flac")
    lines = [studio.say(voice, NEW) for voice in (take, file, str(file), studio.clip(file))]

    assert len({line.samples.tobytes() for line in lines}) == 1
    with pytest.raises(InvalidInput, match="only a part"):
        studio.say(take[0.2:0.8], NEW)
    with pytest.raises(InvalidInput, match="has no recipe"):
        studio.say((np.zeros(24_000), 24_000), NEW)


def similarity(one, other):
    """Return the peak of the normalised cross-correlation, which is 1 for clips that differ only in trimmed ends."""
    size = 2 ** (len(one) + len(other)).bit_length()
    crossed = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    return crossed.max() / np.sqrt(np.sum(one**2) * np.sum(other**2))


def test_the_recipe_of_a_line_names_the_voice_and_makes_the_line_again(studio, evening):
    said = studio.start_say("Evening", NEW).wait()[0]
    recipe = Recipe.from_json(json.loads(json.dumps(said.recipe.to_json())))

    assert recipe == said.recipe
    assert (recipe.text, recipe.description, recipe.seed, recipe.backend) == (NEW, DESCRIPTION, 7, "sketch")
    assert (recipe.voice.name, recipe.voice.transcript, recipe.voice.seed) == ("Evening", TEXT, 7)
    assert recipe.voice == evening.voice()
    assert studio.start_say(evening, NEW).wait()[0].samples.tobytes() == said.samples.tobytes()


def test_a_line_replays_with_the_same_samples(studio, evening):
    assert studio.replay(studio.start_say(evening, NEW).wait()[0]).same


def test_every_take_of_a_line_has_the_same_voice(studio, evening):
    first, second = studio.start_say(evening, NEW, takes=2, seed=40).wait()

    assert [first.recipe.seed, second.recipe.seed] == [40, 41]
    assert first.recipe.voice == second.recipe.voice


def test_a_long_line_can_be_saved_as_a_voice(studio, evening):
    long = studio.start_say(evening, LONG * 3).wait()[0]
    voice = studio.keep(long, "At length")

    assert len(voice.transcript) > 2000
    assert (
        studio.start_say(voice, NEW).wait()[0].samples.tobytes()
        == studio.start_say(evening, NEW).wait()[0].samples.tobytes()
    )


def test_each_line_becomes_a_clip(studio, evening):
    takes = studio.start_say(evening, ["One.", "Two, and a little more of it.", "Three."]).wait()

    assert [take.recipe.text for take in takes] == ["One.", "Two, and a little more of it.", "Three."]
    assert takes[1].duration > takes[0].duration


def test_a_long_text_becomes_one_clip_with_pauses_between_sentences_and_paragraphs(studio, evening):
    audition = studio.start_say(evening, f"{LONG}\n\n{LONG}")
    fractions = [state.takes[0].fraction for state in audition.follow()]
    clip = audition.wait()[0]
    silences = runs_of_zeros(clip.samples)

    assert fractions == sorted(fractions)
    assert any(0 < fraction < 0.97 for fraction in fractions)
    assert PARAGRAPH <= max(silences) < PARAGRAPH + 0.1
    assert sum(SENTENCE <= silence < SENTENCE + 0.1 for silence in silences) >= 2
    assert np.abs(np.diff(clip.samples)).max() < 0.5


def runs_of_zeros(samples):
    """Return the lengths in seconds of the runs of digital silence."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], samples == 0, [0]]).astype(int)))
    return (edges[1::2] - edges[::2]) / 24_000


def test_a_long_text_is_streamed_and_can_be_cancelled(studio, evening):
    audition = studio.start_say(evening, f"{LONG}\n\n" * 20)
    heard = sum(len(chunk) for chunk, _ in zip(audition.stream(), range(3), strict=False))
    audition.cancel()
    audition.join()

    assert heard > 0
    assert audition.state.phase == "cancelled"
    assert studio.start_say(evening, NEW).wait()


def test_lines_are_in_the_library_but_not_among_the_auditions(studio, evening):
    designed = studio.library.latest()
    said = studio.start_say(evening, NEW)

    assert studio.library.take(said.wait()[0].id).recipe.text == NEW
    assert [take.id for take in studio.library.latest()] == [take.id for take in designed]
    assert len(studio.library.auditions()) == 1
    assert auditions_of(studio).recent.designing() == []
    assert auditions_of(studio).recent.find(said.id) is said


def test_an_unsaved_take_can_speak_and_its_line_can_be_saved(studio, evening):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    said = studio.start_say(take.id, NEW).wait()[0]
    again = studio.keep(said, "Evening, again")

    assert said.samples.tobytes() == studio.start_say(evening, NEW).wait()[0].samples.tobytes()
    assert studio.start_say(again, TEXT).wait()[0].recipe.voice.seed == 7
    with pytest.raises(AlreadyExists):
        studio.keep(said, "Evening, again")


def test_a_starter_preset_speaks(studio):
    assert studio.start_say("Evening storyteller", NEW).wait()[0].recipe.backend == "sketch"


def test_a_second_program_speaks_through_the_engine_of_the_first(studio, evening):
    said = studio.start_say(evening, NEW).wait()[0]
    script = (
        "import sys; from studio import Studio\n"
        "with Studio(home=sys.argv[1]) as studio:\n"
        "    take = studio.start_say('evening', sys.argv[2]).wait()[0]\n"
        "    print(studio.status.pid, take.recipe.voice.name, take.duration)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(studio.home), NEW],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )

    assert ran.stdout.split() == [str(studio.status.pid), "Evening", str(said.duration)]


@pytest.mark.parametrize(
    ("field", "text", "options"),
    [
        ("text", "", {}),
        ("text", "… !?", {}),
        ("text", "word " * (MAX_SPEECH // 4), {}),
        ("text", [], {}),
        ("text", 3, {}),
        ("text", b"Fine.", {}),
        ("text", ["Fine.", None], {}),
        ("text", ["Fine."] * 65, {}),
        ("text", ["Fine.", " "], {}),
        ("takes", "Fine.", {"takes": 9}),
        ("seed", "Fine.", {"seed": "seven"}),
        ("language", "Fine.", {"language": "Klingon"}),
    ],
)
def test_an_invalid_line_is_rejected_with_its_field(studio, evening, field, text, options):
    with pytest.raises(InvalidInput) as refusal:
        studio.start_say(evening, text, **options)

    assert refusal.value.details["field"] == field
    assert refusal.value.next_step


def test_an_unknown_voice_is_not_found(studio):
    for nobody in ("Nobody", "0" * 32):
        with pytest.raises(NotFound):
            studio.start_say(nobody, NEW)


def pretend_qwen3(studio, preset):
    """Change a preset's backend to qwen3."""
    path = preset.folder / "preset.json"
    path.write_text(path.read_text().replace('"backend": "sketch"', '"backend": "qwen3"'))
    return studio.presets[preset.name]


def test_a_saved_voice_without_a_base_model_raises_model_missing_and_names_one(studio):
    preset = studio.keep(studio.design(DESCRIPTION, text=LONG[:120], takes=1, seed=7)[0], "Evening")
    with pytest.raises(ModelMissing) as refusal:
        studio.start_say(pretend_qwen3(studio, preset), NEW)

    assert refusal.value.code == "base-model-missing"
    assert "Base" in refusal.value.details["missing"]
    assert "GB): st.models.download('mlx-community/Qwen3-TTS" in refusal.value.next_step


@pytest.mark.parametrize(("text", "code"), [("Good day.", "reference-too-short"), (LONG, "reference-too-long")])
def test_reference_audio_of_an_invalid_length_is_rejected_and_can_be_lengthened(studio, text, code):
    preset = studio.keep(studio.design(DESCRIPTION, text=text, takes=1, seed=7)[0], "Evening")
    with pytest.raises(InvalidInput) as refusal:
        studio.start_say(pretend_qwen3(studio, preset), NEW)
    takes = studio.start_lengthen(preset, takes=2).wait()

    assert refusal.value.code == code
    assert [take.recipe.seed for take in takes] == [7, 8]
    assert takes[0].recipe.text.startswith("The North Wind and the Sun")
    assert 10 < takes[0].duration < 30


def test_reference_audio_of_another_sample_rate_is_rejected_with_the_next_step(studio):
    preset = studio.keep(studio.design(DESCRIPTION, text=LONG[:120], takes=1, seed=7)[0], "Evening")
    write_sound(preset.reference_path, preset.reference()[0], 16_000)
    with pytest.raises(InvalidInput, match="16,000 Hz") as refusal:
        studio.start_say(pretend_qwen3(studio, preset), NEW)

    assert refusal.value.code == "reference-unusable"
    assert "24,000 Hz" in refusal.value.next_step


def test_a_long_line_is_too_long_to_copy(studio, evening):
    long = studio.keep(studio.start_say(evening, LONG * 3).wait()[0], "At length")
    with pytest.raises(InvalidInput) as refusal:
        studio.start_say(pretend_qwen3(studio, long), NEW)

    assert refusal.value.code == "reference-too-long"


def test_the_longer_text_is_in_the_language_of_the_voice(studio):
    take = studio.design("Une femme calme.", text="Bonjour, et bienvenue.", takes=1, seed=7)[0]

    assert studio.start_lengthen(take, takes=1).wait()[0].recipe.text.startswith("La bise et le soleil")


def test_say_command_speaks_the_line(studio, evening, tmp_path, capsys):
    studio.close()
    (tmp_path / "text.txt").write_text(NEW, encoding="utf-8")
    common = ["--home", str(studio.home), "--backend", "sketch"]

    assert main(["say", "evening", NEW, "-o", str(tmp_path / "out.wav"), *common]) == 0
    assert main(["say", "evening", "--file", str(tmp_path / "text.txt"), "-o", str(tmp_path / "b.flac"), *common]) == 0
    assert main(["say", "evening", NEW, "-n", "2", "--json", "-o", str(tmp_path / "c.wav"), *common]) == 0
    assert main(["say", "evening", NEW, "-o", str(tmp_path / "out.m4a"), *common]) == 1
    assert main(["say", "evening", "-o", str(tmp_path / "out.wav"), *common]) == 1

    names = sorted(path.name for path in tmp_path.glob("*.*") if path.suffix in (".wav", ".flac"))
    assert names == ["b.flac", "c-1.wav", "c-2.wav", "out.wav"]
    assert "seed 7" in capsys.readouterr().out
