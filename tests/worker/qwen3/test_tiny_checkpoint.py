"""The tiny checkpoint is in the published format: same files, same names, same rates."""

import json
import subprocess
import sys
from pathlib import Path

from tiny_checkpoint import CODEC_VOCABULARY, build_voice_design

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
    code = f"import sys; sys.argv = {[str(script), str(tmp_path / 'tiny')]!r}; {check}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "tiny")
    assert missing_files(tmp_path / "tiny") == ()
