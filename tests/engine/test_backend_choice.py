"""Detecting the weights on this machine and choosing the backend."""

from pathlib import Path

import pytest

from studio.engine.backend_choice import DEFAULT_MODEL, choose_backend, find_weights
from studio.errors import InvalidInput, ModelMissing
from studio.models.machine import Machine, this_machine

FILES = [
    "config.json",
    "model.safetensors",
    "tokenizer_config.json",
    "vocab.json",
    "merges.txt",
    "speech_tokenizer/config.json",
    "speech_tokenizer/model.safetensors",
]
LARGE_BASE = "mlx-community/Qwen3-TTS-12Hz-1.7B-Base-8bit"
SMALL_BASE = "mlx-community/Qwen3-TTS-12Hz-0.6B-Base-8bit"
BF16 = DEFAULT_MODEL.replace("8bit", "bf16")


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """Return an empty hub cache."""
    for name in ("HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / ".cache" / "huggingface" / "hub"


def download(cache: Path, model: str = DEFAULT_MODEL, revision: str = "c0ffee", files: list[str] = FILES) -> Path:
    """Write files as the hub's client does: blobs, and a snapshot of links to them."""
    home = cache / f"models--{model.replace('/', '--')}"
    (home / "blobs").mkdir(parents=True)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(revision)
    snapshot = home / "snapshots" / revision
    for place, name in enumerate(files):
        (home / "blobs" / str(place)).write_text("{}" if name.endswith(".json") else "12345678")
        (snapshot / name).parent.mkdir(parents=True, exist_ok=True)
        (snapshot / name).symlink_to(home / "blobs" / str(place))
    return snapshot


def test_empty_cache_has_no_weights(cache):
    assert find_weights() == ()


def test_complete_download_is_found_with_revision_and_size(cache):
    snapshot = download(cache)
    (found,) = find_weights()
    assert (found.model, found.path, found.revision) == (DEFAULT_MODEL, snapshot, "c0ffee")
    assert found.size_bytes == sum((snapshot / name).stat().st_size for name in FILES)


@pytest.mark.parametrize(
    "variables",
    [
        {"HF_HUB_CACHE": "{}"},
        {"HF_HOME": "{}/home", "XDG_CACHE_HOME": "/nowhere"},
        {"XDG_CACHE_HOME": "{}/xdg"},
    ],
)
def test_hub_clients_variables_name_the_cache(cache, tmp_path, monkeypatch, variables):
    where = {"HF_HUB_CACHE": "", "HF_HOME": "home/hub", "XDG_CACHE_HOME": "xdg/huggingface/hub"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(tmp_path))
    download(tmp_path / where[next(iter(variables))])
    assert [found.model for found in find_weights()] == [DEFAULT_MODEL]


@pytest.mark.parametrize("lost", FILES)
def test_download_without_a_file_is_incomplete(cache, lost):
    download(cache, files=[name for name in FILES if name != lost])
    assert find_weights() == ()


def test_link_to_an_unfinished_blob_is_incomplete(cache):
    snapshot = download(cache)
    blob = (snapshot / "model.safetensors").resolve()
    blob.rename(blob.with_name(f"{blob.name}.incomplete"))
    assert find_weights() == ()


def test_every_shard_of_the_index_is_required(cache):
    snapshot = download(cache, files=[*FILES, "model-00001-of-00002.safetensors", "model.safetensors.index.json"])
    shards = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    (snapshot / "model.safetensors.index.json").write_text(f'{{"weight_map": {shards}}}'.replace("'", '"'))
    assert find_weights() == ()
    (snapshot / shards["b"]).write_text("12345678")
    assert len(find_weights()) == 1


def test_tokenizer_json_replaces_vocab_and_merges(cache):
    download(cache, files=[*(name for name in FILES if name not in ("vocab.json", "merges.txt")), "tokenizer.json"])
    assert len(find_weights()) == 1


def test_download_without_a_snapshot_is_ignored(cache):
    snapshot = download(cache)
    (snapshot.parent.parent / "refs" / "main").write_text("another")
    assert find_weights() == ()


@pytest.mark.parametrize(("gigabytes", "first"), [(8, DEFAULT_MODEL), (16, DEFAULT_MODEL), (32, BF16), (128, BF16)])
def test_memory_of_the_machine_determines_the_preferred_precision(cache, gigabytes, first):
    download(cache, BF16)
    download(cache, DEFAULT_MODEL)
    assert find_weights(gigabytes * 2**30)[0].model == first


def test_base_checkpoints_are_listed_separately(cache):
    download(cache)
    for base in (LARGE_BASE, SMALL_BASE):
        download(cache, base)
    assert [found.model for found in find_weights()] == [DEFAULT_MODEL]
    assert [found.model for found in find_weights(16 * 2**30, "base")] == [LARGE_BASE, SMALL_BASE]
    assert [found.model for found in find_weights(8 * 2**30, "base")] == [SMALL_BASE, LARGE_BASE]


def test_pinned_revision_is_used_whatever_main_is(cache):
    pinned = download(cache)
    (pinned.parent.parent / "refs" / "studio").write_text(pinned.name)
    (pinned.parent.parent / "refs" / "main").write_text("beef")
    pinned.with_name("beef").mkdir()
    assert find_weights()[0].revision == "c0ffee"


def test_auto_takes_the_preferred_weights(cache):
    download(cache, BF16)
    download(cache, DEFAULT_MODEL)
    assert choose_backend().model == find_weights()[0].model


def test_auto_is_the_sketch_without_weights(cache):
    choice = choose_backend()
    assert (choice.backend, choice.model) == ("sketch", None)
    assert choice.reason == "no Qwen3-TTS VoiceDesign weights on this machine"


def test_auto_is_qwen3_with_weights(cache):
    download(cache)
    assert choose_backend() == choose_backend("qwen3")
    assert choose_backend().backend == "qwen3"


def test_quantised_weights_on_a_cpu_are_said_to_be_slow(cache, monkeypatch):
    download(cache)
    for on_cpu in (True, False):
        monkeypatch.setattr("studio.engine.backend_choice.this_machine", lambda on_cpu=on_cpu: Machine(2**35, on_cpu))
        assert ("bf16 is ten times as fast" in choose_backend().reason) == on_cpu


def test_qwen3_without_weights_names_the_model_to_download(cache):
    choice = choose_backend("qwen3")
    assert choice.model == (BF16 if this_machine().on_cpu else DEFAULT_MODEL)
    assert "downloaded" in choice.reason


def test_end_of_a_published_id_is_enough(cache):
    assert choose_backend(model="VoiceDesign-8bit").model == DEFAULT_MODEL


def test_unlisted_model_is_for_qwen3(cache, tmp_path):
    assert choose_backend(model="owner/name").backend == "qwen3"
    assert choose_backend(model=str(tmp_path)).model == str(tmp_path)


def test_folder_is_stored_with_its_full_path(cache, tmp_path, monkeypatch):
    (tmp_path / "models" / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert choose_backend(model="models/mine").model == str(tmp_path / "models" / "mine")
    assert choose_backend(model="~/models/mine").model == str(tmp_path / "models" / "mine")


@pytest.mark.parametrize("model", ["./nowhere", "/nowhere/at/all", "~/nowhere", "../nowhere"])
def test_missing_folder_is_reported_at_once(cache, model):
    with pytest.raises(ModelMissing) as caught:
        choose_backend(model=model)
    assert caught.value.details["missing"] == model


@pytest.mark.parametrize(
    "model", ["", " ", "name", "a/b/c", "owner/na me", "owner/", "https://example.org/a", "a\0b", "x" * 5000, "a/..b"]
)
def test_neither_a_folder_nor_a_hub_id_is_rejected(cache, model):
    with pytest.raises(InvalidInput) as caught:
        choose_backend(model=model)
    assert caught.value.code == "invalid-model"


def test_model_for_the_sketch_is_rejected(cache):
    with pytest.raises(InvalidInput, match="no model"):
        choose_backend("sketch", "owner/name")


def test_unknown_backend_is_rejected_with_the_known_names(cache):
    with pytest.raises(InvalidInput, match="auto, qwen3, sketch"):
        choose_backend("whisper")
