"""Draw the codes of a frame, each take from its own random key, independent of the batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mlx.core as mx
import mlx.nn as nn
import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Sampling
from studio.worker.qwen3.mlx_audio_adapter import apply_top_k, apply_top_p
from studio.worker.qwen3.prompt import Prompt

PENALTY_WINDOW = 64  # frames whose first code the repetition penalty applies to, as in mlx-audio's `_sample_token`
_BLOCK = 64


@dataclass(frozen=True, eq=False)
class Row:
    """One take in a batch.

    Parameters
    ----------
    take : int
        The caller's number for it; unique in a batch.
    prompt : Prompt
        The talker's input.
    seed : int
        0 to 2³²-1; prompt, seed and sampling determine every code.
    sampling : Sampling
        With every setting filled in.
    cap : int
        The largest number of frames.
    """

    take: int
    prompt: Prompt
    seed: int
    sampling: Sampling
    cap: int


#: Logits (rows, 1, codes) and random numbers from 0 to 1 (rows, 1) → codes (rows, 1).
Pick = Callable[[mx.array, mx.array], mx.array]

#: Each sampling, with the indices of its rows in the batch.
Groups = tuple[tuple[Sampling, tuple[int, ...]], ...]


class KeyedDraws:
    """Random numbers from 0 to 1 for a row's draws; they depend on its seed and the frame only.

    Parameters
    ----------
    seed : int
        The row's.
    codebooks : int
        Numbers a frame.
    """

    def __init__(self, seed: int, codebooks: int) -> None:
        self._seed = seed
        self._codebooks = codebooks
        self._block: NDArray[np.float32] = np.empty((0, codebooks), np.float32)

    def at(self, frame: int) -> NDArray[np.float32]:
        """Return the numbers of a frame, shape (codebooks,); frames have to be requested in order."""
        block, place = divmod(frame, _BLOCK)
        if place == 0:
            key = mx.array([block, self._seed], dtype=mx.uint32)
            self._block = np.array(mx.random.uniform(shape=(_BLOCK, self._codebooks), key=key))
        numbers: NDArray[np.float32] = self._block[place]
        return numbers


def filter_logits(logits: mx.array, sampling: Sampling) -> mx.array:
    """Apply temperature, top k and top p in this order, as mlx-audio's `_sample_token` does.

    Parameters
    ----------
    logits : mx.array of float32, shape (rows, 1, codes)
        Of the model.
    sampling : Sampling
        With every setting filled in, and a temperature above 0.
    """
    temperature, top_k, top_p = sampling.temperature, sampling.top_k, sampling.top_p
    if temperature and temperature != 1.0:
        logits = logits / temperature
    if top_k and 0 < top_k < logits.shape[-1]:
        logits = apply_top_k(logits, top_k)
    if top_p is not None and 0.0 < top_p < 1.0:
        likely = apply_top_p(nn.log_softmax(logits, axis=-1), top_p)
        logits = mx.where(likely == -mx.inf, -float("inf"), logits)
    return logits


def pick(logits: mx.array, numbers: mx.array) -> mx.array:
    """Draw one code a row by inverting the cumulative distribution.

    Parameters
    ----------
    logits : mx.array, shape (rows, 1, codes)
        Minus infinity for codes that must not be drawn.
    numbers : mx.array, shape (rows, 1)
        Uniform, from 0 to below 1.

    Returns
    -------
    mx.array of int32, shape (rows, 1)
        What `mx.random.categorical` draws from the same numbers.
    """
    logits = logits.astype(mx.float32)
    reached = mx.cumsum(mx.exp(logits - logits.max(axis=-1, keepdims=True)), axis=-1)
    return mx.sum(reached <= numbers[..., None] * reached[..., -1:], axis=-1)


def apply_repetition_penalty(logits: mx.array, recent: mx.array, penalties: list[float]) -> mx.array:
    """Apply the repetition penalty to codes that were drawn recently.

    Parameters
    ----------
    logits : mx.array of float32, shape (rows, 1, codes)
        Of the first codebook.
    recent : mx.array of int32, shape (rows, 1, PENALTY_WINDOW)
        Codes, possibly repeated.
    penalties : list of float
        One a row; above 1 makes repetitions less likely.
    """
    if set(penalties) == {1.0}:
        return logits
    penalty = mx.array(penalties, dtype=logits.dtype)[:, None, None]
    known = mx.take_along_axis(logits, recent, axis=-1)
    return mx.put_along_axis(logits, recent, mx.where(known < 0, known * penalty, known / penalty), axis=-1)


def draw(logits: mx.array, numbers: mx.array, groups: Groups, choose: Pick = pick) -> mx.array:
    """Draw one code a row, with the row's sampling.

    Parameters
    ----------
    logits : mx.array of float32, shape (rows, 1, codes)
        Of one codebook.
    numbers : mx.array, shape (rows, 1)
        Uniform, from 0 to below 1.
    groups : Groups
        Cover every row.
    choose : Pick
        Draws a code from filtered logits.
    """
    if len(groups) == 1:
        return _draw(logits, numbers, groups[0][0], choose)
    order = [place for _, places in groups for place in places]
    drawn = [_draw(logits[mx.array(at)], numbers[mx.array(at)], sampling, choose) for sampling, at in groups]
    return mx.concatenate(drawn)[mx.array(np.argsort(order))]


def _draw(logits: mx.array, numbers: mx.array, sampling: Sampling, choose: Pick) -> mx.array:
    if not sampling.temperature:
        return mx.argmax(logits, axis=-1)
    return choose(filter_logits(logits, sampling), numbers)


def group(samplings: Sequence[Sampling]) -> Groups:
    """Group rows by their sampling."""
    places: dict[Sampling, list[int]] = {}
    for place, sampling in enumerate(samplings):
        places.setdefault(sampling, []).append(place)
    return tuple((sampling, tuple(at)) for sampling, at in places.items())
