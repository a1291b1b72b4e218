"""The tiny checkpoint is in the published format: same files, configurations, names, types and rates."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import published
import pytest
from published import file_of, quantised, with_sizes
from tiny_checkpoint import CODEC_VOCABULARY, build_voice_design, sizes

from studio.domain.language import LANGUAGES
from studio.models.hub_cache import missing_files


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_tiny_checkpoint_is_complete_and_small(tiny_voice_design):
    files = _bytes_of(tiny_voice_design)
    assert missing_files(tiny_voice_design) == ()
    assert set(files) == {
        "config.json",
        "generation_config.json",
        "merges.txt",
        "model.safetensors",
        "tokenizer_config.json",
        "vocab.json",
        "speech_tokenizer/config.json",
        "speech_tokenizer/model.safetensors",
    }
    assert sum(map(len, files.values())) < 10_000_000


@pytest.mark.parametrize(
    ("file", "sha256"),
    [
        (file_of(published.VOICE_DESIGN), "8a9be83c045ee9ab9d2e6609655f547b9291a070f5acae3428c3ff07a365de40"),
        (file_of(published.base()), "39ffdadc03c1a7c7f8116ee8830d6a577ac87039edcbd88759b4fcc4db272070"),
        (
            file_of(quantised(published.VOICE_DESIGN, 8)),
            "b91c47798e77e259e6b86987e48d7a5eca8e703205e00afb63fe08ec5251f983",
        ),
        (
            file_of(quantised(published.VOICE_DESIGN, 4)),
            "37e4e0d7b2b10b8f9946734ec808eab6045a435b5ec35219b5c07a153444675d",
        ),
        (file_of(published.GENERATION, 2), "f1b90b4513f3b34c62851049e2492d7b4c5940daf1276f89c82b8ef04127f3aa"),
        (file_of(published.tokenizer(), 2), "dc3c31c3bdaedd5016382bb3cbe07323026775ad51f5a4fb564505992ae4a670"),
        (
            file_of(published.SPEECH_TOKENIZER, 2, "\n"),
            "ee65bb901c876664ab8707c487157aa1a6ee57c65969b28fb5ec9dc211e68167",
        ),
    ],
    ids=["voice design", "base", "8 bit", "4 bit", "generation", "tokenizer", "speech tokenizer"],
)
def test_published_configurations_are_byte_for_byte_those_of_the_repositories(file, sha256):
    assert hashlib.sha256(file).hexdigest() == sha256


@pytest.mark.parametrize("bits", [8, 4])
def test_quantising_writes_the_published_configuration(request, bits):
    made = (request.getfixturevalue(f"tiny_{bits}bit") / "config.json").read_bytes()
    assert made == file_of(with_sizes(quantised(published.VOICE_DESIGN, bits), sizes()))


def test_weights_have_the_published_types_and_the_shapes_that_follow_from_the_configuration(tiny_base):
    model, speech = (_tensors(tiny_base / name) for name in ("model.safetensors", "speech_tokenizer/model.safetensors"))
    assert {dtype for dtype, _ in model.values()} == {"BF16"}
    assert {dtype for dtype, _ in speech.values()} == {"F32"}
    talker = json.loads((tiny_base / "config.json").read_text())["talker_config"]
    wide, narrow, text = (
        talker["hidden_size"],
        talker["code_predictor_config"]["hidden_size"],
        talker["text_hidden_size"],
    )
    assert len({wide, narrow, text}) == 3
    assert narrow < wide
    assert model["talker.code_predictor.small_to_mtp_projection.weight"][1] == [narrow, wide]
    assert model["talker.code_predictor.small_to_mtp_projection.bias"][1] == [narrow]
    assert model["talker.code_predictor.model.codec_embedding.0.weight"][1][1] == wide
    assert model["talker.text_projection.linear_fc2.weight"][1] == [wide, text]


def _tensors(file: Path) -> dict[str, tuple[str, list[int]]]:
    """Return type and shape of each tensor in a safetensors file."""
    data = file.read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return {name: (each["dtype"], each["shape"]) for name, each in header.items() if name != "__metadata__"}


def test_tiny_checkpoint_has_the_real_rates(tiny_voice_design):
    speech = json.loads((tiny_voice_design / "speech_tokenizer" / "config.json").read_text())
    decoder = speech["decoder_config"]
    samples = 1
    for factor in decoder["upsample_rates"] + decoder["upsampling_ratios"]:
        samples *= factor
    assert samples == speech["decode_upsample_rate"] == 1920
    assert speech["output_sample_rate"] / samples == 12.5
    assert decoder["num_quantizers"] == 16


def test_it_knows_every_language_inside_its_vocabulary(tiny_voice_design):
    talker = json.loads((tiny_voice_design / "config.json").read_text())["talker_config"]
    assert set(talker["codec_language_id"]) == set(LANGUAGES)
    assert max(talker["codec_language_id"].values()) < CODEC_VOCABULARY == talker["vocab_size"]


def test_the_same_seed_builds_the_same_bytes(tiny_voice_design, tmp_path):
    again = build_voice_design(tmp_path / "again")
    other = build_voice_design(tmp_path / "other", seed=1)
    assert _bytes_of(again) == _bytes_of(tiny_voice_design)
    assert _bytes_of(other) != _bytes_of(tiny_voice_design)


def test_it_builds_as_a_command_without_loading_mlx(tmp_path):
    script = Path(__file__).parents[2] / "support" / "tiny_checkpoint.py"
    check = "import runpy, sys; runpy.run_path(sys.argv[0], run_name='__main__'); assert 'mlx' not in sys.modules"
    found = (
        f"import sys; sys.argv = {[str(script), str(tmp_path / 'tiny')]!r}; sys.path.insert(0, {str(script.parent)!r})"
    )
    code = f"{found}; {check}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "tiny")
    assert missing_files(tmp_path / "tiny") == ()
