"""Writes a checkpoint in the sizes of Qwen3-TTS 0.6B: `python bench/large_checkpoint.py FOLDER [base]`.

Random weights, float32, 2.3 GB, with the tests' small vocoder. It ends as the tiny checkpoint of the tests does.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
import published
import tiny_checkpoint as tiny

CODES, LAYERS, PREDICTOR_LAYERS = 2048, 28, 5
SIZES = {
    "HIDDEN": 1024,
    "PREDICTOR": 1024,
    "TEXT_HIDDEN": 2048,
    "HEADS": 16,
    "KEY_VALUE_HEADS": 8,
    "HEAD_DIM": 128,
    "MLP": 3072,
}


def build_large(folder: Path, *, base: bool = False) -> Path:
    """Write a VoiceDesign checkpoint, or a Base one, whose talker and code predictor have the sizes of the 0.6B."""
    shift = CODES - tiny.CODES
    tiny.CODES, tiny.CODEC_VOCABULARY = CODES, CODES + 1024
    tiny.CODEC_IDS = {name: number + shift for name, number in tiny.CODEC_IDS.items()}
    tiny.LANGUAGE_IDS = {name: number + shift for name, number in tiny.LANGUAGE_IDS.items()}
    (tiny.build_base if base else tiny.build_voice_design)(folder)
    for name, size in SIZES.items():
        setattr(tiny, name, size)
    rng = np.random.default_rng(0)
    weights = tiny._talker(rng, False) | tiny._code_predictor(rng)
    for place in range(LAYERS):
        weights |= _layer(rng, f"talker.model.layers.{place}")
    weights |= tiny._counting_attention("talker.model.layers.0")
    for place in range(PREDICTOR_LAYERS):
        weights |= _layer(rng, f"talker.code_predictor.model.layers.{place}")
    if base:
        weights |= tiny._speaker_encoder(rng)
        weights["talker.model.layers.0.self_attn.v_proj.weight"][0, tiny.TEXT] = -tiny.BASE_FRAMES_PER_BYTE
    tiny._save(folder / "model.safetensors", weights, "F32")
    config = tiny._config(published.base() if base else published.VOICE_DESIGN)
    if base:
        config["speaker_encoder_config"] |= tiny._speaker_encoder_sizes()
    talker = config["talker_config"]
    talker["num_hidden_layers"] = LAYERS
    talker["code_predictor_config"] |= {
        "num_hidden_layers": PREDICTOR_LAYERS,
        "layer_types": ["full_attention"] * PREDICTOR_LAYERS,
    }
    talker["rope_scaling"]["mrope_section"] = [24, 20, 20]
    (folder / "config.json").write_bytes(published.file_of(config))
    return folder


def _layer(rng: np.random.Generator, name: str) -> dict[str, np.ndarray]:
    """A layer of few different numbers: drawing them all would take longer than measuring."""
    hidden, heads, others = SIZES["HIDDEN"], SIZES["HEADS"] * SIZES["HEAD_DIM"], SIZES["KEY_VALUE_HEADS"] * 128
    shapes = {
        "q_proj": (heads, hidden),
        "k_proj": (others, hidden),
        "v_proj": (others, hidden),
        "o_proj": (hidden, heads),
    }
    mlps = {"gate_proj": (SIZES["MLP"], hidden), "up_proj": (SIZES["MLP"], hidden), "down_proj": (hidden, SIZES["MLP"])}
    parts = {f"self_attn.{part}": shape for part, shape in shapes.items()}
    parts |= {f"mlp.{part}": shape for part, shape in mlps.items()}
    weights = {f"{name}.{part}.weight": _numbers(rng, *shape) for part, shape in parts.items()}
    for part in parts:  # the channels that count are neither read nor written
        kept = np.s_[: tiny.KEPT] if part in ("self_attn.o_proj", "mlp.down_proj") else np.s_[:, : tiny.KEPT]
        weights[f"{name}.{part}.weight"][kept] = 0
    for norm, width in (("input_layernorm", hidden), ("post_attention_layernorm", hidden)):
        weights[f"{name}.{norm}.weight"] = np.ones(width, np.float32)
    for norm in ("q_norm", "k_norm"):
        weights[f"{name}.self_attn.{norm}.weight"] = np.ones(SIZES["HEAD_DIM"], np.float32)
    return weights


def _numbers(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    few = (0.02 * rng.standard_normal(columns + 997)).astype(np.float32)
    return np.stack([few[start : start + columns] for start in rng.integers(0, 997, rows)])


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["base"]):
        sys.exit("usage: python bench/large_checkpoint.py FOLDER [base]")
    print(build_large(Path(sys.argv[1]), base=bool(sys.argv[2:])))
