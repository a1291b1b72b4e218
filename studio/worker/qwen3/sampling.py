"""Drawing the codes of a frame: each take from its own key, whoever is drawn beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mlx.core as mx
import mlx.nn as nn
import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Sampling
from studio.worker.qwen3.mlx_audio_adapter import apply_top_k, apply_top_p
from studio.worker.qwen3.prompt import Prompt

REMEMBERED = 64  # frames whose first code the repetition penalty sees, as in mlx-audio's `_sample_token`
_BLOCK = 64


@dataclass(frozen=True, eq=False)
class Row:
    """One take to be spoken.

    Parameters
    ----------
    take : int
        What the caller calls it; no two rows of a batch share it.
    prompt : Prompt
        What it reads.
    seed : int
        0 to 2³²-1; with the prompt and the sampling it decides every code.
    sampling : Sampling
        With no setting left open.
    cap : int
        The most frames it may have.
    """

    take: int
    prompt: Prompt
    seed: int
    sampling: Sampling
    cap: int


#: Takes logits (rows, 1, codes) and numbers from 0 to 1 (rows, 1), and gives the codes drawn (rows, 1).
Pick = Callable[[mx.array, mx.array], mx.array]

#: Rows that are drawn alike: their sampling and their places in the batch.
Groups = tuple[tuple[Sampling, tuple[int, ...]], ...]


class Keyed:
    """Numbers from 0 to 1 for a row's draws: a function of its seed and the frame, and of nothing else.

    Parameters
    ----------
    seed : int
        The row's.
    codebooks : int
        Draws a frame.
    """

    def __init__(self, seed: int, codebooks: int) -> None:
        self._seed = seed
        self._codebooks = codebooks
        self._block: NDArray[np.float32] = np.empty((0, codebooks), np.float32)

    def at(self, frame: int) -> NDArray[np.float32]:
        """Give the numbers of a frame, shape (codebooks,); frames are asked for in order."""
        block, place = divmod(frame, _BLOCK)
        if place == 0:
            key = mx.array([block, self._seed], dtype=mx.uint32)
            self._block = np.array(mx.random.uniform(shape=(_BLOCK, self._codebooks), key=key))
        numbers: NDArray[np.float32] = self._block[place]
        return numbers


def narrow(logits: mx.array, sampling: Sampling) -> mx.array:
    """Leave only what may be drawn, as mlx-audio's `_sample_token` does: temperature, then top k, then top p.

    Parameters
    ----------
    logits : mx.array, shape (rows, 1, codes)
        As the model gave them.
    sampling : Sampling
        With no setting left open; a temperature above 0.
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
    """Draw one code a row by inverting its cumulative distribution.

    Parameters
    ----------
    logits : mx.array, shape (rows, 1, codes)
        Minus infinity where nothing may be drawn.
    numbers : mx.array, shape (rows, 1)
        Uniform, from 0 to below 1.

    Returns
    -------
    mx.array of int32, shape (rows, 1)
        The draws that `mx.random.categorical` makes from the same numbers.
    """
    logits = logits.astype(mx.float32)
    reached = mx.cumsum(mx.exp(logits - logits.max(axis=-1, keepdims=True)), axis=-1)
    return mx.sum(reached <= numbers[..., None] * reached[..., -1:], axis=-1)


def penalise(logits: mx.array, recent: mx.array, penalties: list[float]) -> mx.array:
    """Make the first codes that were drawn lately less likely.

    Parameters
    ----------
    logits : mx.array, shape (rows, 1, codes)
        Of the first codebook.
    recent : mx.array of int32, shape (rows, 1, REMEMBERED)
        Codes; the same one may come twice.
    penalties : list of float
        One a row; above 1 makes them less likely.
    """
    if set(penalties) == {1.0}:
        return logits
    penalty = mx.array(penalties, dtype=logits.dtype)[:, None, None]
    known = mx.take_along_axis(logits, recent, axis=-1)
    return mx.put_along_axis(logits, recent, mx.where(known < 0, known * penalty, known / penalty), axis=-1)


def draw(logits: mx.array, numbers: mx.array, groups: Groups, choose: Pick = pick) -> mx.array:
    """Draw one code a row, each with its own row's sampling.

    Parameters
    ----------
    logits : mx.array, shape (rows, 1, codes)
        Of one codebook.
    numbers : mx.array, shape (rows, 1)
        Uniform, from 0 to below 1.
    groups : Groups
        Every row is in one.
    choose : Pick
        Draws from what may be drawn.
    """
    if len(groups) == 1:
        return _draw(logits, numbers, groups[0][0], choose)
    order = [place for _, places in groups for place in places]
    drawn = [_draw(logits[mx.array(at)], numbers[mx.array(at)], sampling, choose) for sampling, at in groups]
    return mx.concatenate(drawn)[mx.array(np.argsort(order))]


def _draw(logits: mx.array, numbers: mx.array, sampling: Sampling, choose: Pick) -> mx.array:
    if not sampling.temperature:
        return mx.argmax(logits, axis=-1)
    return choose(narrow(logits, sampling), numbers)


def group(samplings: Sequence[Sampling]) -> Groups:
    """Group rows that are drawn alike."""
    places: dict[Sampling, list[int]] = {}
    for place, sampling in enumerate(samplings):
        places.setdefault(sampling, []).append(place)
    return tuple((sampling, tuple(at)) for sampling, at in places.items())
