"""The qwen3 backend with a tiny checkpoint and the real mlx-audio, in this and in other processes."""

import contextlib
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from tiny_checkpoint import SAMPLES_PER_FRAME, build_voice_design
from tiny_hub import TinyHub

from studio.domain.language import LANGUAGES
from studio.domain.recipe import Recipe, Sampling, audition_recipes
from studio.domain.sketch_voice import SketchVoice
from studio.errors import InvalidInput, ModelMissing, ModelUnusable
from studio.worker.backend import Chunk, TakeEnd
from studio.worker.qwen3.voice_design import Qwen3

DESCRIPTION = "A calm, low male voice."
TEXT = "Good day."


def recipe(seed: int = 7, *, description: str = DESCRIPTION, text: str = TEXT, **options) -> Recipe:
    return audition_recipes(description, text, takes=1, seed=seed, **options)[0]


def ignore(take: int, frame: int) -> None:
    """A tick that lets everything pass."""


def load(folder: Path) -> Qwen3:
    backend = Qwen3(str(folder))
    backend.load(lambda part: None)
    return backend


def takes(backend: Qwen3, *recipes: Recipe) -> list[tuple[np.ndarray, TakeEnd]]:
    """The sound and the end of each take, in order."""
    chunks: list[list[np.ndarray]] = [[] for _ in recipes]
    ends: dict[int, TakeEnd] = {}
    for step in backend.generate(recipes, ignore):
        assert step.take not in ends
        if isinstance(step, Chunk):
            chunks[step.take].append(step.samples)
        else:
            ends[step.take] = step
    return [(np.concatenate(heard), ends[take]) for take, heard in enumerate(chunks)]


def speak(backend: Qwen3, one: Recipe) -> np.ndarray:
    return takes(backend, one)[0][0]


@pytest.fixture(scope="module")
def backend(tiny_voice_design) -> Iterator[Qwen3]:
    loaded = load(tiny_voice_design)
    yield loaded
    loaded.close()


def test_each_recipe_becomes_a_take_with_sound(backend):
    results = takes(backend, *audition_recipes(DESCRIPTION, TEXT, takes=3, seed=7))
    for samples, end in results:
        assert samples.dtype == np.float32
        assert samples.ndim == 1
        assert len(samples) % SAMPLES_PER_FRAME == 0
        assert 0.02 < np.sqrt(np.mean(samples**2)) < np.abs(samples).max() < 1
        assert not end.capped
    assert not np.array_equal(results[0][0][:1920], results[1][0][:1920])


def test_first_chunk_is_small_and_the_next_ones_grow(backend):
    text = "A sentence that is long enough to see the chunks grow."
    chunks = [step for step in backend.generate([recipe(text=text)], ignore) if isinstance(step, Chunk)]
    frames = [len(chunk.samples) / SAMPLES_PER_FRAME for chunk in chunks]
    assert frames[:7] == [2, 3, 4, 5, 6, 7, 8]
    assert set(frames[7:-1]) <= {8}


def test_takes_are_generated_together_and_stream_before_any_is_complete(backend):
    steps = list(backend.generate(audition_recipes(DESCRIPTION, TEXT, takes=4, seed=7), ignore))
    assert [step.take for step in steps[:4]] == [0, 1, 2, 3]
    assert all(isinstance(step, Chunk) for step in steps[:4])


def test_recipe_of_a_take_is_filled_in(backend, tiny_voice_design):
    asked = recipe(sampling=Sampling(temperature=0.7))
    made = takes(backend, asked)[0][1].recipe
    assert made.sampling == Sampling(temperature=0.7, top_k=50, top_p=1.0, repetition_penalty=1.05)
    assert (made.backend, made.model) == ("qwen3", str(tiny_voice_design))
    assert made.revision.startswith("files-")
    assert {"studio", "mlx", "mlx-audio", "transformers"} <= set(made.versions)
    assert replace(made, sampling=asked.sampling, backend="", model="", revision="", versions={}) == asked


def test_filled_in_recipe_generates_the_take_again(backend):
    samples, end = takes(backend, recipe())[0]
    assert np.array_equal(speak(backend, Recipe.from_json(end.recipe.to_json())), samples)


def test_same_recipe_gives_the_same_samples_in_any_order(backend):
    one, two, three = audition_recipes(DESCRIPTION, TEXT, takes=3, seed=7)
    forwards = [samples for samples, _ in takes(backend, one, two, three)]
    backwards = [samples for samples, _ in takes(backend, three, two, one)]
    alone = speak(backend, two)
    for first, second in zip(forwards, reversed(backwards), strict=True):
        assert np.array_equal(first, second)
    assert np.array_equal(alone, forwards[1])


def test_same_recipe_gives_the_same_samples_in_another_process(backend, tiny_voice_design):
    code = """
import hashlib, sys
from studio.domain.recipe import audition_recipes
from studio.worker.backend import Chunk
from studio.worker.qwen3.voice_design import Qwen3
backend = Qwen3(sys.argv[1])
backend.load(lambda part: None)
steps = backend.generate(audition_recipes(sys.argv[2], sys.argv[3], takes=1, seed=7), lambda take, frame: None)
digest = hashlib.sha256(b"".join(step.samples.tobytes() for step in steps if isinstance(step, Chunk)))
sys.stdout.write(digest.hexdigest().join("<>"))
"""
    command = [sys.executable, "-c", code, str(tiny_voice_design), DESCRIPTION, TEXT]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"<{hashlib.sha256(speak(backend, recipe()).tobytes()).hexdigest()}>" in done.stdout


@pytest.mark.parametrize(
    "other",
    [
        recipe(8),
        recipe(description="A bright, high female voice."),
        recipe(text="Good eve."),
        recipe(language="french"),
        recipe(sampling=Sampling(temperature=0.3)),
        recipe(sampling=Sampling(top_k=3)),
        recipe(sampling=Sampling(top_p=0.3)),
    ],
    ids=["seed", "description", "text", "language", "temperature", "top_k", "top_p"],
)
def test_every_part_of_the_recipe_affects_the_sound(backend, other):
    assert not np.array_equal(speak(backend, other), speak(backend, recipe()))


def test_repetition_penalty_affects_the_sound(backend):
    narrow, penalised = (Sampling(top_k=2, repetition_penalty=penalty) for penalty in (1.0, 5.0))
    long = "A text that is long enough for a code to come twice."
    free, held = (speak(backend, recipe(text=long, sampling=sampling)) for sampling in (narrow, penalised))
    assert not np.array_equal(free, held)


def test_at_temperature_zero_the_seed_only_affects_the_code_predictor(backend, tiny_copy):
    def sounds(backend):
        return [speak(backend, recipe(seed, sampling=Sampling(temperature=0))) for seed in (1, 2)]

    config = tiny_copy / "generation_config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"subtalker_dosample": False}))
    greedy = load(tiny_copy)
    assert not np.array_equal(*sounds(backend))
    assert np.array_equal(*sounds(greedy))
    greedy.close()


def test_tick_counts_every_frame_of_every_take_from_zero(backend):
    ticks: list[list[int]] = [[], []]
    heard = [0, 0]
    recipes = audition_recipes(DESCRIPTION, TEXT, takes=2, seed=7)
    for step in backend.generate(recipes, lambda take, frame: ticks[take].append(frame)):
        if isinstance(step, Chunk):
            heard[step.take] += len(step.samples)
            assert heard[step.take] <= SAMPLES_PER_FRAME * (ticks[step.take][-1] + 1)
    # Reading the prompt has steps too, all before the first frame.
    assert [each[each.count(0) - 1 :] for each in ticks] == [
        list(range(samples // SAMPLES_PER_FRAME + 1)) for samples in heard
    ]


class Stop(BaseException):
    """What the worker raises to cancel is no `Exception`, so that no library can swallow it."""


@pytest.mark.parametrize("at", [0, 1, 6])
def test_tick_that_raises_ends_the_takes_and_leaves_the_backend_usable(backend, at):
    expected = speak(backend, recipe())
    ticks: list[tuple[int, int]] = []

    def stop(take: int, frame: int) -> None:
        ticks.append((take, frame))
        if frame == at:
            raise Stop

    with pytest.raises(Stop):
        list(backend.generate([recipe(8), recipe(9)], stop))
    distinct = list(dict.fromkeys(ticks))  # reading the prompt has several steps
    assert distinct == [*((take, frame) for frame in range(at) for take in (0, 1)), (0, at)]
    assert np.array_equal(speak(backend, recipe()), expected)


def test_abandoned_take_leaves_the_backend_usable(backend):
    expected = speak(backend, recipe())
    steps = backend.generate([recipe(8)], ignore)
    next(steps)
    steps.close()
    assert np.array_equal(speak(backend, recipe()), expected)


def test_length_depends_on_the_text_and_hardly_on_the_seed(backend):
    def frames(text: str, seed: int) -> int:
        return len(speak(backend, recipe(seed, text=text))) // SAMPLES_PER_FRAME

    long = "Good day to you, and to me."
    for seed in (1, 2):
        assert 0.7 * len(long) < frames(long, seed) < 1.1 * len(long)
    assert frames("Hi.", 1) < len(long) / 3


def test_frame_cap_ends_a_runaway_take(tmp_path):
    endless = load(build_voice_design(tmp_path / "endless", never_ends=True))
    samples, end = takes(endless, replace(recipe(), frame_cap=20))[0]
    assert end.capped
    assert len(samples) == 20 * SAMPLES_PER_FRAME


def test_missing_cap_is_derived_from_the_text(backend):
    assert takes(backend, replace(recipe(text="Hi."), frame_cap=0))[0][1].recipe.frame_cap == 84


def test_sketch_variant_is_removed_from_the_recipe(backend):
    variant = SketchVoice(110, 1, 165, 1, 1, 0, 0, 0.12, 0, -21.5, whisper=False)
    (plain, _), (asked, end) = takes(backend, recipe(), replace(recipe(), variant=variant))

    np.testing.assert_array_equal(asked, plain)
    assert end.recipe.variant is None


def test_take_within_its_cap_is_not_capped(backend):
    frames = len(speak(backend, recipe())) // SAMPLES_PER_FRAME
    assert takes(backend, replace(recipe(), frame_cap=frames))[0][1].capped
    assert not takes(backend, replace(recipe(), frame_cap=frames + 1))[0][1].capped


def test_every_language_sounds_different(backend):
    def beginning(language: str) -> bytes:
        with contextlib.closing(backend.generate([recipe(language=language)], ignore)) as steps:
            return next(steps).samples.tobytes()

    assert len({beginning(language) for language in [*LANGUAGES, "auto"]}) == len(LANGUAGES) + 1


def test_language_unknown_to_the_checkpoint_is_an_error(tiny_copy):
    config = json.loads((tiny_copy / "config.json").read_text())
    del config["talker_config"]["codec_language_id"]["french"]
    (tiny_copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(InvalidInput, match="does not speak french"):
        list(load(tiny_copy).generate([recipe(language="french")], ignore))


def test_memory_is_measured_and_freed(tiny_voice_design):
    speaker = load(tiny_voice_design)
    speak(speaker, recipe(text="Hi."))
    now, peak = speaker.memory()
    assert 0 < now < peak
    speaker.close()
    assert speaker.memory()[0] < now
    speaker.close()


def test_loading_reports_its_progress(tiny_voice_design):
    parts: list[float] = []
    Qwen3(str(tiny_voice_design)).load(parts.append)
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (0.0, 1.0)


# ---- folders that do not hold what they should -----------------------------------------------------------------------


@pytest.fixture
def tiny_copy(tmp_path) -> Path:
    return build_voice_design(tmp_path / "model")


def test_revision_depends_on_the_files(backend, tmp_path):
    def revision(folder: Path) -> str:
        return takes(load(folder), recipe(text="Hi."))[0][1].recipe.revision

    same, other = build_voice_design(tmp_path / "same"), build_voice_design(tmp_path / "other", seed=1)
    assert revision(same) == takes(backend, recipe(text="Hi."))[0][1].recipe.revision != revision(other)


@pytest.mark.parametrize(
    "name",
    [
        "config.json",
        "model.safetensors",
        "tokenizer_config.json",
        "vocab.json",
        "merges.txt",
        "speech_tokenizer/config.json",
        "speech_tokenizer/model.safetensors",
    ],
)
def test_missing_file_is_named(tiny_copy, name):
    (tiny_copy / name).unlink()
    with pytest.raises(ModelMissing) as caught:
        load(tiny_copy)
    assert name in caught.value.what
    assert caught.value.details["missing"] == name


def test_missing_shard_is_named(tiny_copy):
    index = {"weight_map": {"a": "model.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (tiny_copy / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelMissing, match=r"model-00002-of-00002\.safetensors"):
        load(tiny_copy)


@pytest.mark.parametrize("index", [None, '{"weight_map": {'], ids=["no index", "damaged index"])
@pytest.mark.parametrize(("there", "missing"), [(1, 2), (2, 1)])
def test_missing_shard_is_named_if_the_index_does_not(tiny_copy, index, there, missing):
    shard = "model-0000{}-of-00002.safetensors".format
    (tiny_copy / "model.safetensors").rename(tiny_copy / shard(there))
    if index:
        (tiny_copy / "model.safetensors.index.json").write_text(index)
    with pytest.raises(ModelMissing) as caught:
        load(tiny_copy)
    assert caught.value.details["missing"] == shard(missing)


def test_sharded_model_speaks(backend, tiny_copy):
    weights = mx.load(str(tiny_copy / "model.safetensors"))
    mx.eval(weights)
    (tiny_copy / "model.safetensors").unlink()
    index = {}
    for place in (0, 1):
        name, part = f"model-0000{place + 1}-of-00002.safetensors", sorted(weights)[place::2]
        mx.save_safetensors(str(tiny_copy / name), {each: weights[each] for each in part})
        index |= dict.fromkeys(part, name)
    (tiny_copy / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    assert np.array_equal(speak(load(tiny_copy), recipe(text="Hi.")), speak(backend, recipe(text="Hi.")))


@pytest.mark.parametrize("name", ["model [1]", "two  spaces * ? ünïcode 声音", "whisper-tokenizer"])
def test_folder_may_have_any_name(tiny_copy, name):
    folder = tiny_copy.rename(tiny_copy.with_name(name))
    link = folder.with_name("link")
    link.symlink_to(folder)
    for path in (folder, link):
        load(path).close()


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(ModelMissing, match="nowhere"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["model.safetensors", "speech_tokenizer/model.safetensors"])
@pytest.mark.parametrize("keep", [0, 5, 500, -1])
def test_truncated_weights_are_named(tiny_copy, name, keep):
    whole = (tiny_copy / name).read_bytes()
    (tiny_copy / name).write_bytes(whole[:keep])
    with pytest.raises(ModelUnusable) as caught:
        load(tiny_copy)
    assert f"{name} is damaged" in caught.value.what


def test_truncated_merges_are_named(tiny_copy):
    merges = tiny_copy / "merges.txt"
    merges.write_text(merges.read_text().rsplit("\n", 2)[0])
    with pytest.raises(ModelUnusable, match=r"merges\.txt is damaged: it has 7 merges, and should have 8"):
        load(tiny_copy)


def test_pointer_of_git_lfs_is_named(tiny_copy):
    (tiny_copy / "model.safetensors").write_text("version https://git-lfs.example/spec/v1\noid sha256:0\nsize 9\n")
    with pytest.raises(ModelUnusable, match="pointer of Git LFS"):
        load(tiny_copy)


@pytest.mark.parametrize(
    "name",
    ["config.json", "generation_config.json", "tokenizer_config.json", "vocab.json", "speech_tokenizer/config.json"],
)
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00"])
def test_file_that_is_not_a_json_object_is_named(tiny_copy, name, content):
    (tiny_copy / name).write_bytes(content)
    with pytest.raises(ModelUnusable) as caught:
        load(tiny_copy)
    assert f"{name} is damaged" in caught.value.what


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"tts_model_type": "base"}, "a Base model"),
        ({"tts_model_type": "custom_voice"}, "a CustomVoice model"),
        ({"model_type": "whisper"}, "a whisper model"),
    ],
)
def test_model_of_another_kind_is_rejected_by_name(tiny_copy, change, named):
    config = json.loads((tiny_copy / "config.json").read_text())
    (tiny_copy / "config.json").write_text(json.dumps(config | change))
    with pytest.raises(ModelUnusable, match=named) as caught:
        load(tiny_copy)
    assert "VoiceDesign" in caught.value.next_step


def test_weights_that_do_not_fit_the_config_are_an_error(tiny_copy):
    config = json.loads((tiny_copy / "config.json").read_text())
    config["talker_config"]["num_hidden_layers"] = 3
    (tiny_copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelUnusable, match="does not load"):
        load(tiny_copy)


def test_speech_tokenizer_that_does_not_load_is_an_error(tiny_copy):
    (tiny_copy / "speech_tokenizer" / "config.json").write_text('{"decoder_config": {"upsample_rates": 3}}')
    with pytest.raises(ModelUnusable, match="speech_tokenizer") as caught:
        load(tiny_copy)
    assert "Could not load speech tokenizer" in caught.value.details["log"]


def test_tokenizer_that_does_not_load_is_an_error(tiny_copy):
    (tiny_copy / "vocab.json").write_text('{"a": "b"}')
    with pytest.raises(ModelUnusable, match="tokenizer") as caught:
        load(tiny_copy)
    assert "Could not load tokenizer" in caught.value.details["log"]


# ---- the hub ---------------------------------------------------------------------------------------------------------

ASK = """
import json, sys
from studio.errors import StudioError
from studio.worker.qwen3.loading import resolve
for model in sys.argv[1:]:
    parts = []
    try:
        answer = {"folder": str(resolve(model, parts.append)), "parts": parts}
    except StudioError as error:
        answer = {"code": error.code, "what": error.what, "next_step": error.next_step, "details": error.details}
    sys.stdout.write(json.dumps(answer) + "\\n")
"""


def ask_hub(home: Path, *models: str, **variables: str) -> list[dict]:
    """Resolve models in a process of its own: the hub's client reads its variables once."""
    environment = {"PATH": "/usr/bin:/bin", "HF_HOME": str(home), "NO_PROXY": "127.0.0.1", **variables}
    command = [sys.executable, "-c", ASK, *models]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_hub_that_refuses_or_does_not_answer_is_a_clear_error(tmp_path, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        absent, gated, failing, silent = ask_hub(
            tmp_path, "tiny/absent", "tiny/gated", "tiny/failing", "tiny/silent", HF_ENDPOINT=hub.address
        )
    assert absent["code"] == "model-missing"
    assert "tiny/absent" in absent["what"]
    assert gated["code"] == "hub-refused"
    assert failing["code"] == silent["code"] == "hub-unreachable"
    assert "permission" in gated["what"]
    assert "Timeout" in silent["details"]["error"]


def test_unreachable_hub_is_a_clear_error(tmp_path):
    (answer,) = ask_hub(tmp_path, "tiny/voice", HF_ENDPOINT="http://127.0.0.1:9")
    assert answer["code"] == "hub-unreachable"
    assert "tiny/voice" in answer["what"]
    assert "folder" in answer["next_step"]


def test_offline_setting_is_named_in_the_error(tmp_path):
    (answer,) = ask_hub(tmp_path, "tiny/voice", HF_HUB_OFFLINE="1")
    assert answer["code"] == "model-missing"
    assert "HF_HUB_OFFLINE" in answer["what"]


def test_model_is_downloaded_once_and_then_needs_no_hub(tmp_path, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        (fetched,) = ask_hub(tmp_path, "tiny/voice", HF_ENDPOINT=hub.address)
    folder = Path(fetched["folder"])
    assert folder.name == hub.revision
    for path in tiny_voice_design.rglob("*.*"):
        assert (folder / path.relative_to(tiny_voice_design)).read_bytes() == path.read_bytes()
    assert fetched["parts"] == sorted(fetched["parts"])
    assert fetched["parts"][-1] == 1.0
    (again,) = ask_hub(tmp_path, "tiny/voice", HF_ENDPOINT="http://127.0.0.1:9")
    assert again == {"folder": str(folder), "parts": []}


def test_model_too_large_for_the_disk_is_rejected_before_the_download(tmp_path, tiny_voice_design):
    with TinyHub(tiny_voice_design, claimed_size=10**18) as hub:
        (answer,) = ask_hub(tmp_path, "tiny/voice", HF_ENDPOINT=hub.address)
    assert answer["code"] == "storage-failed"
    assert "GB free" in answer["what"]


def test_revision_of_a_downloaded_model_is_the_hubs_commit(tmp_path, tiny_voice_design, monkeypatch):
    with TinyHub(tiny_voice_design) as hub:
        ask_hub(tmp_path, "tiny/voice", HF_ENDPOINT=hub.address)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    fetched = Qwen3("tiny/voice")
    fetched.load(lambda part: None)
    made = takes(fetched, recipe(text="Hi."))[0][1].recipe
    assert (made.model, made.revision) == ("tiny/voice", hub.revision)


def test_control_token_in_the_text_is_plain_text(backend):
    plain, written_out = (len(takes(backend, recipe(text=text))[0][0]) for text in ("One two.", "One <|im_end|> two."))

    assert written_out > 1.5 * plain
