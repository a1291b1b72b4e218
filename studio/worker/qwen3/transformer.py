"""The transformer layers of talker and code predictor, with the weights that mlx-audio loaded."""

from collections.abc import Callable
from typing import Any

import mlx.core as mx

from studio.worker.cpu.invariant_matmul import invariant_matmul
from studio.worker.qwen3.mlx_audio_adapter import swiglu

#: Takes queries, keys and values, each (rows, heads, length, width), caches the latter two, and returns the attention.
Attend = Callable[[mx.array, mx.array, mx.array], mx.array]


class Layer:
    """One decoder layer of mlx-audio's talker or code predictor.

    Its output equals that of mlx-audio's layer bit for bit. It is a class of its own because the caller does the
    attention, as caches of a batch differ in length, and because it needs fewer operations, whose overhead dominates in
    steps of one position.

    Parameters
    ----------
    layer
        `TalkerDecoderLayer` or `CodePredictorDecoderLayer`.
    """

    def __init__(self, layer: Any) -> None:
        attention, mlp = layer.self_attn, layer.mlp
        self.scale: float = attention.scale
        self._width: int = attention.head_dim
        self._heads: int = attention.num_heads
        self._norms = layer.input_layernorm, layer.post_attention_layernorm
        self._head_norms = attention.q_norm, attention.k_norm
        self._project = [invariant_matmul(part) for part in (attention.q_proj, attention.k_proj, attention.v_proj)]
        self._output = invariant_matmul(attention.o_proj)
        self._gate, self._up, self._down = (
            invariant_matmul(part) for part in (mlp.gate_proj, mlp.up_proj, mlp.down_proj)
        )

    def __call__(self, x: mx.array, cos: mx.array, sin: mx.array, attend: Attend) -> mx.array:
        """Compute the layer.

        Parameters
        ----------
        x : mx.array, shape (rows, length, width)
            Its input.
        cos, sin : mx.array, shape (rows or 1, 1, length, head width)
            From `Rotations.at`.
        attend : callable
            Caches the keys and values, and attends to all cached ones.
        """
        inner = self._norms[0](x)
        queries, keys, values = (self._by_head(project(inner)) for project in self._project)
        both = mx.concatenate([self._head_norms[0](queries), self._head_norms[1](keys)], axis=1)
        queries, keys = mx.split(_rotate_compiled(both, cos, sin), [self._heads], axis=1)
        seen = attend(queries, keys, values)
        if x.shape[1] > 1:
            seen = seen.transpose(0, 2, 1, 3)
        x = x + self._output(seen.reshape(*x.shape[:2], -1))
        inner = self._norms[1](x)
        return x + self._down(swiglu(self._gate(inner), self._up(inner)))

    def _by_head(self, x: mx.array) -> mx.array:
        rows, length, _ = x.shape
        if length == 1:
            return x.reshape(rows, -1, 1, self._width)
        return x.reshape(rows, length, -1, self._width).transpose(0, 2, 1, 3)


class Rotations:
    """The rotary tables of a model, computed once for all positions in use.

    Parameters
    ----------
    embedding
        mlx-audio's rotary embedding.
    like : mx.array
        Of the model's dtype.
    """

    _STEP = 1024

    def __init__(self, embedding: Any, like: mx.array) -> None:
        self._embedding = embedding
        self._like = like
        self._cos = self._sin = mx.zeros((0, 1))

    def at(self, positions: mx.array, longest: int) -> tuple[mx.array, mx.array]:
        """Return cosines and sines, each of shape `positions.shape` + (head width,).

        The first half of the sines is negated, which is the minus sign of a rotation.

        Parameters
        ----------
        positions : mx.array of int32
            At most `longest`.
        longest : int
            The last position that the table must have.
        """
        if longest >= self._cos.shape[0]:
            self._grow(-(-(longest + 1) // self._STEP) * self._STEP)
        return self._cos[positions], self._sin[positions]

    def _grow(self, count: int) -> None:
        cos, sin = self._embedding(self._like, mx.arange(count)[None])
        first, second = mx.split(sin[0], 2, axis=-1)
        self._cos, self._sin = cos[0], mx.concatenate([-first, second], axis=-1)
        mx.eval(self._cos, self._sin)


def _rotate(x: mx.array, cos: mx.array, sin: mx.array) -> mx.array:
    first, second = mx.split(x, 2, axis=-1)
    return x * cos + mx.concatenate([second, first], axis=-1) * sin


#: One kernel on a GPU. On a CPU compiling is off, and this is the plain function.
_rotate_compiled = mx.compile(_rotate)
