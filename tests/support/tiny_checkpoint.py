"""Build tiny Qwen3-TTS checkpoints, VoiceDesign and Base, that the real mlx-audio loads and speaks with.

The files, configurations, names, layouts, types and token framing are those of the published 1.7B checkpoints; only the
sizes are small and the weights are random, so it babbles. As in the 0.6B, text is wider than the talker. Two things are
set by hand:

- **It stops.** Random weights never draw the end token. The first attention layer attends to all positions alike, so
  its output is a mean over them; it counts frames spoken against bytes of text, and that alone drives the end token's
  logit. A take has about 0.8 frames a byte of text, a few per cent more or less with the seed.
- **It can be heard.** The vocoder's gain is set so that the sound is neither silent nor clipped.

A Base checkpoint has a speaker encoder and the codec's encoder besides, both random. It counts the reference's words
and frames too, so a reference should have about as many frames a byte as the takes of the VoiceDesign one.

Run it as a command to try the real path without weights: `python tests/support/tiny_checkpoint.py FOLDER [base]`.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import published
from numpy.typing import NDArray
from published import ADDED_TOKENS, file_of, with_sizes

Weights = dict[str, NDArray[np.float32]]

FRAMES_PER_BYTE = 0.8
BASE_FRAMES_PER_BYTE = 1.0  # more, to make up for the silence at a reference's end
SAMPLES_PER_FRAME = 1920
CODEBOOKS = 16
CODES = 256

# Multiples of 64, the group that shares a scale in quantised layers.
HIDDEN, TEXT_HIDDEN = 128, 192
HEADS, KEY_VALUE_HEADS, HEAD_DIM = 4, 2, 16
MLP = 128
PREDICTOR = 64  # channels of the code predictor: fewer than the talker's
DECODER = 64  # of the vocoder's transformer

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
FIRST_ADDED = 256 + len(MERGES)
VOCABULARY = FIRST_ADDED + len(ADDED_TOKENS)
USED = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tts_pad>", "<tts_text_bos>", "<tts_text_eod>"]

# Most of the upsampling comes last, where the channels are few: convolutions are slow on a CPU.
LATENT, CODEBOOK_DIM, DECODER_DIM = 64, 160, 132
SPEAKER = 72  # channels of the speaker encoder: over 64, and in eight parts
FILTERS, CODEC = 4, 32  # of the codec's encoder
ENCODER_CODEBOOKS = CODEBOOKS + 2  # the last ones are not used; the published encoder has 32
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
    model = _talker(rng, never_ends) | _code_predictor(rng)
    speech = _quantizer(rng) | _codec_transformer(rng) | _vocoder(rng)
    speech_config = {key: value for key, value in _speech_tokenizer_config().items() if key != "encoder_config"}
    _write(folder, _config(published.VOICE_DESIGN), model, speech_config, speech)
    return folder


def build_base(folder: Path, *, seed: int = 1, never_ends: bool = False) -> Path:
    """Write a Base checkpoint, which copies a voice from a recording; see `build_voice_design` for the parameters."""
    rng = np.random.default_rng(seed)
    model = _talker(rng, never_ends) | _code_predictor(rng)
    speech = _quantizer(rng) | _codec_transformer(rng) | _vocoder(rng)
    rng = np.random.default_rng(seed + 1000)
    model |= _speaker_encoder(rng)
    model["talker.model.layers.0.self_attn.v_proj.weight"][0, TEXT] = -BASE_FRAMES_PER_BYTE
    config = _config(published.base())
    config["speaker_encoder_config"] |= _speaker_encoder_sizes()
    _write(folder, config, model, _speech_tokenizer_config(), speech | _codec_encoder(rng))
    return folder


def _write(folder: Path, config: dict, model: Weights, speech_config: dict, speech: Weights) -> None:
    (folder / "speech_tokenizer").mkdir(parents=True, exist_ok=True)
    _write_tokenizer(folder)
    (folder / "config.json").write_bytes(file_of(config))
    (folder / "generation_config.json").write_bytes(file_of(published.GENERATION, 2))
    (folder / "speech_tokenizer" / "config.json").write_bytes(file_of(speech_config, 2, "\n"))
    _save(folder / "model.safetensors", model, "BF16")
    _save(folder / "speech_tokenizer" / "model.safetensors", speech, "F32")


def sizes() -> dict:
    """Return the values in which the tiny checkpoint's configuration differs from the published one."""
    attention = {"num_attention_heads": HEADS, "num_key_value_heads": KEY_VALUE_HEADS, "head_dim": HEAD_DIM}
    predictor = {
        "hidden_size": PREDICTOR,
        "intermediate_size": MLP,
        "num_hidden_layers": 1,
        "layer_types": ["full_attention"],
        "vocab_size": CODES,
    }
    talker = {
        "code_predictor_config": attention | predictor,
        "hidden_size": HIDDEN,
        "intermediate_size": MLP,
        "num_hidden_layers": 2,
        "vocab_size": CODEC_VOCABULARY,
        "text_hidden_size": TEXT_HIDDEN,
        "text_vocab_size": VOCABULARY,
        "rope_scaling": published.VOICE_DESIGN["talker_config"]["rope_scaling"] | {"mrope_section": [4, 2, 2]},
        "codec_language_id": LANGUAGE_IDS,
    }
    return {
        "assistant_token_id": FIRST_ADDED - 1,
        "im_start_token_id": _token("<|im_start|>"),
        "im_end_token_id": _token("<|im_end|>"),
        "tts_pad_token_id": _token("<tts_pad>"),
        "tts_bos_token_id": _token("<tts_text_bos>"),
        "tts_eos_token_id": _token("<tts_text_eod>"),
        "talker_config": attention | talker | CODEC_IDS,
    }


def _config(config: dict) -> dict:
    return with_sizes(config, sizes())


def _speech_tokenizer_config() -> dict:
    decoder = {
        "codebook_size": CODES,
        "semantic_codebook_size": CODES,
        "codebook_dim": CODEBOOK_DIM,
        "vector_quantization_hidden_dimension": CODEBOOK_DIM,
        "latent_dim": LATENT,
        "hidden_size": DECODER,
        "intermediate_size": MLP,
        "num_hidden_layers": 2,
        "num_attention_heads": HEADS,
        "num_key_value_heads": HEADS,
        "head_dim": HEAD_DIM,
        "sliding_window": WINDOW,
        "decoder_dim": DECODER_DIM,
        "upsample_rates": UPSAMPLE_RATES,
        "upsampling_ratios": UPSAMPLING_RATIOS,
    }
    encoder = {
        "num_filters": FILTERS,
        "hidden_size": CODEC,
        "intermediate_size": 2 * CODEC,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": CODEC // 2,
        "codebook_size": CODES,
        "codebook_dim": CODEC // 2,
        "vector_quantization_hidden_dimension": CODEC // 2,
        "num_quantizers": ENCODER_CODEBOOKS,
        "upsample_groups": CODEC,
    }
    return with_sizes(published.SPEECH_TOKENIZER, {"decoder_config": decoder, "encoder_config": encoder})


def _write_tokenizer(folder: Path) -> None:
    vocabulary = {_byte_symbol(byte): byte for byte in range(256)}
    vocabulary |= {left + right: 256 + rank for rank, (left, right) in enumerate(MERGES)}
    _write_json(folder / "vocab.json", vocabulary)
    merges = "".join(f"{left} {right}\n" for left, right in MERGES)  # no "#version" line, as published
    (folder / "merges.txt").write_text(merges, encoding="utf-8")
    (folder / "tokenizer_config.json").write_bytes(file_of(published.tokenizer(FIRST_ADDED), 2))


def _byte_symbol(byte: int) -> str:
    """Return the printable character for a byte in a byte-level BPE vocabulary, as in GPT-2."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return chr(byte) if byte in plain else chr(256 + [b for b in range(256) if b not in plain].index(byte))


def _token(added: str) -> int:
    return FIRST_ADDED + ADDED_TOKENS.index(added)


def _talker(rng: np.random.Generator, never_ends: bool) -> Weights:
    weights = {
        "talker.model.text_embedding.weight": _text_embedding(rng),
        "talker.model.codec_embedding.weight": _codec_embedding(rng),
        "talker.model.norm.weight": _ones(HIDDEN),
        "talker.text_projection.linear_fc1.weight": _noise(rng, TEXT_HIDDEN, TEXT_HIDDEN, gain=2 * TEXT_HIDDEN**-0.5),
        "talker.text_projection.linear_fc1.bias": _noise(rng, TEXT_HIDDEN, gain=0.1),
        "talker.text_projection.linear_fc2.weight": _apart(
            _noise(rng, HIDDEN, TEXT_HIDDEN, gain=0.5 * TEXT_HIDDEN**-0.5)
        ),
        "talker.text_projection.linear_fc2.bias": _zeros(HIDDEN),
        "talker.codec_head.weight": _codec_head(rng, never_ends),
    }
    weights["talker.text_projection.linear_fc2.bias"][LEVEL] = 2 * HIDDEN**0.5
    weights |= _layer(rng, "talker.model.layers.0", HIDDEN) | _counting_attention("talker.model.layers.0")
    weights |= _layer(rng, "talker.model.layers.1", HIDDEN)
    return weights


def _text_embedding(rng: np.random.Generator) -> NDArray[np.float32]:
    table = _noise(np.random.default_rng(VOCABULARY), VOCABULARY, TEXT_HIDDEN)
    used = [*range(FIRST_ADDED), *map(_token, USED)]
    table[used] = _noise(rng, len(used), TEXT_HIDDEN)
    return table


def _codec_embedding(rng: np.random.Generator) -> NDArray[np.float32]:
    table = _noise(rng, CODEC_VOCABULARY, HIDDEN, gain=0.3)
    table[:, :KEPT] = 0
    table[CODEC_IDS["codec_pad_id"], TEXT] = 1  # mlx-audio adds this token to every byte of text, and to nothing else
    table[:CODES, FRAME] = rng.uniform(0.7, 1.3, CODES)  # some frames count for more: the length varies with the seed
    return table


def _codec_head(rng: np.random.Generator, never_ends: bool) -> NDArray[np.float32]:
    head = _noise(rng, CODEC_VOCABULARY, HIDDEN, gain=8 * HIDDEN**-0.5)
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
    weights = _layer(rng, f"{name}.model.layers.0", PREDICTOR) | {f"{name}.model.norm.weight": _ones(PREDICTOR)}
    if PREDICTOR != HIDDEN:
        projection = _noise(rng, PREDICTOR, HIDDEN, gain=HIDDEN**-0.5)
        projection[:, :KEPT] = 0
        weights[f"{name}.small_to_mtp_projection.weight"] = projection
        weights[f"{name}.small_to_mtp_projection.bias"] = _noise(rng, PREDICTOR, gain=0.1)
    for group in range(CODEBOOKS - 1):
        embedding = _noise(rng, CODES, HIDDEN, gain=0.15)
        embedding[:, :KEPT] = 0
        weights[f"{name}.model.codec_embedding.{group}.weight"] = embedding
        weights[f"{name}.lm_head.{group}.weight"] = _noise(rng, CODES, PREDICTOR, gain=0.3)
    return weights


def _layer(rng: np.random.Generator, name: str, width: int, key_value_heads: int = KEY_VALUE_HEADS) -> Weights:
    """Return one transformer layer of the talker's kind that neither reads nor writes the kept channels."""

    def inward(rows: int) -> NDArray[np.float32]:
        weight = _noise(rng, rows, width, gain=4 * width**-0.5)
        weight[:, :KEPT] = 0
        return weight

    return {
        f"{name}.input_layernorm.weight": _ones(width),
        f"{name}.post_attention_layernorm.weight": _ones(width),
        f"{name}.self_attn.q_norm.weight": _ones(HEAD_DIM),
        f"{name}.self_attn.k_norm.weight": _ones(HEAD_DIM),
        f"{name}.self_attn.q_proj.weight": inward(HEADS * HEAD_DIM),
        f"{name}.self_attn.k_proj.weight": inward(key_value_heads * HEAD_DIM),
        f"{name}.self_attn.v_proj.weight": inward(key_value_heads * HEAD_DIM),
        f"{name}.self_attn.o_proj.weight": _apart(_noise(rng, width, HEADS * HEAD_DIM, gain=0.1)),
        f"{name}.mlp.gate_proj.weight": inward(MLP),
        f"{name}.mlp.up_proj.weight": inward(MLP),
        f"{name}.mlp.down_proj.weight": _apart(_noise(rng, width, MLP, gain=0.1)),
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
        f"{name}.input_proj.weight": _noise(rng, DECODER, LATENT, gain=1 / 8),
        f"{name}.input_proj.bias": _zeros(DECODER),
        f"{name}.output_proj.weight": _noise(rng, LATENT, DECODER, gain=1 / 8),
        f"{name}.output_proj.bias": _zeros(LATENT),
        f"{name}.norm.weight": _ones(DECODER),
    }
    for place in range(2):
        layer = _layer(rng, f"{name}.layers.{place}", DECODER, HEADS)
        weights |= {key: value for key, value in layer.items() if "q_norm" not in key and "k_norm" not in key}
        weights[f"{name}.layers.{place}.self_attn_layer_scale.scale"] = _ones(DECODER)
        weights[f"{name}.layers.{place}.mlp_layer_scale.scale"] = _ones(DECODER)
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


def _speaker_encoder_sizes() -> dict:
    """Return what the published configuration leaves to defaults, in which the tiny one differs."""
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
    for part, layers in (("semantic", 1), ("acoustic", ENCODER_CODEBOOKS - 1)):
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


def _save(path: Path, weights: Weights, dtype: str) -> None:
    """Write a safetensors file; numpy has no bfloat16, which is the upper half of a float32."""
    header: dict = {"__metadata__": {"format": "pt"}}
    parts, offset = [], 0
    for name, weight in weights.items():
        part = np.ascontiguousarray(weight, np.float32)
        if dtype == "BF16":
            bits = part.view(np.uint32)
            part = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
        header[name] = {"dtype": dtype, "shape": list(weight.shape), "data_offsets": [offset, offset + part.nbytes]}
        offset += part.nbytes
        parts.append(part.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(b"".join([struct.pack("<Q", len(text)), text, *parts]))


def _write_json(path: Path, data: dict) -> None:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["base"]):
        sys.exit("usage: python tests/support/tiny_checkpoint.py FOLDER [base]")
    build = build_base if sys.argv[2:] else build_voice_design
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
