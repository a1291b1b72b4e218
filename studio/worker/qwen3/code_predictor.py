"""The code predictor: draws the codes of a frame after the first, for all rows of a batch."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import mlx.core as mx
import mlx.nn as nn

from studio.worker.cpu.invariant_matmul import invariant_matmul
from studio.worker.qwen3.sampling import Groups, Pick, draw, pick
from studio.worker.qwen3.transformer import Layer, Rotations

_MAX_COMPILED = 32  # passes: one for each number of rows and each sampling

#: Hidden states, first codes and random numbers → what `CodePredictor` returns.
_Pass = Callable[[mx.array, mx.array, Sequence[mx.array]], tuple[mx.array, mx.array]]


class CodePredictor:
    """Draws the codebooks of a frame one after the other, each conditioned on those before.

    It has no state between frames, so rows of different lengths share a pass, and every pass is the same 1,500
    operations or so. Where MLX compiles (on a GPU; see `load_model`), a pass is compiled once for each number of rows
    and sampling.

    Parameters
    ----------
    model
        From mlx-audio's `load_model`.
    choose : Pick
        Draws a code from filtered logits.
    """

    def __init__(self, model: Any, choose: Pick = pick) -> None:
        self._talker = model.talker
        self._predictor = model.talker.code_predictor
        self._layers = [Layer(layer) for layer in self._predictor.model.layers]
        projection = self._predictor.small_to_mtp_projection
        self._project = invariant_matmul(projection) if projection is not None else None
        self._heads = [invariant_matmul(head) for head in self._predictor.lm_head]
        self._choose = choose
        like = self._talker.get_input_embeddings()(mx.array([0]))
        rotations = Rotations(self._predictor.model.rotary_emb, like)
        count = self._predictor.num_code_groups
        self._rotations = [rotations.at(mx.array([[[place]]]), count) for place in range(count)]
        self._rotations[:2] = [rotations.at(mx.array([[[0, 1]]]), count)]
        self._mask = nn.MultiHeadAttention.create_additive_causal_mask(2).astype(like.dtype)
        mx.eval(self._rotations, self._mask)  # constants of a compiled pass, not part of its graph
        self._compiled: dict[Groups, _Pass] = {}

    def __call__(
        self,
        hidden: mx.array,
        first: mx.array,
        numbers: Sequence[mx.array],
        groups: Groups,
        between: Callable[[], None] | None = None,
    ) -> tuple[mx.array, mx.array]:
        """Draw the rest of a frame.

        Parameters
        ----------
        hidden : mx.array, shape (rows, 1, width)
            The talker's last state.
        first : mx.array of int, shape (rows, 1)
            The first code.
        numbers : sequence of mx.array, each of shape (rows, 1)
            Uniform, from 0 to below 1; one for each further code.
        groups : Groups
            The sampling of each row, for the code predictor.
        between : callable, optional
            Called between two codes, each evaluated before, on machines on which a frame takes many seconds.

        Returns
        -------
        codes : mx.array of int, shape (rows, codebooks)
            The whole frame.
        embedding : mx.array, shape (rows, 1, width)
            Of the frame, the talker's next input.
        """
        if len(groups) > 1 or between is not None:  # groups change too often to be worth compiling
            return self._draw_rest(groups, hidden, first, numbers, between)
        if groups not in self._compiled:
            if len(self._compiled) == _MAX_COMPILED:
                self._compiled.clear()
            self._compiled[groups] = mx.compile(partial(self._draw_rest, groups))
        return self._compiled[groups](hidden, first, list(numbers))

    def _draw_rest(
        self,
        groups: Groups,
        hidden: mx.array,
        first: mx.array,
        numbers: Sequence[mx.array],
        between: Callable[[], None] | None = None,
    ) -> tuple[mx.array, mx.array]:
        codes = [first]
        embedding = self._talker.get_input_embeddings()(first)
        entry = mx.concatenate([hidden, embedding], axis=1)
        memory: dict[int, tuple[mx.array, mx.array]] = {}  # a layer's keys and values
        for place, head in enumerate(self._heads):
            logits = head(self._read(entry, place, memory)).astype(mx.float32)
            codes.append(draw(logits, numbers[place], groups, self._choose))
            if between is not None:
                mx.eval(codes[-1])
                between()
            entry = self._predictor.codec_embedding[place](codes[-1])
            embedding = embedding + entry
        return mx.concatenate(codes, axis=1), embedding

    def _read(self, x: mx.array, place: int, memory: dict[int, tuple[mx.array, mx.array]]) -> mx.array:
        if self._project is not None:
            x = self._project(x)
        cos, sin = self._rotations[place]
        mask = self._mask if place == 0 else None
        for depth, layer in enumerate(self._layers):
            x = layer(x, cos, sin, partial(_attend, layer.scale, mask, memory, depth))
        normed: mx.array = self._predictor.model.norm(x[:, -1:] if place == 0 else x)
        return normed


def _attend(
    scale: float,
    mask: mx.array | None,
    memory: dict[int, tuple[mx.array, mx.array]],
    depth: int,
    queries: mx.array,
    keys: mx.array,
    values: mx.array,
) -> mx.array:
    if depth in memory:
        keys = mx.concatenate([memory[depth][0], keys], axis=2)
        values = mx.concatenate([memory[depth][1], values], axis=2)
    memory[depth] = keys, values
    return mx.fast.scaled_dot_product_attention(queries, keys, values, scale=scale, mask=mask)
