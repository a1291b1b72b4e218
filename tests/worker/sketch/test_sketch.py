"""The sketch voice, measured on its samples: shaped by the description, identical for identical recipes."""

import ctypes
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from _ctypes import dlclose
from dataclasses import asdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.audio.loudness import loudness
from studio.domain.language import LANGUAGES
from studio.domain.recipe import Recipe, audition_recipes
from studio.domain.sketch_voice import LIMITS, SketchVoice
from studio.errors import ModelMissing, ModelUnusable
from studio.text.description import Traits, read_traits
from studio.text.sketch_choice import choose_sketch_voice
from studio.worker.backend import Chunk, TakeEnd
from studio.worker.sketch.backend import Sketch

RATE = 24_000
FRAME = 1_920
HOP = 512
TEXT = "The old lighthouse keeper walked slowly home along the winding road."
GREETINGS = {
    "english": "Good morning, how are you today?",
    "chinese": "早上好，你今天怎么样？",
    "french": "Bonjour, comment allez-vous aujourd'hui ?",
    "german": "Guten Morgen, wie geht es Ihnen heute?",
    "italian": "Buongiorno, come sta oggi?",
    "japanese": "おはようございます、おげんきですか。",
    "korean": "안녕하세요, 오늘 기분이 어떠세요?",
    "portuguese": "Bom dia, como você está hoje?",
    "russian": "Доброе утро, как у вас дела сегодня?",
    "spanish": "Buenos días, ¿cómo está usted hoy?",
}


def silent_tick(take, frame):
    pass


@pytest.fixture(scope="module")
def sketch():
    backend = Sketch()
    backend.load(lambda done: None)
    yield backend
    backend.close()


def generate(sketch, recipes, tick=silent_tick):
    """Give the sound and the end of each take."""
    parts = [[] for _ in recipes]
    ends = {}
    for step in sketch.generate(recipes, tick):
        if isinstance(step, Chunk):
            assert step.take not in ends
            parts[step.take].append(step.samples)
        else:
            ends[step.take] = step
    assert list(ends) == list(range(len(recipes)))
    return [np.concatenate(sound) for sound in parts], list(ends.values())


def speak(sketch, description="a man", text=TEXT, seed=1, **fields):
    (sound,), _ = generate(sketch, [Recipe(description, text, seed, **fields)])
    return sound


@pytest.fixture(scope="module")
def heard(sketch):
    """Give the takes of four seeds of a description, once."""
    return cache(lambda description: generate(sketch, audition_recipes(description, TEXT, seed=1))[0])


@pytest.fixture(scope="module")
def pitches(heard):
    """Give the voiced F0 of each of those takes in Hz."""
    return cache(lambda description: [voiced_pitch(sound) for sound in heard(description)])


def voiced_pitch(sound):
    f0, _, _ = librosa.pyin(sound, fmin=50, fmax=500, sr=RATE, hop_length=2 * HOP)
    return f0[~np.isnan(f0)]


def loud_frames(sound, feature):
    level = librosa.feature.rms(y=sound, hop_length=HOP)[0]
    return np.median(feature[level > 0.1 * level.max()])


def flatness(sound):
    return loud_frames(sound, librosa.feature.spectral_flatness(y=sound, hop_length=HOP)[0])


def centroid(sound):
    return loud_frames(sound, librosa.feature.spectral_centroid(y=sound, sr=RATE, hop_length=HOP)[0])


def flutter(sound):
    """Give how much the loudness moves between 25 and 90 Hz, relative to how much it moves below."""
    envelope = np.abs(sound).astype(np.float64)
    spectrum = np.abs(np.fft.rfft(envelope * np.hanning(len(envelope)))) ** 2
    frequencies = np.fft.rfftfreq(len(envelope), 1 / RATE)
    fast = spectrum[(frequencies > 25) & (frequencies < 70)].sum()
    return fast / spectrum[(frequencies > 1) & (frequencies <= 25)].sum()


def digest(sound):
    return hashlib.sha256(sound.tobytes()).hexdigest()


# --------------------------------------------------------------------------------------- what the description shapes


@pytest.mark.parametrize(
    "descriptions",
    [
        ("a low male voice", "a male voice", "a female voice", "a high, young female voice"),
        ("voix d'homme grave", "voix d'homme", "voix de femme", "voix aiguë de jeune femme"),
    ],
)
def test_pitch_follows_gender_register_and_age_for_every_seed(pitches, descriptions):
    ranges = [[np.median(pitch) for pitch in pitches(description)] for description in descriptions]
    for lower, higher in pairwise(ranges):
        assert max(lower) < min(higher)
    assert min(ranges[0]) > 60
    assert max(ranges[-1]) < 320


def test_androgynous_voice_is_between_male_and_female(pitches):
    assert np.median(np.concatenate(pitches("a male voice"))) < np.median(
        np.concatenate(pitches("an androgynous voice"))
    )
    assert np.median(np.concatenate(pitches("an androgynous voice"))) < np.median(
        np.concatenate(pitches("a female voice"))
    )


@pytest.mark.parametrize("speaker", ["a man speaking {}", "voix d'homme, {}"])
def test_pace(heard, speaker):
    words = ("slowly", "at a normal pace", "fast") if "man s" in speaker else ("lente", "débit normal", "rapide")
    slow, normal, fast = ([len(sound) for sound in heard(speaker.format(word))] for word in words)
    assert min(slow) > 1.2 * max(normal)
    assert min(normal) > 1.2 * max(fast)


def test_pitch_range(pitches):
    def spread(description):
        return min(np.ptp(np.percentile(12 * np.log2(pitch), [10, 90])) for pitch in pitches(description))

    assert spread("a woman, monotone") < 1.5 < spread("a woman") < spread("a woman, very expressive") - 1


@pytest.mark.parametrize(("plain", "noisy"), [("a woman", "a woman, breathy"), ("une femme", "voix de femme soufflée")])
def test_breath_raises_the_spectral_flatness(heard, plain, noisy):
    assert min(map(flatness, heard(noisy))) > 3 * max(map(flatness, heard(plain)))


@pytest.mark.parametrize("description", ["a woman whispering", "a man whispering", "un homme qui chuchote"])
def test_whisper_is_unvoiced_noise(heard, pitches, description):
    assert min(map(flatness, heard(description))) > 10 * max(map(flatness, heard("a woman")))
    assert max(map(len, pitches(description))) < 0.1 * min(map(len, pitches("a woman")))


def test_brightness_changes_the_centroid(heard):
    dark, plain, bright = (
        [centroid(sound) for sound in heard(f"a woman, {word} voice")] for word in ("dark", "female", "bright")
    )
    assert max(dark) < min(bright)
    assert np.median(dark) < 0.85 * np.median(plain)
    assert np.median(plain) < 0.9 * np.median(bright)


@pytest.mark.parametrize(("rough", "smooth"), [("a gravelly man", "a smooth man"), ("voix d'homme rauque", "un homme")])
def test_roughness_is_random_amplitude_modulation(heard, rough, smooth):
    assert min(map(flutter, heard(rough))) > 1.5 * max(map(flutter, heard(smooth)))


def test_described_pauses_are_longer_and_the_words_are_not(sketch):
    text = "It rained, all night long. Nobody came in."
    plain, paused = (speak(sketch, f"a man with {words}", text, 3) for words in ("a voice", "long pauses"))
    assert len(paused) > len(plain) + 0.4 * RATE
    assert np.count_nonzero(np.abs(paused) > 0.01) == pytest.approx(np.count_nonzero(np.abs(plain) > 0.01), rel=0.02)
    assert np.array_equal(plain, speak(sketch, "a man with no pauses", text, 3))


@pytest.mark.parametrize(
    ("description", "number"),
    [("a trembling man", "tremor"), ("a man with a smile", "balance"), ("a smiling man", "formants")],
)
def test_tremor_and_smile_change_the_voice(description, number):
    plain, changed = (choose_sketch_voice(read_traits(words), 7) for words in ("a man", description))
    assert getattr(changed, number) > 1.01 * getattr(plain, number)


def test_energy_changes_the_level(heard):
    soft, plain, loud = (
        [loudness(sound, RATE) for sound in heard(f"a {word} man")] for word in ("soft", "plain", "loud")
    )
    assert max(soft) + 1 < min(plain)
    assert max(plain) + 1 < min(loud)


def test_voices_have_equal_loudness(heard):
    for description in ("a low male voice", "a female voice", "a woman, breathy", "a gravelly man"):
        for sound in heard(description):
            assert -23 < loudness(sound, RATE) < -20


# ------------------------------------------------------------------------------------------- what the seed may choose


def test_seeds_differ_audibly_within_the_described_region(sketch):
    sounds, _ = generate(sketch, audition_recipes("a low male voice", TEXT, takes=8, seed=40))
    places = [(np.median(voiced_pitch(sound)), centroid(sound), len(sound)) for sound in sounds]
    assert all(75 < pitch < 102 for pitch, _, _ in places)
    for one in range(8):
        for other in range(one):
            assert max(abs(np.log(places[one]) - np.log(places[other]))) > 0.01  # a trained ear hears 0.003


def test_seed_chooses_a_gender_that_is_not_described(pitches):
    medians = [np.median(pitch) for pitch in pitches("a calm narrator")]
    assert min(medians) < 140
    assert max(medians) > 165


# --------------------------------------------------------------------------------------------- the same recipe, again


def test_same_recipe_gives_the_same_samples_after_other_takes(sketch):
    recipe = {"description": "an old, raspy, breathy woman", "seed": 7}
    first = speak(sketch, **recipe)
    np.testing.assert_array_equal(speak(sketch, **recipe), first)
    speak(sketch, "a whispering man", GREETINGS["chinese"])
    np.testing.assert_array_equal(speak(sketch, **recipe), first)
    (_, again), _ = generate(sketch, audition_recipes(recipe["description"], TEXT, takes=2, seed=6))
    np.testing.assert_array_equal(again, first)


def test_another_process_gives_the_same_samples(sketch):
    program = (
        "import hashlib; from studio.worker.sketch.backend import Sketch; from studio.domain.recipe import Recipe\n"
        f"steps = list(Sketch().generate([Recipe('an old, raspy, breathy woman', {TEXT!r}, 7)], lambda *_: None))\n"
        "print(hashlib.sha256(b''.join(step.samples.tobytes() for step in steps[:-1])).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest(speak(sketch, "an old, raspy, breathy woman", seed=7))


def test_same_samples_while_other_code_uses_espeak():
    import espeakng_loader

    alone = Sketch()
    expected = digest(speak(alone))
    alone.close()
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    espeak.espeak_Initialize(2, 0, os.fsencode(espeakng_loader.get_data_path()), 0x8000)
    beside = Sketch()
    assert [digest(speak(beside)) for _ in range(2)] == [expected] * 2
    beside.close()
    espeak.espeak_Terminate()
    dlclose(espeak._handle)


class Stop(BaseException):
    """What a cancel raises; not an Exception, as in the worker."""


@pytest.mark.parametrize("ticks", [1, 9, 40, 70])
def test_exception_from_tick_passes_through_and_leaves_the_backend_usable(sketch, ticks):
    expected = digest(speak(sketch, "a breathy woman"))
    calls = []

    def tick(take, frame):
        calls.append((take, frame))
        if len(calls) == ticks:
            raise Stop

    with pytest.raises(Stop):
        generate(sketch, [Recipe("a breathy woman", TEXT, 1)] * 2, tick)
    assert len(calls) == ticks
    assert digest(speak(sketch, "a breathy woman")) == expected


def test_abandoned_take_leaves_the_sketch_usable(sketch):
    expected = digest(speak(sketch))
    steps = sketch.generate([Recipe("a man", TEXT, 1)], silent_tick)
    next(steps)
    steps.close()
    assert digest(speak(sketch)) == expected


# ----------------------------------------------------------------------------------------------------------- the text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_spoken_and_detected(sketch, language):
    sound = speak(sketch, text=GREETINGS[language], language=language)
    assert 1.2 < len(sound) / RATE < 4.5
    assert loudness(sound, RATE) > -25
    assert digest(speak(sketch, text=GREETINGS[language])) == digest(sound)


@pytest.mark.parametrize("language", LANGUAGES)
def test_description_applies_in_every_language(sketch, language):
    man, woman = (np.median(voiced_pitch(speak(sketch, who, GREETINGS[language]))) for who in ("a man", "a woman"))
    assert 75 < man < 135
    assert 145 < woman < 230


@pytest.mark.parametrize(
    "text",
    [
        "Hello 😀 👩‍👩‍👧‍👦!",
        "你好 hello Привет こんにちは",
        "<b>bold</b> & [[foo]] {x} \\ %s",
        "in an English sentence, مرحبا and हिन्दी",
        "１２３ 𝕳𝖊𝖑𝖑𝖔",
        "e\u0301\u0301\u0301 \u200b\ufeff\u202eabc",
        "x" * 500,
        "no\x00thing \x01s hidden",
        "1234567890" * 20,
        "漢字かな交じり文",
        "half a pair: \ud83d",
    ],
)
def test_odd_texts_are_spoken(sketch, text):
    sound = speak(sketch, text=text)
    assert len(sound) > RATE / 2
    assert np.isfinite(sound).all()


def test_japanese_kana_are_read_beside_kanji(sketch):
    whole = len(speak(sketch, text="天気がいいです。", language="japanese"))
    parts = len(speak(sketch, text="いい天気", language="japanese")) + len(
        speak(sketch, text="がいいです。", language="japanese")
    )
    assert whole < parts


def test_control_characters_are_not_commands(sketch):
    np.testing.assert_array_equal(speak(sketch, text="one \x0199P two"), speak(sketch, text="one  99P two"))


def test_take_without_sound_fails_with_a_reason_and_the_next_is_generated(sketch):
    silent, spoken = (Recipe("a man", text, 1) for text in ("\u200b\u200b", "Hi."))
    steps = list(sketch.generate([silent, spoken], silent_tick))
    assert "nothing to pronounce" in steps[0].fault
    assert (steps[-1].take, steps[-1].fault) == (1, "")


def test_long_text_is_spoken_to_its_end(sketch):
    sentence = "The quick brown fox jumps over the lazy dog. "
    text = (sentence * 50)[:2000]
    (sound,), (end,) = generate(sketch, audition_recipes("a man", text, takes=1, seed=3))
    once = len(speak(sketch, text=sentence, seed=3))
    assert not end.capped
    assert 0.8 * once < len(sound) / (len(text) / len(sentence)) < 1.2 * once
    assert np.abs(sound).max() < 1


def test_slow_voice_that_spells_letters_of_other_scripts_comes_to_its_end(sketch):
    text = "Hello, bonjour, 你好, こんにちは, привет."
    _, (end,) = generate(sketch, audition_recipes("an old woman, very slow", text, takes=1, seed=1))
    assert not end.capped


def test_frame_cap_ends_a_take(sketch):
    (sound,), (end,) = generate(sketch, [Recipe("a man", TEXT, 1, frame_cap=20)])
    assert end.capped
    assert len(sound) == 20 * FRAME
    assert abs(sound[-1]) < 1e-3


# ---------------------------------------------------------------------------------------------------------- the sound


@pytest.mark.parametrize("description", ["a man", "a shouting, gravelly, bright man", "a woman whispering", "a child"])
def test_sound_has_no_clicks_or_clipping(heard, description):
    for sound in heard(description):
        assert sound.dtype == np.float32
        assert np.abs(sound).max() < 0.95
        assert abs(sound.mean()) < 1e-4
        loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
        assert 0.08 < loud[0] / RATE < 0.2
        assert 0.15 < (len(sound) - loud[-1]) / RATE < 0.5
        assert np.abs(sound[[0, -1]]).max() < 1e-4


def test_tick_precedes_every_frame(sketch):
    frames = []
    for step in sketch.generate(audition_recipes("a man", TEXT, takes=2, seed=1), lambda *tick: frames.append(tick)):
        if isinstance(step, Chunk):
            handed = sum(1 for take, frame in frames if take == step.take and frame > 0)
            assert len(step.samples) <= 8 * FRAME
        if isinstance(step, TakeEnd):
            ticked = [frame for take, frame in frames if take == step.take]
            assert ticked == sorted(ticked)
            assert ticked[-1] == handed
    assert {take for take, _ in frames} == {0, 1}


def test_returned_recipe_is_filled_in(sketch):
    recipe = Recipe("a man", TEXT, 7, frame_cap=500)
    _, (end,) = generate(sketch, [recipe])
    assert (end.recipe.backend, end.recipe.model, end.recipe.revision) == ("sketch", "espeak-ng", "1.52.0")
    assert set(end.recipe.versions) == {"studio", "espeak-ng", "numpy", "soxr", "description reader"}
    assert all(end.recipe.versions.values())
    assert (end.recipe.text, end.recipe.seed, end.recipe.language) == (TEXT, 7, "auto")
    assert Recipe.from_json(end.recipe.to_json()) == end.recipe


# ------------------------------------------------------------------------------------------------ the voice's numbers


def test_variant_in_the_recipe_generates_the_take_again_with_any_description(sketch):
    (first,), (end,) = generate(sketch, [Recipe("an old, breathy woman", TEXT, 7)])
    (again,), (other,) = generate(sketch, [Recipe("a man", TEXT, 7, variant=end.recipe.variant)])

    assert 150 < end.recipe.variant.f0 < 220
    assert other.recipe.variant == end.recipe.variant
    np.testing.assert_array_equal(again, first)


_PART = st.none() | st.floats(-1, 1)
_AMOUNT = st.none() | st.floats(0, 1)


@given(
    st.builds(
        Traits,
        gender=st.sampled_from([None, "female", "male", "neutral"]),
        age=st.none() | st.floats(2, 110),
        pitch=_PART,
        pitch_range=_PART,
        pace=_PART,
        brightness=_PART,
        energy=_PART,
        breathiness=_AMOUNT,
        roughness=_AMOUNT,
        tremor=_AMOUNT,
        smile=_AMOUNT,
        pauses=_AMOUNT,
        whisper=st.sampled_from([None, False, True]),
    ),
    st.integers(0, 2**32 - 1),
)
def test_every_variant_of_a_description_is_valid(traits, seed):
    variant = choose_sketch_voice(traits, seed)

    assert SketchVoice(**json.loads(json.dumps(asdict(variant)))) == variant


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize("other", LIMITS)
def test_variants_at_their_limits_are_spoken(sketch, end, other):
    numbers = {name: limits[end] for name, limits in LIMITS.items()} | {other: LIMITS[other][1 - end]}
    sound = speak(sketch, variant=SketchVoice(**numbers, whisper=False))

    assert len(sound) > RATE / 2
    assert np.isfinite(sound).all()


# ------------------------------------------------------------------------------------------------ loading and closing


def test_loading_without_espeak_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(ModelMissing) as caught:
        Sketch().load(lambda done: None)
    assert "voice-studio[sketch]" in caught.value.next_step
    assert caught.value.details["missing"] == "espeakng_loader"


def test_too_long_temporary_folder_is_named(monkeypatch, tmp_path):
    folder = tmp_path / ("x" * 150)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with pytest.raises(ModelUnusable) as caught:
        Sketch().load(lambda done: None)
    assert "TMPDIR" in caught.value.next_step
    assert list(folder.iterdir()) == []


@pytest.fixture
def temporary(monkeypatch):
    """Give an empty temporary folder; pytest's own can be too deep for espeak-ng."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_closing_leaves_nothing_behind(temporary):
    progress = []
    backend = Sketch()
    backend.load(progress.append)
    speak(backend)
    assert progress[-1] == 1
    assert len(list(temporary.iterdir())) == 1
    backend.close()
    backend.close()
    assert list(temporary.iterdir()) == []


def test_folders_of_killed_processes_are_removed_and_of_running_ones_kept(temporary):
    program = (
        "import os, signal, tempfile; from studio.worker.sketch.backend import Sketch\n"
        f"tempfile.tempdir = {str(temporary)!r}; sketch = Sketch(); sketch.load(print)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    (left,) = temporary.iterdir()
    living = Sketch()
    living.load(lambda done: None)
    other = Sketch()
    other.load(lambda done: None)
    assert killed.returncode < 0
    assert not left.exists()
    assert len(speak(living)) > RATE
    living.close()
    other.close()


def test_memory_is_measured_and_does_not_grow(sketch):
    speak(sketch)
    before, _ = sketch.memory()
    for seed in range(200):
        speak(sketch, text="Hello.", seed=seed)
    now, peak = sketch.memory()
    assert 0 < now <= peak
    assert now - before < 8_000_000


def test_speaking_imports_neither_a_model_nor_an_analysis_library():
    program = (
        "import sys; from studio.worker.sketch.backend import Sketch; from studio.domain.recipe import Recipe\n"
        "list(Sketch().generate([Recipe('a man', 'Hello.', 1)], lambda *_: None))\n"
        "print({'mlx', 'mlx_audio', 'transformers', 'librosa', 'scipy', 'gradio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    assert done.stderr == ""


def test_a_woman_keeps_her_register_in_chinese(sketch):
    sound = speak(sketch, "a woman, medium pitch", "老灯塔看守人沿着海边的小路慢慢走回家。", language="chinese")
    assert 174 < np.median(voiced_pitch(sound)) < 217


def test_a_boy_speaks_as_high_as_a_girl_until_his_voice_breaks():
    boy, girl, youth = (
        choose_sketch_voice(read_traits(words), 7).f0
        for words in ("a boy, aged 12", "a girl, aged 12", "a boy, aged 16")
    )
    assert boy == girl > 1.3 * youth


def test_an_ordinary_pace_depends_on_the_language():
    english, german = (
        choose_sketch_voice(read_traits("a man"), 7, language).rate for language in ("english", "german")
    )
    assert german == pytest.approx(0.85 * english)
