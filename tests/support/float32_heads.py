"""mlx-audio's generator with logits in float32, as the studio's loop and Qwen's own generator sample them."""

from collections.abc import Iterator
from contextlib import contextmanager

import mlx.core as mx
import mlx.nn as nn


class _Float32Head(nn.Module):
    def __init__(self, head: nn.Module) -> None:
        super().__init__()
        self.head = head

    def __call__(self, x: mx.array) -> mx.array:
        return self.head(x).astype(mx.float32)


@contextmanager
def float32_heads(model) -> Iterator[None]:
    """Convert all logits of a model from mlx-audio's `load_model` to float32."""
    talker, predictor = model.talker, model.talker.code_predictor
    kept = talker.codec_head, predictor.lm_head
    talker.codec_head, predictor.lm_head = _Float32Head(kept[0]), [_Float32Head(head) for head in kept[1]]
    try:
        yield
    finally:
        talker.codec_head, predictor.lm_head = kept
