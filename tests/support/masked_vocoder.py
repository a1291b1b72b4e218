"""Whole decoding with Qwen's attention window, from mlx-audio's layers: the reference for the studio's vocoder."""

import mlx.core as mx
import numpy as np


def window_mask(length: int, window: int) -> np.ndarray:
    """Return 0 where a frame (row) attends to another (column): itself and the `window` - 1 before it; -inf elsewhere.

    This is `create_sliding_window_causal_mask` of transformers, which Qwen's decoder uses.
    """
    distance = np.arange(length)[:, None] - np.arange(length)[None]
    return np.where((distance >= 0) & (distance < window), 0, -np.inf).astype(np.float32)


def decode_masked(model, codes: np.ndarray, window: int) -> np.ndarray:
    """Return the sound of all codes, shape (frames, codebooks), of a model whose vocoder nobody has changed."""
    decoder = model.speech_tokenizer.decoder.streaming_step.__self__
    hidden = decoder.quantizer.decode(mx.array(codes.T)[None]).transpose(0, 2, 1)
    hidden = decoder.pre_transformer(decoder.pre_conv(hidden), mask=mx.array(window_mask(len(codes), window)))
    for layer in [*(part for parts in decoder.upsample for part in parts), *decoder.decoder]:
        hidden = layer(hidden)
    return np.array(mx.clip(hidden[0, :, 0], -1.0, 1.0))
