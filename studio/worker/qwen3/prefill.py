"""Read prompts (prefill) in steps, so that a slow machine shows progress and a job can end meanwhile."""

from collections.abc import Callable

import mlx.core as mx
import mlx.nn as nn

from studio.worker.qwen3.mlx_audio_adapter import KVCache, layer_steps
from studio.worker.qwen3.prompt import Prompt
from studio.worker.qwen3.talker import Talker

#: Read together. Always the same number for a model, because a product of another size may round differently.
PREFILL_POSITIONS = 64
#: The same for a quantised model on a CPU, where MLX multiplies row by row, each in up to half a second.
SLOW_PREFILL_POSITIONS = 8


def read_prompt(
    talker: Talker, prompt: Prompt, between: Callable[[float], None] = lambda part: None
) -> tuple[list[KVCache], mx.array]:
    """Read a prompt, and return its keys and values, and the last state, shape (1, 1, width).

    It is evaluated piece by piece, and on a CPU step by step inside each piece: there, 64 positions of a quantised
    model take ten minutes or more, and one step a few seconds. The steps change no bit.

    Parameters
    ----------
    talker : Talker
        The model's.
    prompt : Prompt
        What is read.
    between : callable
        Called between two steps with the part that is read, 0 to 1; what it raises passes through.
    """
    caches = talker.make_cache()
    in_steps = mx.default_device() == mx.Device(mx.cpu)
    length = positions_read_together(talker)
    starts = range(0, prompt.length, length)
    for number, start in enumerate(starts):
        if start:
            between(number / len(starts))
        piece = prompt.embeddings[:, start : start + length]
        if in_steps:
            for part, state in layer_steps(talker.read, piece, caches):
                mx.eval(state)
                if part < 1:
                    between((number + part) / len(starts))
        else:
            state = talker.read(piece, mask="causal", cache=caches)
            mx.eval([(cache.keys, cache.values) for cache in caches])
    hidden = state[:, -1:]
    mx.eval(hidden)
    return caches, hidden


def positions_read_together(talker: Talker) -> int:
    """Return how many positions of a prompt are read together."""
    quantised = isinstance(talker.read.layers[0].mlp.gate_proj, nn.QuantizedLinear)
    slow = quantised and mx.default_device() == mx.Device(mx.cpu)
    return SLOW_PREFILL_POSITIONS if slow else PREFILL_POSITIONS
