"""The cloning backend with a tiny Base checkpoint, compared with mlx-audio's own generator."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import pytest
from float32_heads import float32_heads
from tiny_checkpoint import HIDDEN, build_base

from studio.domain.recipe import Recipe, Sampling, audition_recipes, spoken_recipes
from studio.domain.take import on_grid
from studio.domain.voice import Voice
from studio.errors import InvalidInput, ModelMissing, ModelUnusable, NotFound
from studio.store.reference_audio import ReferenceSounds, content_hash
from studio.text.passages import PARAGRAPH, SENTENCE, passages
from studio.worker.backend import Chunk, TakeEnd
from studio.worker.qwen3.cloning import Cloning
from studio.worker.qwen3.mlx_audio_adapter import StreamingDecoder
from studio.worker.qwen3.prefill import PREFILL_POSITIONS, SLOW_PREFILL_POSITIONS, read_prompt
from studio.worker.qwen3.prompt import design_prompt
from studio.worker.qwen3.reference_encoder import encode_in_pieces
from studio.worker.qwen3.sampling import Row
from studio.worker.qwen3.speaker_prompt import SILENCE_SECONDS, SpeakerPrompt, clone_prompt, encode, speaker_embedding
from studio.worker.qwen3.talker import Talker
from studio.worker.qwen3.talker_loop import TalkerLoop
from studio.worker.qwen3.vocoder import Vocoder, VocoderStream, chunk_frames
from studio.worker.qwen3.voice_design import Qwen3, load_model

TRANSCRIPT = "Good evening, and welcome to the studio. The lamps are on."
TEXT = "A second line, a little longer than the first."
FIRST, *OTHERS = "The door was left open.", "Nobody came in.", "It rained the whole night."
LONG = f"{FIRST} {OTHERS[0]}\n\n{OTHERS[1]}"
SETTINGS = Sampling(temperature=0.9, top_k=50, top_p=1.0, repetition_penalty=1.5)


@pytest.fixture(scope="module")
def reference(tiny_voice_design) -> np.ndarray:
    """A take of the VoiceDesign model, as it was heard."""
    backend = Qwen3(str(tiny_voice_design))
    backend.load(lambda part: None)
    recipe = audition_recipes("A calm voice.", TRANSCRIPT, takes=1, seed=1, language="english")[0]
    steps = backend.generate([recipe], lambda take, frame: None)
    heard = on_grid(np.concatenate([step.samples for step in steps if isinstance(step, Chunk)]))
    backend.close()
    return heard


@pytest.fixture(scope="module")
def folder(tmp_path_factory, reference) -> Path:
    folder = tmp_path_factory.mktemp("home") / "references"
    ReferenceSounds(folder).add(reference, 24_000)
    return folder


@pytest.fixture(scope="module")
def backend(tiny_base, folder) -> Iterator[Cloning]:
    loaded = Cloning(str(tiny_base), folder)
    loaded.load(lambda part: None)
    yield loaded
    loaded.close()


@pytest.fixture
def voice(reference) -> Voice:
    return Voice("Evening", "qwen3", content_hash(reference), TRANSCRIPT, 1)


def recipes(voice: Voice, *lines: str, **options) -> tuple[Recipe, ...]:
    return spoken_recipes(voice, "A calm voice.", lines, **{"seed": 7, "language": "english"} | options)


def speak(backend, asked, tick=lambda take, frame: None):
    """The sound and the end of each take, in order."""
    chunks = [[] for _ in asked]
    ends = {}
    for step in backend.generate(asked, tick):
        assert step.take not in ends
        if isinstance(step, Chunk):
            chunks[step.take].append(step.samples)
        else:
            ends[step.take] = step
    return [(np.concatenate([np.zeros(0, np.float32), *heard]), ends[take]) for take, heard in enumerate(chunks)]


def padded(reference):
    return mx.array(np.concatenate([reference, np.zeros(int(SILENCE_SECONDS * 24_000), np.float32)]))


@pytest.fixture
def model(backend):
    return backend._model


@pytest.fixture
def speaker(model, reference):
    """What mlx-audio makes of the reference: it hears the silence at its end also where it asks who speaks."""
    sound = np.array(padded(reference))
    return SpeakerPrompt(mx.array(encode(model, reference))[None], speaker_embedding(model, sound))


@pytest.mark.parametrize("language", ["english", "auto"])
def test_prompt_equals_mlx_audios(model, reference, speaker, language):
    theirs, trailing, pad, codes = model._prepare_icl_generation_inputs(TEXT, padded(reference), TRANSCRIPT, language)
    ours = clone_prompt(model, speaker, TRANSCRIPT, TEXT, language)
    model._icl_cache.clear()

    assert np.array_equal(speaker.codes, codes)
    assert np.array_equal(ours.embeddings.astype(mx.float32), theirs.astype(mx.float32))
    assert np.array_equal(ours.text_at(0).astype(mx.float32), trailing.astype(mx.float32))
    assert np.array_equal(ours.pad.astype(mx.float32), pad.astype(mx.float32))


def test_codes_equal_mlx_audios_for_the_same_draws(model, reference, speaker):
    heard, decode = [], model.speech_tokenizer.decode
    model.speech_tokenizer.decode = lambda codes: (heard.append(np.array(codes)[0]), decode(codes))[1]
    mx.random.seed(3)
    try:
        options = {name: getattr(SETTINGS, name) for name in ("temperature", "top_k", "top_p", "repetition_penalty")}
        with float32_heads(model):
            list(model._generate_icl(TEXT, padded(reference), TRANSCRIPT, "english", max_tokens=200, **options))
    finally:
        model.speech_tokenizer.decode = decode
        model._icl_cache.clear()
    mx.random.seed(3)
    frames = TalkerLoop(Talker(model, choose=lambda logits, numbers: mx.random.categorical(logits)))
    frames.join([Row(0, clone_prompt(model, speaker, TRANSCRIPT, TEXT, "english"), 3, SETTINGS, 200)])
    ours = []
    while frames.rows:
        ours += [np.array(frame.codes)[0] for frame in frames.step()[0]]

    assert len(ours) > 10
    assert np.array_equal(np.stack(ours), heard[0][speaker.frames :])


def test_line_has_sound_and_a_complete_recipe(backend, voice, tiny_base):
    asked = recipes(voice, TEXT)[0]
    ((samples, end),) = speak(backend, [asked])

    assert 0.02 < np.sqrt(np.mean(samples**2)) < np.abs(samples).max() < 1
    assert end.fault == ""
    assert end.recipe.sampling == SETTINGS
    assert (end.recipe.backend, end.recipe.model, end.recipe.voice) == ("qwen3", str(tiny_base), voice)
    assert end.recipe.revision.startswith("files-")
    assert Recipe.from_json(end.recipe.to_json()) == end.recipe


def test_repetition_penalty_is_raised_to_the_minimum(backend, voice):
    mild, strong = (
        speak(backend, recipes(voice, TEXT, sampling=Sampling(repetition_penalty=penalty)))[0][1].recipe
        for penalty in (1.05, 2.0)
    )
    assert (mild.sampling.repetition_penalty, strong.sampling.repetition_penalty) == (1.5, 2.0)


def test_line_has_the_same_samples_alone_and_in_a_batch(backend, voice):
    asked = (*recipes(voice, FIRST, takes=2), *recipes(voice, TEXT))
    together = speak(backend, asked)
    alone = [speak(backend, [recipe])[0] for recipe in reversed(asked)][::-1]

    for (one, _), (other, _) in zip(together, alone, strict=True):
        assert one.tobytes() == other.tobytes()
    assert together[0][0].tobytes() != together[1][0].tobytes()


def test_vocoder_decodes_a_reference_once_for_all_lines(backend, voice, monkeypatch):
    decoded = []
    decode = StreamingDecoder.decode
    monkeypatch.setattr(
        StreamingDecoder, "decode", lambda self, codes, state: decoded.append(codes) or decode(self, codes, state)
    )
    speak(backend, recipes(voice, "One.", "Two.", "Three."))
    speak(backend, recipes(voice, "Four."))
    heard_before = [codes for codes in decoded if codes.shape[-1] > chunk_frames(99)]

    assert len(heard_before) <= 1


def test_line_is_streamed_while_it_is_generated(backend, voice):
    frames = []
    steps = backend.generate(recipes(voice, TEXT), lambda take, frame: frames.append(frame))
    first = next(steps)
    heard_after = frames[-1]
    *_, last = steps

    assert isinstance(first, Chunk)
    assert heard_after < frames[-1] / 2
    assert isinstance(last, TakeEnd)


@pytest.fixture
def short_passages(monkeypatch):
    """Passages of a sentence each, so that tests are short."""
    monkeypatch.setattr("studio.text.spoken.passages", lambda text: passages(text, longest=24))


def test_passages_of_a_long_text_are_generated_together_and_become_one_take(backend, voice, short_passages):
    frames = []
    ((samples, end),) = speak(backend, recipes(voice, LONG), lambda take, frame: frames.append(frame))
    zeros = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], samples == 0, [0]]).astype(int))))[::2]

    assert frames == sorted(frames)
    assert end.fault == ""
    assert np.count_nonzero(zeros >= PARAGRAPH * 24_000) == 1
    assert np.count_nonzero(zeros >= SENTENCE * 24_000) == 2
    assert len(samples) > 24_000 * 0.06 * frames[-1]


def test_first_passage_is_sent_before_the_others_are_complete(backend, voice, short_passages):
    frames = []
    steps = backend.generate(recipes(voice, LONG), lambda take, frame: frames.append(frame))
    first = next(steps)
    heard_after = frames[-1]
    rest = list(steps)

    assert isinstance(first, Chunk)
    assert heard_after < frames[-1] / 2
    assert isinstance(rest[-1], TakeEnd)


def test_first_line_sounds_before_other_prompts_are_read(backend, voice):
    begun = set()
    asked = recipes(voice, *(f"Line number {number} of this script." for number in range(5)))
    steps = backend.generate(asked, lambda take, frame: begun.add(take))
    first = next(steps)
    steps.close()

    assert first.take == 0
    assert len(begun) < len(asked)


def test_failed_passage_is_repeated_alone(backend, voice, short_passages, monkeypatch):
    whole = speak(backend, recipes(voice, LONG))[0][0]
    judged = []

    def reject_the_second_once(pace, text, frames):
        judged.append(text)
        return text == OTHERS[0] and judged.count(text) == 1

    monkeypatch.setattr("studio.worker.acceptance.Pace.too_long", reject_the_second_once)
    ((mended, end),) = speak(backend, recipes(voice, LONG))

    assert end.fault == ""
    assert sorted(judged) == sorted([FIRST, OTHERS[0], OTHERS[0], OTHERS[1]])
    assert mended[:12_000].tobytes() == whole[:12_000].tobytes()
    assert mended[-12_000:].tobytes() == whole[-12_000:].tobytes()
    assert mended.tobytes() != whole.tobytes()


@pytest.mark.parametrize(("bad", "said"), [(FIRST, ""), (OTHERS[0], "of one of its passages, ")])
def test_passage_that_fails_twice_fails_its_take(backend, voice, short_passages, monkeypatch, bad, said):
    monkeypatch.setattr("studio.worker.acceptance.Pace.too_long", lambda pace, text, frames: text == bad)
    (_, end), (_, other) = speak(backend, recipes(voice, LONG, TEXT))

    assert re.fullmatch(rf"{said}it lasts [\d.]+ s, far too long for its text", end.fault)
    assert other.fault == ""


def test_failed_take_is_not_generated_further(backend, voice, short_passages, monkeypatch):
    many, frames = " ".join([FIRST, *[OTHERS[0]] * 40]), []
    alone = speak(backend, recipes(voice, TEXT))[0][0]
    monkeypatch.setattr("studio.worker.acceptance.Pace.too_long", lambda pace, text, frames: text == FIRST)
    heard, ends, made_until = [], {}, 0
    for step in backend.generate(recipes(voice, many, TEXT), lambda take, frame: frames.append(take)):
        if isinstance(step, TakeEnd):
            ends[step.take], made_until = step, made_until or len(frames)
        elif step.take == 1:
            heard.append(step.samples)

    assert "far too long for its text" in ends[0].fault
    assert ends[1].fault == ""
    assert set(frames[made_until:]) == {1}
    assert np.concatenate(heard).tobytes() == alone.tobytes()


def test_line_long_enough_to_contain_its_reference_is_rejected(folder, voice, tmp_path):
    endless = Cloning(str(build_base(tmp_path / "endless", never_ends=True)), folder)
    endless.load(lambda part: None)
    ((_, end),) = speak(endless, recipes(voice, "Yes, indeed."))
    endless.close()

    assert "did not come to an end" in end.fault


def test_codes_of_a_reference_are_computed_once_and_stored_on_disk(tiny_base, folder, voice, monkeypatch):
    made = []
    monkeypatch.setattr(
        "studio.worker.qwen3.speaker_prompt.encode", lambda model, samples: made.append(1) or encode(model, samples)
    )
    before = {path.name for path in folder.rglob("codes-*.npy")}
    sounds = []
    for _ in range(2):
        backend = Cloning(str(tiny_base), folder)
        backend.load(lambda part: None)
        sounds.append(speak(backend, recipes(voice, TEXT))[0][0].tobytes())
        backend.close()

    assert len(before) <= 1
    assert len({path.name for path in folder.rglob("codes-*.npy")}) == 1
    assert len(made) == (0 if before else 1)
    assert sounds[0] == sounds[1]


def test_corrected_transcript_is_used_without_encoding_the_reference_again(tiny_base, folder, voice, monkeypatch):
    corrected = replace(voice, transcript="Good morning, and welcome to the studio. The lamps are off.")
    fresh, living = (Cloning(str(tiny_base), folder) for _ in range(2))
    for each in (fresh, living):
        each.load(lambda part: None)
    ((right, _),) = speak(fresh, recipes(corrected, TEXT))
    ((old, _),) = speak(living, recipes(voice, TEXT))
    heard = []
    monkeypatch.setattr("studio.worker.qwen3.speaker_prompt.encode", lambda model, samples: heard.append("codes"))
    monkeypatch.setattr(
        "studio.worker.qwen3.speaker_prompt.speaker_embedding", lambda model, samples: heard.append("embedding")
    )
    (later, _), (before, _) = speak(living, [*recipes(corrected, TEXT), *recipes(voice, TEXT)])
    for each in (fresh, living):
        each.close()

    assert later.tobytes() == right.tobytes() != old.tobytes()
    assert before.tobytes() == old.tobytes()
    assert heard == []


@pytest.fixture
def two_voices(folder, voice, reference):
    other = ReferenceSounds(folder).add(reference[: 24_000 * 2], 24_000)
    return voice, replace(voice, reference=other, transcript="Good evening.")


def test_references_are_encoded_before_the_takes_with_progress_for_each(tiny_base, folder, two_voices, monkeypatch):
    backend, told = Cloning(str(tiny_base), folder), []
    backend.load(lambda part: None)
    asked = [recipe for voice in two_voices for recipe in recipes(voice, TEXT)]
    for _ in range(2):
        backend.prepare([*asked, *asked], told.append)
    monkeypatch.setattr("studio.worker.qwen3.speaker_prompt.encode", lambda model, samples: pytest.fail("heard again"))
    sounds = speak(backend, asked)
    backend.close()

    assert told == sorted(told)
    assert {0, 0.5} < set(told)
    assert all(end.fault == "" for _, end in sounds)


def test_job_can_end_between_two_references_and_encoded_ones_are_kept(tiny_base, folder, two_voices):
    class Enough(BaseException):
        pass

    def stop(part):
        told.append(part)
        if part >= 0.5:
            raise Enough

    backend, told = Cloning(str(tiny_base), folder), []
    backend.load(lambda part: None)
    with pytest.raises(Enough):
        backend.prepare([recipe for voice in two_voices for recipe in recipes(voice, TEXT)], stop)
    count = len(told)
    backend.prepare(recipes(two_voices[0], TEXT), told.append)
    backend.close()

    assert len(told) == count


@pytest.fixture(scope="module")
def long_sound() -> np.ndarray:
    """7.8 s of noise whose end fills no frame, and no second."""
    return np.random.default_rng(3).normal(0, 0.1, 187_777).astype(np.float32)


def test_reference_encoded_in_pieces_has_the_codes_of_the_whole(backend, long_sound):
    whole = backend._model.speech_tokenizer.encode(mx.array(long_sound)[None, None])

    assert np.array_equal(encode_in_pieces(backend._model, long_sound), np.array(whole[0]))


def test_memory_for_encoding_a_reference_does_not_grow_with_its_length(backend, long_sound):
    peaks = []
    for sound in (long_sound, np.tile(long_sound, 4)):
        mx.reset_peak_memory()
        before = mx.get_active_memory()
        encode_in_pieces(backend._model, sound)
        peaks.append(mx.get_peak_memory() - before)

    assert peaks[1] < 2 * peaks[0]


def test_encoding_a_reference_can_end_between_two_pieces(backend, long_sound):
    class Enough(BaseException):
        pass

    def stop(part):
        told.append(part)
        if part > 0.5:
            raise Enough

    told = []
    with pytest.raises(Enough):
        encode_in_pieces(backend._model, long_sound, stop)

    assert told[0] == 0
    assert told[-1] < 0.7


def test_mlx_audios_reference_cache_stays_empty(backend, voice):
    speak(backend, recipes(voice, TEXT))

    assert backend._model._icl_cache == {}


def test_speaker_embedding_is_the_same_for_the_same_sound(backend, reference):
    noise = np.random.default_rng(1).normal(0, 0.1, 48_000).astype(np.float32)
    one, same, other = (backend.embed(sound) for sound in (reference, reference.copy(), noise))

    assert one.shape == (HIDDEN,)
    assert np.array_equal(one, same)
    assert not np.allclose(one, other)


def test_backend_is_usable_after_a_cancel_between_two_frames(backend, voice):
    class Enough(BaseException):
        pass

    def stop(take, frame):
        if frame == 5:
            raise Enough

    before = speak(backend, recipes(voice, TEXT))[0][0]
    with pytest.raises(Enough):
        speak(backend, recipes(voice, TEXT), stop)

    assert speak(backend, recipes(voice, TEXT))[0][0].tobytes() == before.tobytes()


def test_long_prompt_is_read_in_pieces_and_a_job_can_end_between_them(backend, voice):
    class Enough(BaseException):
        pass

    def stop_at_the_third(take, frame):
        ticks.append(frame)
        if len(ticks) == 3:
            raise Enough

    ticks = []
    before = speak(backend, recipes(voice, TEXT))[0][0]
    with pytest.raises(Enough):
        speak(backend, recipes(voice, TEXT), stop_at_the_third)

    assert ticks == [0, 0, 0]
    assert speak(backend, recipes(voice, TEXT))[0][0].tobytes() == before.tobytes()


def test_prompt_is_read_in_steps_without_changing_a_bit(backend, reference):
    model, talker, parts = backend._model, Talker(backend._model), []
    codes = mx.array(encode(model, reference))[None]
    prompt = clone_prompt(model, SpeakerPrompt(codes, speaker_embedding(model, reference)), TRANSCRIPT, TEXT, "english")
    caches, hidden = read_prompt(talker, prompt, parts.append)
    whole = talker.make_cache()
    for start in range(0, prompt.length, PREFILL_POSITIONS):
        state = talker.read(prompt.embeddings[:, start : start + PREFILL_POSITIONS], mask="causal", cache=whole)

    pieces = -(-prompt.length // PREFILL_POSITIONS)
    assert len(parts) >= pieces * (4 * len(talker.layers)) - 1
    assert parts == sorted(parts)
    assert 0 < parts[0] < parts[-1] < 1
    assert mx.array_equal(hidden, state[:, -1:])
    assert all(mx.array_equal(one.keys, other.keys) for one, other in zip(caches, whole, strict=True))


def test_quantised_prompt_is_read_in_shorter_pieces_on_a_cpu(tiny_voice_design):
    model, parts = load_model(tiny_voice_design), []
    prompt = design_prompt(model, "A calm, low male voice.", TEXT, "auto")
    nn.quantize(model.talker.model.layers[0], group_size=64, bits=8)
    talker = Talker(model)
    caches, _ = read_prompt(talker, prompt, parts.append)

    pieces = -(-prompt.length // SLOW_PREFILL_POSITIONS)
    assert pieces > prompt.length / PREFILL_POSITIONS + 1
    assert len(parts) == pieces * 4 * len(talker.layers) - 1
    assert caches[0].offset == prompt.length


def test_reference_before_a_line_is_decoded_in_pieces(backend, reference):
    codes = mx.array(encode(backend._model, reference))[None][..., -32:]
    whole = Vocoder(backend._model)._decoder.decode(codes, None)[1]
    calls = []
    stream = Vocoder(backend._model).start(codes, lambda: calls.append(None))
    frames = codes[..., :2]

    assert len(calls) == 4
    expected = VocoderStream(stream._decoder, whole).decode(frames)
    np.testing.assert_allclose(stream.decode(frames), expected, atol=1e-4)


def test_reading_is_reported_until_the_take_has_a_frame(backend, voice):
    class Ticks:
        read, frames = [], []

        def __call__(self, take, frame):
            self.frames.append(frame)

        def reading(self, take, part):
            assert not any(self.frames)
            self.read.append((take, part))

    speak(backend, recipes(voice, LONG), Ticks())

    assert {take for take, _ in Ticks.read} == {0}
    assert len(Ticks.read) > 8


def test_recipes_that_cannot_be_spoken_are_rejected(backend, voice, tmp_path, tiny_voice_design):
    with pytest.raises(NotFound):
        speak(backend, recipes(replace(voice, reference="0" * 64), TEXT))
    with pytest.raises(InvalidInput) as refusal:
        speak(backend, [replace(recipes(voice, TEXT)[0], language="klingon")])
    with pytest.raises(InvalidInput):
        speak(backend, audition_recipes("A calm voice.", TEXT, takes=1))
    with pytest.raises(ModelUnusable, match="cannot copy a voice"):
        Cloning(str(tiny_voice_design), tmp_path).load(lambda part: None)
    with pytest.raises(ModelMissing):
        Cloning(str(tmp_path / "nowhere"), tmp_path).load(lambda part: None)

    assert refusal.value.details["field"] == "language"


def test_hub_id_that_is_not_on_disk_is_missing_and_not_downloaded(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelMissing, match="not on this machine"):
        Cloning("mlx-community/Qwen3-TTS-12Hz-0.6B-Base-8bit", tmp_path).load(lambda part: None)
