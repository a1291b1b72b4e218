"""Batch-invariant matrix products: each row is the same bits alone and in a batch."""

from collections.abc import Callable
from functools import cache, partial
from itertools import takewhile
from typing import Any

import mlx.core as mx
import mlx.nn as nn

MAX_ROWS = 16  # 8 takes, with two positions each at the start of a code predictor's pass

#: A layer: takes rows of shape (..., width), and returns (..., columns).
Matmul = Callable[[mx.array], mx.array]


def invariant_matmul(linear: Any) -> Matmul:
    """Return a batch-invariant version of a linear layer, for up to `MAX_ROWS` rows.

    The weight is transposed once. If the BLAS rounds a row differently depending on the number of rows or on its
    position (`exact_row_counts`), the rows are multiplied in small pieces.

    Parameters
    ----------
    linear
        `mlx.nn.Linear`, or its replacement, such as a quantised layer.
    """
    call: Matmul = linear
    if type(linear) is nn.Linear and "bias" not in linear:
        call = partial(_matmul, linear.weight.T)
    if not isinstance(linear, nn.Linear) or linear.weight.dtype != mx.float32:
        return call  # MLX multiplies other formats itself, row by row
    fewest, most = _counts(*linear.weight.shape, biased="bias" in linear)
    return call if (fewest, most) == (1, MAX_ROWS) else partial(multiply_in_pieces, call, fewest, most)


def exact_row_counts(multiply: Matmul, width: int) -> tuple[int, int]:
    """Return the numbers of rows, from fewest to most, with which a product gives each row the same bits.

    A BLAS chooses kernels by the size of a product, and tiles of different sizes may round differently: OpenBLAS 0.3.21
    does so on AVX2 in all products of 4 rows or more, and on AVX-512 in small products. To find out, 1 to `MAX_ROWS`
    equal rows are multiplied, and the results are compared.

    Parameters
    ----------
    multiply : Matmul
        Takes rows of that width.
    width : int
        Length of a row.

    Returns
    -------
    fewest, most : int
        1 and the most rows that equal a single one. If only a single one does, but two equal rows equal up to `most`,
        2 and that number.
    """
    rows = mx.contiguous(mx.broadcast_to(mx.random.normal((1, width), key=mx.random.key(0)), (MAX_ROWS, width)))
    made = [multiply(rows[:count]) for count in range(1, MAX_ROWS + 1)]
    like_one, like_two = _most_equal(made, 1), _most_equal(made, 2)
    return (2, like_two) if like_one == 1 and like_two > 2 else (1, like_one)


def multiply_in_pieces(multiply: Matmul, fewest: int, most: int, x: mx.array) -> mx.array:
    """Multiply the rows of `x`, shape (..., width), in pieces of `fewest` to `most` rows, padded where needed."""
    rows = x.reshape(-1, x.shape[-1])
    pieces = [rows[start : start + most] for start in range(0, len(rows), most)]
    made = [multiply(_padded(piece, fewest))[: len(piece)] for piece in pieces]
    return (made[0] if len(made) == 1 else mx.concatenate(made)).reshape(*x.shape[:-1], -1)


@cache
def _counts(columns: int, width: int, *, biased: bool) -> tuple[int, int]:
    """Test a layer of this shape. On a GPU nothing is tested: its results may differ in a batch."""
    if mx.default_device() != mx.Device(mx.cpu):
        return 1, MAX_ROWS
    weight = mx.random.normal((columns, width), key=mx.random.key(1)).T
    bias = mx.random.normal((columns,), key=mx.random.key(2))
    return exact_row_counts(partial(_matmul_with_bias, weight, bias) if biased else partial(_matmul, weight), width)


def _most_equal(made: list[mx.array], fewest: int) -> int:
    """Return the largest number of rows up to which each equals the first one of `fewest` rows."""
    first = made[fewest - 1][:1]
    return fewest - 1 + len(list(takewhile(lambda rows: bool(mx.all(rows == first).item()), made[fewest - 1 :])))


def _padded(rows: mx.array, fewest: int) -> mx.array:
    missing = fewest - len(rows)
    return mx.concatenate([rows, mx.broadcast_to(rows[:1], (missing, rows.shape[1]))]) if missing > 0 else rows


def _matmul(weight: mx.array, x: mx.array) -> mx.array:
    return x @ weight


def _matmul_with_bias(weight: mx.array, bias: mx.array, x: mx.array) -> mx.array:
    return mx.addmm(bias, x, weight)
