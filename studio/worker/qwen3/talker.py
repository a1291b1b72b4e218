"""What depends on the model only, not on a frame: prepared once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import mlx.core as mx
import numpy as np

from studio.domain.recipe import Sampling
from studio.worker.cpu.invariant_matmul import invariant_matmul
from studio.worker.qwen3.code_predictor import CodePredictor
from studio.worker.qwen3.mlx_audio_adapter import KVCache, predictor_settings
from studio.worker.qwen3.sampling import Pick, pick
from studio.worker.qwen3.transformer import Layer, Rotations


class Talker:
    """A model's talker, prepared once for all takes.

    It holds the transposed weights, masks of codes, the rotary tables, and the compiled passes of the code predictor.

    Parameters
    ----------
    model
        From mlx-audio's `load_model`.
    choose : Pick
        Draws a code from filtered logits.
    """

    def __init__(self, model: Any, *, choose: Pick = pick) -> None:
        talker = model.talker
        self.config = model.config.talker_config
        self.choose = choose
        self.predict = CodePredictor(model, choose)
        self.read = talker.model
        self.make_cache: Callable[[], list[KVCache]] = talker.make_cache
        self.layers = [Layer(layer) for layer in talker.model.layers]
        self.norm = talker.model.norm
        self.head = invariant_matmul(talker.codec_head)
        self.suppressed = _suppressed(self.config)
        self.end = mx.array(np.arange(self.config.vocab_size) == self.config.codec_eos_token_id)
        self._predictor_settings: dict[str, Any] = predictor_settings(model)
        self.rotations = Rotations(talker.model.rotary_emb, talker.get_input_embeddings()(mx.array([0])))

    def predictor_sampling(self, sampling: Sampling) -> Sampling:
        """Return how the code predictor samples: as the checkpoint says, and otherwise as the talker does."""
        return replace(sampling, repetition_penalty=1.0, **self._predictor_settings)


def _suppressed(config: Any) -> mx.array:
    """Return a mask of the first codes that are never drawn: the last 1,024, control tokens, except the end token."""
    marks = np.arange(config.vocab_size) >= config.vocab_size - 1024
    marks[config.codec_eos_token_id] = False
    return mx.array(marks)
