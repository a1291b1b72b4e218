"""Build tiny Qwen3-TTS checkpoints, VoiceDesign and Base, that the real mlx-audio loads and speaks with.

The files, names, layouts and token framing are those of the published checkpoints; only the sizes are small and the
weights are random, so it babbles. Two things are set by hand:

- **It stops.** Random weights never draw the end token. The first attention layer attends to all positions alike, so
  its output is a mean over them; it counts frames spoken against bytes of text, and that alone drives the end token's
  logit. A take has about 0.8 frames a byte of text, a few per cent more or less with the seed.
- **It can be heard.** The vocoder's gain is set so that the sound is neither silent nor clipped.

A Base checkpoint has a speaker encoder and the codec's encoder besides, both random. It counts the reference's words
and frames too, so a reference should have about as many frames a byte as the takes of the VoiceDesign one.

Run it as a command to try the real path without weights: `python tests/support/tiny_checkpoint.py FOLDER [base]`.
"""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

Weights = dict[str, NDArray[np.float32]]

FRAMES_PER_BYTE = 0.8
BASE_FRAMES_PER_BYTE = 1.0  # more, to make up for the silence at a reference's end
SAMPLES_PER_FRAME = 1920
CODEBOOKS = 16
CODES = 256

HIDDEN = 64
HEADS, KEY_VALUE_HEADS, HEAD_DIM = 4, 2, 16
MLP = 128

# The codec's control tokens keep their real distance from the end of the codebook, in the 1,024 ids after it.
CODEC_IDS = {
    "codec_pad_id": CODES + 100,
    "codec_bos_id": CODES + 101,
    "codec_eos_token_id": CODES + 102,
    "codec_think_id": CODES + 106,
    "codec_nothink_id": CODES + 107,
    "codec_think_bos_id": CODES + 108,
    "codec_think_eos_id": CODES + 109,
}
LANGUAGE_IDS = {
    "english": CODES + 2,
    "german": CODES + 5,
    "spanish": CODES + 6,
    "chinese": CODES + 7,
    "japanese": CODES + 10,
    "french": CODES + 13,
    "korean": CODES + 16,
    "russian": CODES + 21,
    "italian": CODES + 22,
    "portuguese": CODES + 23,
}
CODEC_VOCABULARY = CODES + 1024

# The first channels of the talker's residual stream are kept for counting; noise stays out of them.
TEXT, FRAME, LEVEL, BALANCE, KEPT = 0, 1, 2, 3, 4

# "assistant" must be one token: mlx-audio cuts the chat template off by counting tokens. This order of merges leaves
# nearly every other word as bytes.
MERGES = [
    ("s", "s"),
    ("ss", "i"),
    ("ssi", "s"),
    ("ssis", "t"),
    ("ssist", "a"),
    ("ssista", "n"),
    ("ssistan", "t"),
    ("a", "ssistant"),
]
# The published tokenizer's added tokens, in its order.
ADDED = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<tool_call>",
    "</tool_call>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
    "<tool_response>",
    "</tool_response>",
    "<think>",
    "</think>",
    "<|audio_start|>",
    "<|audio_end|>",
    "<tts_pad>",
    "<tts_text_bos>",
    "<tts_text_eod>",
    "<tts_text_bos_single>",
    "<|audio_pad|>",
]
FIRST_ADDED = 256 + len(MERGES)
VOCABULARY = FIRST_ADDED + len(ADDED)
USED = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tts_pad>", "<tts_text_bos>", "<tts_text_eod>"]

# Most of the upsampling comes last, where the channels are few: convolutions are slow on a CPU.
LATENT, CODEBOOK_DIM, DECODER_DIM = 64, 160, 132
SPEAKER = 72  # channels of the speaker encoder: over 64, and in eight parts
FILTERS, CODEC = 4, 32  # of the codec's encoder
WINDOW = 10  # frames; the published decoder has 72
UPSAMPLE_RATES, UPSAMPLING_RATIOS = [2, 5, 8, 6], [2, 2]


def build_voice_design(folder: Path, *, seed: int = 0, never_ends: bool = False) -> Path:
    """Write a VoiceDesign checkpoint.

    Parameters
    ----------
    folder : Path
        Where to write it; created if it does not exist.
    seed : int
        Seed of the random weights; the same seed writes the same bytes.
    never_ends : bool
        Never draw the end token, as the real model sometimes does not.

    Returns
    -------
    Path
        The folder.
    """
    rng = np.random.default_rng(seed)
    speech = folder / "speech_tokenizer"
    speech.mkdir(parents=True, exist_ok=True)
    _write_tokenizer(folder)
    _write_json(folder / "config.json", _config())
    _write_json(folder / "generation_config.json", _generation_config())
    _save(folder / "model.safetensors", _talker(rng, never_ends) | _code_predictor(rng))
    _write_json(speech / "config.json", _speech_tokenizer_config())
    _save(speech / "model.safetensors", _quantizer(rng) | _codec_transformer(rng) | _vocoder(rng))
    return folder


def build_base(folder: Path, *, seed: int = 1, never_ends: bool = False) -> Path:
    """Write a Base checkpoint, which copies a voice from a recording; see `build_voice_design` for the parameters."""
    build_voice_design(folder, seed=seed, never_ends=never_ends)
    rng = np.random.default_rng(seed + 1000)
    speech = folder / "speech_tokenizer"
    base = {"tts_model_type": "base", "tts_model_size": "0b6", "speaker_encoder_config": _speaker_encoder_config()}
    _write_json(folder / "config.json", _config() | base)
    _write_json(speech / "config.json", _speech_tokenizer_config() | {"encoder_config": _codec_encoder_config()})
    for file, more in ((folder, _speaker_encoder(rng)), (speech, _codec_encoder(rng))):
        weights = load_file(file / "model.safetensors") | more
        if file == folder:
            weights["talker.model.layers.0.self_attn.v_proj.weight"][0, TEXT] = -BASE_FRAMES_PER_BYTE
        _save(file / "model.safetensors", weights)
    return folder


def _config() -> dict:
    attention = {
        "hidden_size": HIDDEN,
        "intermediate_size": MLP,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KEY_VALUE_HEADS,
        "head_dim": HEAD_DIM,
        "num_code_groups": CODEBOOKS,
    }
    return {
        "architectures": ["Qwen3TTSForConditionalGeneration"],
        "model_type": "qwen3_tts",
        "tokenizer_type": "qwen3_tts_tokenizer_12hz",
        "tts_model_size": "1b7",
        "tts_model_type": "voice_design",
        "im_start_token_id": _token("<|im_start|>"),
        "im_end_token_id": _token("<|im_end|>"),
        "tts_pad_token_id": _token("<tts_pad>"),
        "tts_bos_token_id": _token("<tts_text_bos>"),
        "tts_eos_token_id": _token("<tts_text_eod>"),
        "talker_config": attention
        | CODEC_IDS
        | {
            "num_hidden_layers": 2,
            "vocab_size": CODEC_VOCABULARY,
            "text_hidden_size": HIDDEN,
            "text_vocab_size": VOCABULARY,
            "rope_scaling": {"interleaved": True, "mrope_section": [4, 2, 2], "rope_type": "default"},
            "codec_language_id": LANGUAGE_IDS,
            "spk_id": {},
            "spk_is_dialect": {},
            "code_predictor_config": attention | {"num_hidden_layers": 1, "vocab_size": CODES},
        },
    }


def _generation_config() -> dict:
    return {
        "do_sample": True,
        "temperature": 0.9,
        "top_k": 50,
        "top_p": 1.0,
        "repetition_penalty": 1.05,
        "subtalker_dosample": True,
        "subtalker_temperature": 0.9,
        "subtalker_top_k": 50,
        "subtalker_top_p": 1.0,
        "max_new_tokens": 8192,
    }


def _speech_tokenizer_config() -> dict:
    return {
        "model_type": "qwen3_tts_tokenizer_12hz",
        "input_sample_rate": 24000,
        "output_sample_rate": 24000,
        "decode_upsample_rate": SAMPLES_PER_FRAME,
        "encode_downsample_rate": SAMPLES_PER_FRAME,
        "decoder_config": {
            "codebook_size": CODES,
            "codebook_dim": CODEBOOK_DIM,
            "num_quantizers": CODEBOOKS,
            "num_semantic_quantizers": 1,
            "latent_dim": LATENT,
            "hidden_size": HIDDEN,
            "intermediate_size": MLP,
            "num_hidden_layers": 2,
            "num_attention_heads": HEADS,
            "num_key_value_heads": HEADS,
            "head_dim": HEAD_DIM,
            "sliding_window": WINDOW,
            "decoder_dim": DECODER_DIM,
            "upsample_rates": UPSAMPLE_RATES,
            "upsampling_ratios": UPSAMPLING_RATIOS,
        },
    }


def _write_tokenizer(folder: Path) -> None:
    vocabulary = {_byte_symbol(byte): byte for byte in range(256)}
    vocabulary |= {left + right: 256 + rank for rank, (left, right) in enumerate(MERGES)}
    _write_json(folder / "vocab.json", vocabulary)
    merges = "".join(f"{left} {right}\n" for left, right in MERGES)  # no "#version" line, as published
    (folder / "merges.txt").write_text(merges, encoding="utf-8")
    added = {
        str(FIRST_ADDED + place): {
            "content": token,
            "lstrip": False,
            "normalized": False,
            "rstrip": False,
            "single_word": False,
            "special": not _is_ordinary(token),
        }
        for place, token in enumerate(ADDED)
    }
    config = {
        "tokenizer_class": "Qwen2Tokenizer",
        "add_prefix_space": False,
        "added_tokens_decoder": added,
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "unk_token": None,
    }
    _write_json(folder / "tokenizer_config.json", config)


def _byte_symbol(byte: int) -> str:
    """Return the printable character for a byte in a byte-level BPE vocabulary, as in GPT-2."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return chr(byte) if byte in plain else chr(256 + [b for b in range(256) if b not in plain].index(byte))


def _is_ordinary(token: str) -> bool:
    """Return whether the published tokenizer marks an added token as not special."""
    return "tool" in token or "think" in token or token.startswith(("<|fim", "<|repo", "<|file"))


def _token(added: str) -> int:
    return FIRST_ADDED + ADDED.index(added)


def _talker(rng: np.random.Generator, never_ends: bool) -> Weights:
    weights = {
        "talker.model.text_embedding.weight": _text_embedding(rng),
        "talker.model.codec_embedding.weight": _codec_embedding(rng),
        "talker.model.norm.weight": _ones(HIDDEN),
        "talker.text_projection.linear_fc1.weight": _noise(rng, HIDDEN, HIDDEN, gain=2.0 / 8),
        "talker.text_projection.linear_fc1.bias": _noise(rng, HIDDEN, gain=0.1),
        "talker.text_projection.linear_fc2.weight": _apart(_noise(rng, HIDDEN, HIDDEN, gain=0.5 / 8)),
        "talker.text_projection.linear_fc2.bias": _zeros(HIDDEN),
        "talker.codec_head.weight": _codec_head(rng, never_ends),
    }
    weights["talker.text_projection.linear_fc2.bias"][LEVEL] = 16.0
    weights |= _layer(rng, "talker.model.layers.0", KEY_VALUE_HEADS) | _counting_attention("talker.model.layers.0")
    weights |= _layer(rng, "talker.model.layers.1", KEY_VALUE_HEADS)
    return weights


def _text_embedding(rng: np.random.Generator) -> NDArray[np.float32]:
    table = _noise(np.random.default_rng(VOCABULARY), VOCABULARY, HIDDEN)
    used = [*range(FIRST_ADDED), *map(_token, USED)]
    table[used] = _noise(rng, len(used), HIDDEN)
    return table


def _codec_embedding(rng: np.random.Generator) -> NDArray[np.float32]:
    table = _noise(rng, CODEC_VOCABULARY, HIDDEN, gain=0.3)
    table[:, :KEPT] = 0
    table[CODEC_IDS["codec_pad_id"], TEXT] = 1  # mlx-audio adds this token to every byte of text, and to nothing else
    table[:CODES, FRAME] = rng.uniform(0.7, 1.3, CODES)  # some frames count for more: the length varies with the seed
    return table


def _codec_head(rng: np.random.Generator, never_ends: bool) -> NDArray[np.float32]:
    head = _noise(rng, CODEC_VOCABULARY, HIDDEN, gain=1.0)
    head[:, :KEPT] = 0
    end = CODEC_IDS["codec_eos_token_id"]
    head[end] = 0
    if never_ends:
        head[end, LEVEL] = -100.0
    else:
        head[end, BALANCE] = 1e5  # one frame too many in 4,000 positions still settles it
    return head


def _counting_attention(name: str) -> Weights:
    """Return attention uniform over all positions that writes (frames - 0.8 x text bytes) / positions to BALANCE."""
    value = _zeros(KEY_VALUE_HEADS * HEAD_DIM, HIDDEN)
    value[0, FRAME], value[0, TEXT] = 1.0, -FRAMES_PER_BYTE
    output = _zeros(HIDDEN, HEADS * HEAD_DIM)
    output[BALANCE, 0] = 1.0
    return {
        f"{name}.self_attn.q_proj.weight": _zeros(HEADS * HEAD_DIM, HIDDEN),
        f"{name}.self_attn.k_proj.weight": _zeros(KEY_VALUE_HEADS * HEAD_DIM, HIDDEN),
        f"{name}.self_attn.v_proj.weight": value,
        f"{name}.self_attn.o_proj.weight": output,
    }


def _code_predictor(rng: np.random.Generator) -> Weights:
    name = "talker.code_predictor"
    weights = _layer(rng, f"{name}.model.layers.0", KEY_VALUE_HEADS) | {f"{name}.model.norm.weight": _ones(HIDDEN)}
    for group in range(CODEBOOKS - 1):
        embedding = _noise(rng, CODES, HIDDEN, gain=0.15)
        embedding[:, :KEPT] = 0
        weights[f"{name}.model.codec_embedding.{group}.weight"] = embedding
        weights[f"{name}.lm_head.{group}.weight"] = _noise(rng, CODES, HIDDEN, gain=0.3)
    return weights


def _layer(rng: np.random.Generator, name: str, key_value_heads: int) -> Weights:
    """Return one transformer layer of the talker's kind that neither reads nor writes the kept channels."""

    def inward(rows: int) -> NDArray[np.float32]:
        weight = _noise(rng, rows, HIDDEN, gain=0.5)
        weight[:, :KEPT] = 0
        return weight

    return {
        f"{name}.input_layernorm.weight": _ones(HIDDEN),
        f"{name}.post_attention_layernorm.weight": _ones(HIDDEN),
        f"{name}.self_attn.q_norm.weight": _ones(HEAD_DIM),
        f"{name}.self_attn.k_norm.weight": _ones(HEAD_DIM),
        f"{name}.self_attn.q_proj.weight": inward(HEADS * HEAD_DIM),
        f"{name}.self_attn.k_proj.weight": inward(key_value_heads * HEAD_DIM),
        f"{name}.self_attn.v_proj.weight": inward(key_value_heads * HEAD_DIM),
        f"{name}.self_attn.o_proj.weight": _apart(_noise(rng, HIDDEN, HEADS * HEAD_DIM, gain=0.1)),
        f"{name}.mlp.gate_proj.weight": inward(MLP),
        f"{name}.mlp.up_proj.weight": inward(MLP),
        f"{name}.mlp.down_proj.weight": _apart(_noise(rng, HIDDEN, MLP, gain=0.1)),
    }


def _quantizer(rng: np.random.Generator) -> Weights:
    weights: Weights = {}
    inner = CODEBOOK_DIM // 2
    for part, layers in (("rvq_first", 1), ("rvq_rest", CODEBOOKS - 1)):
        name = f"decoder.quantizer.{part}"
        weights[f"{name}.input_proj.weight"] = _noise(rng, inner, CODEBOOK_DIM, 1, gain=0.1)
        weights[f"{name}.output_proj.weight"] = _noise(rng, CODEBOOK_DIM, inner, 1, gain=0.1)
        for layer in range(layers):
            weights[f"{name}.vq.layers.{layer}._codebook.cluster_usage"] = _ones(CODES)
            weights[f"{name}.vq.layers.{layer}._codebook.embedding_sum"] = _noise(rng, CODES, inner, gain=0.4)
    return weights


def _codec_transformer(rng: np.random.Generator) -> Weights:
    name = "decoder.pre_transformer"
    weights = {
        f"{name}.input_proj.weight": _noise(rng, HIDDEN, LATENT, gain=1 / 8),
        f"{name}.input_proj.bias": _zeros(HIDDEN),
        f"{name}.output_proj.weight": _noise(rng, LATENT, HIDDEN, gain=1 / 8),
        f"{name}.output_proj.bias": _zeros(LATENT),
        f"{name}.norm.weight": _ones(HIDDEN),
    }
    for place in range(2):
        layer = _layer(rng, f"{name}.layers.{place}", HEADS)
        weights |= {key: value for key, value in layer.items() if "q_norm" not in key and "k_norm" not in key}
        weights[f"{name}.layers.{place}.self_attn_layer_scale.scale"] = _ones(HIDDEN)
        weights[f"{name}.layers.{place}.mlp_layer_scale.scale"] = _ones(HIDDEN)
    return weights


def _vocoder(rng: np.random.Generator) -> Weights:
    weights = _convolution(rng, "decoder.pre_conv.conv", LATENT, CODEBOOK_DIM, 3)
    for place, factor in enumerate(UPSAMPLING_RATIOS):
        name = f"decoder.upsample.{place}"
        weights |= _transposed(rng, f"{name}.0.conv", LATENT, LATENT, factor, overlap=1)
        weights |= _convolution(rng, f"{name}.1.dwconv.conv", LATENT, 1, 7)
        weights |= {f"{name}.1.norm.weight": _ones(LATENT), f"{name}.1.norm.bias": _zeros(LATENT)}
        weights |= {
            f"{name}.1.pwconv1.weight": _noise(rng, 4 * LATENT, LATENT, gain=1 / 8),
            f"{name}.1.pwconv1.bias": _zeros(4 * LATENT),
            f"{name}.1.pwconv2.weight": _noise(rng, LATENT, 4 * LATENT, gain=1 / 16),
            f"{name}.1.pwconv2.bias": _zeros(LATENT),
            f"{name}.1.gamma": 0.3 * _ones(LATENT),
        }
    weights |= _convolution(rng, "decoder.decoder.0.conv", DECODER_DIM, LATENT, 7)
    width = DECODER_DIM
    for place, rate in enumerate(UPSAMPLE_RATES, start=1):
        weights |= _vocoder_block(rng, f"decoder.decoder.{place}.block", width, rate)
        width //= 2
    weights |= _snake(f"decoder.decoder.{len(UPSAMPLE_RATES) + 1}", width)
    return weights | _output_convolution(rng, f"decoder.decoder.{len(UPSAMPLE_RATES) + 2}.conv", width)


def _vocoder_block(rng: np.random.Generator, name: str, width: int, rate: int) -> Weights:
    half = width // 2
    weights = _snake(f"{name}.0", width) | _transposed(rng, f"{name}.1.conv", width, half, rate, overlap=2)
    for unit in (2, 3, 4):
        weights |= _snake(f"{name}.{unit}.act1", half) | _snake(f"{name}.{unit}.act2", half)
        weights |= _convolution(rng, f"{name}.{unit}.conv1.conv", half, half, 7)
        weights |= _convolution(rng, f"{name}.{unit}.conv2.conv", half, half, 1, gain=0.3)
        if half <= 64:
            # mlx-audio takes a 1 x 1 convolution of up to 64 inputs for one in the other layout. It is left out, so
            # it loads as chance has it; a silent convolution before it keeps that from being heard.
            del weights[f"{name}.{unit}.conv2.conv.weight"]
            weights[f"{name}.{unit}.conv1.conv.weight"][:] = 0
    return weights


def _output_convolution(rng: np.random.Generator, name: str, width: int) -> Weights:
    weights = _convolution(rng, name, 1, width, 7, gain=0.05)
    weights[f"{name}.weight"] -= weights[f"{name}.weight"].mean(axis=2, keepdims=True)  # lets no offset through
    return weights


def _snake(name: str, width: int) -> Weights:
    return {f"{name}.alpha": _zeros(width), f"{name}.beta": _zeros(width)}


def _convolution(rng: np.random.Generator, name: str, out: int, into: int, kernel: int, gain: float = 1.0) -> Weights:
    scale = gain / np.sqrt(into * kernel)
    return {f"{name}.weight": _noise(rng, out, into, kernel, gain=scale), f"{name}.bias": _zeros(out)}


def _transposed(rng: np.random.Generator, name: str, into: int, out: int, rate: int, overlap: int) -> Weights:
    kernel = rate * overlap
    weight = _noise(rng, into, out, kernel, gain=1 / np.sqrt(into * overlap))
    if out < kernel:  # mlx-audio tells the layouts apart by which of the last two dimensions is longer
        weight = weight.transpose(1, 2, 0)
    return {f"{name}.weight": weight, f"{name}.bias": _zeros(out)}


def _speaker_encoder_config() -> dict:
    return {
        "enc_dim": HIDDEN,
        "enc_channels": [SPEAKER, SPEAKER, SPEAKER, SPEAKER, 3 * SPEAKER],
        "enc_attention_channels": SPEAKER,
        "enc_se_channels": SPEAKER,
    }


def _speaker_encoder(rng: np.random.Generator) -> Weights:
    """Return an ECAPA-TDNN; each 1 x 1 convolution has over 64 inputs, or mlx-audio would take it for transposed."""
    name = "speaker_encoder"
    weights = _convolution(rng, f"{name}.blocks.0.conv", SPEAKER, 128, 5)
    for block in (1, 2, 3):
        part = f"{name}.blocks.{block}"
        weights |= _convolution(rng, f"{part}.tdnn1.conv", SPEAKER, SPEAKER, 1)
        weights |= _convolution(rng, f"{part}.tdnn2.conv", SPEAKER, SPEAKER, 1)
        for place in range(7):
            narrow = SPEAKER // 8
            weights |= _convolution(rng, f"{part}.res2net_block.blocks.{place}.conv", narrow, narrow, 3)
        for conv in ("conv1", "conv2"):
            weights |= _convolution(rng, f"{part}.se_block.{conv}", SPEAKER, SPEAKER, 1)
    weights |= _convolution(rng, f"{name}.mfa.conv", 3 * SPEAKER, 3 * SPEAKER, 1)
    weights |= _convolution(rng, f"{name}.asp.tdnn.conv", SPEAKER, 9 * SPEAKER, 1)
    weights |= _convolution(rng, f"{name}.asp.conv", 3 * SPEAKER, SPEAKER, 1)
    weights |= _convolution(rng, f"{name}.fc", HIDDEN, 6 * SPEAKER, 1)
    weights[f"{name}.fc.weight"][:KEPT] = 0  # the talker counts in these channels
    return weights


def _codec_encoder_config() -> dict:
    return {
        "num_filters": FILTERS,
        "hidden_size": CODEC,
        "intermediate_size": 2 * CODEC,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": CODEC // 2,
        "codebook_size": CODES,
        "codebook_dim": CODEC // 2,
        "num_quantizers": CODEBOOKS,
    }


def _codec_encoder(rng: np.random.Generator) -> Weights:
    weights = _convolution(rng, "encoder.encoder.layers.0.conv", FILTERS, 1, 7)
    width = FILTERS
    for place, rate in enumerate((4, 5, 6, 8)):
        name = "encoder.encoder.layers"
        weights |= _convolution(rng, f"{name}.{3 * place + 1}.block.1.conv", width // 2, width, 3)
        weights |= _convolution(rng, f"{name}.{3 * place + 1}.block.3.conv", width, width // 2, 1)
        weights |= _convolution(rng, f"{name}.{3 * place + 3}.conv", 2 * width, width, 2 * rate)
        width *= 2
    weights |= _convolution(rng, "encoder.encoder.layers.14.conv", CODEC, width, 3)
    weights |= {"encoder.downsample.conv.weight": _noise(rng, CODEC, CODEC, 4, gain=1 / np.sqrt(4 * CODEC))}
    return weights | _codec_encoder_layer(rng) | _codec_encoder_quantizer(rng)


def _codec_encoder_layer(rng: np.random.Generator) -> Weights:
    name = "encoder.encoder_transformer.layers.0"
    weights = {
        f"{name}.self_attn.{part}_proj.weight": _noise(rng, CODEC, CODEC, gain=1 / np.sqrt(CODEC)) for part in "qkvo"
    }
    weights[f"{name}.mlp.fc1.weight"] = _noise(rng, 2 * CODEC, CODEC, gain=1 / np.sqrt(CODEC))
    weights[f"{name}.mlp.fc2.weight"] = _noise(rng, CODEC, 2 * CODEC, gain=0.5 / np.sqrt(CODEC))
    for norm in ("input_layernorm", "post_attention_layernorm"):
        weights |= {f"{name}.{norm}.weight": _ones(CODEC), f"{name}.{norm}.bias": _zeros(CODEC)}
    for part in ("self_attn", "mlp"):
        weights[f"{name}.{part}_layer_scale.scale"] = _ones(CODEC)
    return weights


def _codec_encoder_quantizer(rng: np.random.Generator) -> Weights:
    weights: Weights = {}
    for part, layers in (("semantic", 1), ("acoustic", CODEBOOKS - 1)):
        name = f"encoder.quantizer.{part}_residual_vector_quantizer"
        weights[f"{name}.input_proj.weight"] = _noise(rng, CODEC // 2, CODEC, 1, gain=1 / np.sqrt(CODEC))
        weights[f"{name}.output_proj.weight"] = _noise(rng, CODEC, CODEC // 2, 1, gain=1 / np.sqrt(CODEC))
        for layer in range(layers):
            codebook = f"{name}.layers.{layer}.codebook"
            weights[f"{codebook}.cluster_usage"] = _ones(CODES)
            weights[f"{codebook}.embed_sum"] = _noise(rng, CODES, CODEC // 2, gain=0.5 ** (layer / 4))
    return weights


def _apart(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    weight[:KEPT] = 0
    return weight


def _noise(rng: np.random.Generator, *shape: int, gain: float = 1.0) -> NDArray[np.float32]:
    return (gain * rng.standard_normal(shape)).astype(np.float32)


def _ones(*shape: int) -> NDArray[np.float32]:
    return np.ones(shape, np.float32)


def _zeros(*shape: int) -> NDArray[np.float32]:
    return np.zeros(shape, np.float32)


def _save(path: Path, weights: Weights) -> None:
    save_file({name: np.ascontiguousarray(weight) for name, weight in weights.items()}, path, {"format": "pt"})


def _write_json(path: Path, data: dict) -> None:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["base"]):
        sys.exit("usage: python tests/support/tiny_checkpoint.py FOLDER [base]")
    build = build_base if sys.argv[2:] else build_voice_design
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
