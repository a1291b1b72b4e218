"""Encode a reference with the speech tokenizer in pieces, so that its length hardly changes the memory it takes."""

from collections.abc import Callable
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import QWEN3
from studio.worker.qwen3.mlx_audio_adapter import SpeechEncoder

# Seconds. In one graph, the convolutions of the published encoder hold 0.13 GB for each second of sound.
_PIECE_SECONDS = 1.0


def encode_in_pieces(
    model: Any, samples: NDArray[np.float32], progress: Callable[[float], None] = lambda part: None
) -> NDArray[np.int32]:
    """Return the codes of a sound, shape (codebooks, frames): those that mlx-audio computes from the whole sound.

    The convolutions see a limited stretch of sound before each position. They run piece by piece, each piece with that
    stretch before it; what follows them runs 25 times a second instead of 24,000, and takes the whole sound at once.

    Parameters
    ----------
    model
        A Base model, from mlx-audio's `load_model`.
    samples : ndarray of float32, shape (n,)
        Mono, at 24 kHz.
    progress : callable
        Called before each piece with the part that is done, 0 to 1; what it raises passes through.
    """
    encoder = SpeechEncoder(model)
    context = -(-encoder.reach // encoder.hop)  # in positions, so that pieces stay aligned with them
    length = max(1, round(_PIECE_SECONDS * QWEN3.sample_rate) // encoder.hop) * encoder.hop
    pieces = []
    for start in range(0, len(samples), length):
        progress(start / len(samples))
        begin = max(0, start - context * encoder.hop)
        made = encoder.convolve(mx.array(samples[begin : start + length])[None, None])
        pieces.append(mx.contiguous(made[..., (start - begin) // encoder.hop :]))
        mx.eval(pieces[-1])
    codes = np.array(encoder.codes(mx.concatenate(pieces, axis=-1))[0]).astype(np.int32)
    del pieces
    mx.clear_cache()
    return codes
