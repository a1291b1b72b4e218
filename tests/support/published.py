"""The configurations of the published 1.7B checkpoints, as values, and the SHA-256 of the files they make.

The tiny checkpoint has these configurations with other sizes, so that nothing in them is missing from the tests.
"""

import copy
import json

# fmt: off
_CODE_PREDICTOR = {
    "_name_or_path": "", "add_cross_attention": False, "architectures": None, "attention_bias": False,
    "attention_dropout": 0, "bad_words_ids": None, "begin_suppress_tokens": None, "bos_token_id": None,
    "chunk_size_feed_forward": 0, "cross_attention_hidden_size": None, "decoder_start_token_id": None,
    "diversity_penalty": 0.0, "do_sample": False, "early_stopping": False, "encoder_no_repeat_ngram_size": 0,
    "eos_token_id": None, "exponential_decay_length_penalty": None, "finetuning_task": None,
    "forced_bos_token_id": None, "forced_eos_token_id": None, "head_dim": 128, "hidden_act": "silu",
    "hidden_size": 1024, "id2label": {"0": "LABEL_0", "1": "LABEL_1"}, "initializer_range": 0.02,
    "intermediate_size": 3072, "is_decoder": False, "is_encoder_decoder": False,
    "label2id": {"LABEL_0": 0, "LABEL_1": 1},
    "layer_types": ["full_attention", "full_attention", "full_attention", "full_attention", "full_attention"],
    "length_penalty": 1.0, "max_length": 20, "max_position_embeddings": 65536, "max_window_layers": 28,
    "min_length": 0, "model_type": "qwen3_tts_talker_code_predictor", "no_repeat_ngram_size": 0,
    "num_attention_heads": 16, "num_beam_groups": 1, "num_beams": 1, "num_code_groups": 16, "num_hidden_layers": 5,
    "num_key_value_heads": 8, "num_return_sequences": 1, "output_attentions": False, "output_hidden_states": False,
    "output_scores": False, "pad_token_id": None, "prefix": None, "problem_type": None, "pruned_heads": {},
    "remove_invalid_values": False, "repetition_penalty": 1.0, "return_dict": True, "return_dict_in_generate": False,
    "rms_norm_eps": 1e-06, "rope_scaling": None, "rope_theta": 1000000, "sep_token_id": None, "sliding_window": None,
    "suppress_tokens": None, "task_specific_params": None, "temperature": 1.0, "tf_legacy_loss": False,
    "tie_encoder_decoder": False, "tie_word_embeddings": False, "tokenizer_class": None, "top_k": 50, "top_p": 1.0,
    "dtype": None, "torchscript": False, "typical_p": 1.0, "use_bfloat16": False, "use_cache": True,
    "use_sliding_window": False, "vocab_size": 2048,
}

_TALKER = {
    "attention_bias": False, "attention_dropout": 0, "code_predictor_config": _CODE_PREDICTOR,
    "codec_bos_id": 2149, "codec_eos_token_id": 2150, "codec_think_id": 2154,
    "codec_language_id": {
        "chinese": 2055, "english": 2050, "german": 2053, "italian": 2070, "portuguese": 2071, "spanish": 2054,
        "japanese": 2058, "korean": 2064, "french": 2061, "russian": 2069,
    },
    "codec_nothink_id": 2155, "codec_pad_id": 2148, "codec_think_bos_id": 2156, "codec_think_eos_id": 2157,
    "spk_id": {}, "spk_is_dialect": {}, "head_dim": 128, "hidden_act": "silu", "hidden_size": 2048,
    "initializer_range": 0.02, "intermediate_size": 6144, "max_position_embeddings": 32768,
    "model_type": "qwen3_tts_talker", "num_attention_heads": 16, "num_code_groups": 16, "num_hidden_layers": 28,
    "num_key_value_heads": 8, "position_id_per_seconds": 13, "rms_norm_eps": 1e-06,
    "rope_scaling": {"interleaved": True, "mrope_section": [24, 20, 20], "rope_type": "default", "type": "default"},
    "rope_theta": 1000000, "sliding_window": None, "text_hidden_size": 2048, "text_vocab_size": 151936,
    "use_cache": True, "use_sliding_window": False, "vocab_size": 3072,
}

VOICE_DESIGN = {
    "architectures": ["Qwen3TTSForConditionalGeneration"], "assistant_token_id": 77091, "im_end_token_id": 151645,
    "im_start_token_id": 151644, "model_type": "qwen3_tts", "talker_config": _TALKER,
    "tokenizer_type": "qwen3_tts_tokenizer_12hz", "transformers_version": "4.57.3", "tts_bos_token_id": 151672,
    "tts_eos_token_id": 151673, "tts_model_size": "1b7", "tts_model_type": "voice_design", "tts_pad_token_id": 151671,
}

GENERATION = {
    "do_sample": True, "repetition_penalty": 1.05, "temperature": 0.9, "top_p": 1.0, "top_k": 50,
    "subtalker_dosample": True, "subtalker_temperature": 0.9, "subtalker_top_p": 1.0, "subtalker_top_k": 50,
    "max_new_tokens": 8192,
}

_DECODER = {
    "attention_bias": False, "attention_dropout": 0.0, "latent_dim": 1024, "codebook_dim": 512, "codebook_size": 2048,
    "decoder_dim": 1536, "hidden_act": "silu", "hidden_size": 512, "intermediate_size": 1024,
    "layer_scale_initial_scale": 0.01, "max_position_embeddings": 8000, "head_dim": 64, "num_attention_heads": 16,
    "num_hidden_layers": 8, "num_key_value_heads": 16, "num_quantizers": 16, "num_semantic_quantizers": 1,
    "rms_norm_eps": 1e-05, "rope_theta": 10000, "semantic_codebook_size": 4096, "sliding_window": 72,
    "upsample_rates": [8, 5, 4, 3], "upsampling_ratios": [2, 2], "vector_quantization_hidden_dimension": 512,
}

_ENCODER = {
    "_frame_rate": 12.5, "attention_bias": False, "attention_dropout": 0.0, "audio_channels": 1, "codebook_dim": 256,
    "codebook_size": 2048, "compress": 2, "dilation_growth_rate": 2, "dtype": "float32", "head_dim": 64,
    "hidden_act": "gelu", "hidden_size": 512, "initializer_range": 0.02, "intermediate_size": 2048, "kernel_size": 7,
    "last_kernel_size": 3, "layer_scale_initial_scale": 0.01, "max_position_embeddings": 8000, "norm_eps": 1e-05,
    "normalize": False, "num_attention_heads": 8, "num_filters": 64, "num_hidden_layers": 8, "num_key_value_heads": 8,
    "num_quantizers": 32, "num_residual_layers": 1, "num_semantic_quantizers": 1, "pad_mode": "constant",
    "residual_kernel_size": 3, "rope_theta": 10000.0, "sampling_rate": 24000, "sliding_window": 250,
    "transformers_version": "4.57.0.dev0", "trim_right_ratio": 1.0, "upsample_groups": 512,
    "upsampling_ratios": [8, 6, 5, 4], "use_cache": False, "use_causal_conv": True, "use_conv_shortcut": False,
    "use_streaming": False, "vector_quantization_hidden_dimension": 256,
}

SPEECH_TOKENIZER = {
    "architectures": ["Qwen3TTSTokenizerV2Model"], "model_type": "qwen3_tts_tokenizer_12hz",
    "encoder_valid_num_quantizers": 16, "input_sample_rate": 24000, "output_sample_rate": 24000,
    "decode_upsample_rate": 1920, "encode_downsample_rate": 1920, "decoder_config": _DECODER,
    "encoder_config": _ENCODER, "transformers_version": "4.57.3",
}

#: The first has the id 151643 in the published tokenizer.
ADDED_TOKENS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>",
    "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
    "<|image_pad|>", "<|video_pad|>", "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>",
    "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>", "<tool_response>", "</tool_response>",
    "<think>", "</think>", "<|audio_start|>", "<|audio_end|>", "<tts_pad>", "<tts_text_bos>", "<tts_text_eod>",
    "<tts_text_bos_single>", "<|audio_pad|>",
]

_NAMED = {
    "image_token": "<|image_pad|>", "audio_token": "<|audio_pad|>", "video_token": "<|video_pad|>",
    "vision_bos_token": "<|vision_start|>", "vision_eos_token": "<|vision_end|>",
    "audio_bos_token": "<|audio_start|>", "audio_eos_token": "<|audio_end|>",
}
# fmt: on

FIRST_ADDED = 151643
_ORDINARY = ("tool", "think", "<|fim", "<|repo", "<|file")  # added tokens that are not special


def base() -> dict:
    """Return the configuration of the Base checkpoint."""
    speaker = {"speaker_encoder_config": {"enc_dim": 2048, "sample_rate": 24000}}
    return _sorted(VOICE_DESIGN | speaker | {"tts_model_type": "base"})


def quantised(config: dict, bits: int) -> dict:
    """Return the configuration of a quantised checkpoint."""
    quantization = {"group_size": 64, "bits": bits, "mode": "affine"}
    return _sorted(config | {"quantization": quantization, "quantization_config": quantization})


def tokenizer(first_added: int = FIRST_ADDED) -> dict:
    """Return the configuration of a tokenizer whose added tokens begin at an id."""
    shared = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
    added = {
        str(first_added + place): {"content": token} | shared | {"special": _is_special(token)}
        for place, token in enumerate(ADDED_TOKENS)
    }
    # All special ones but the first and the end of text.
    special = [token for token in ADDED_TOKENS[1:] if _is_special(token) and token != "<tts_text_eod>"]
    return {
        "add_bos_token": False,
        "add_prefix_space": False,
        "added_tokens_decoder": added,
        "additional_special_tokens": special,
        "extra_special_tokens": dict(_NAMED),
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|im_end|>",
        "errors": "replace",
        "model_max_length": 131072,
        "pad_token": "<|endoftext|>",
        "split_special_tokens": False,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
        **_NAMED,
    }


def file_of(config: dict, indent: int = 4, end: str = "") -> bytes:
    """Return a configuration as its published file: `config.json` by default."""
    return (json.dumps(config, indent=indent) + end).encode()


def with_sizes(config: dict, sizes: dict) -> dict:
    """Return a configuration with some values changed, also in nested ones; the names must exist."""
    changed = copy.deepcopy(config)
    for name, value in sizes.items():
        nested = isinstance(value, dict) and isinstance(config[name], dict) and name.endswith("_config")
        changed[name] = with_sizes(config[name], value) if nested else value
    assert list(changed) == list(config)
    return changed


def _is_special(token: str) -> bool:
    return not any(part in token for part in _ORDINARY)


def _sorted(config: dict) -> dict:
    return dict(sorted(config.items()))
