"""Products of which each row is computed as if it were alone."""

from collections.abc import Callable
from functools import cache, partial
from itertools import takewhile
from typing import Any

import mlx.core as mx
import mlx.nn as nn

MOST_ROWS = 16  # of 8 takes, and of two positions each where a code predictor's pass begins

#: Takes rows, (..., width), and gives what a layer makes of each.
Product = Callable[[mx.array], mx.array]


def product(linear: Any) -> Product:
    """Give what a linear layer computes of up to `MOST_ROWS` rows, each the same alone and beside others.

    The weight is transposed once. Where a BLAS rounds a row by how many there are, or by its place (`alike_counts`),
    the rows are multiplied in pieces of few.

    Parameters
    ----------
    linear
        `mlx.nn.Linear`, or a layer in its place, such as a quantised one.
    """
    call: Product = linear
    if type(linear) is nn.Linear and "bias" not in linear:
        call = partial(_product, linear.weight.T)
    if not isinstance(linear, nn.Linear) or linear.weight.dtype != mx.float32:
        return call  # other formats MLX multiplies itself, row by row
    fewest, most = _counts(*linear.weight.shape, biased="bias" in linear)
    return call if (fewest, most) == (1, MOST_ROWS) else partial(in_pieces, call, fewest, most)


def alike_counts(multiply: Product, width: int) -> tuple[int, int]:
    """Find how few and how many rows a product may have for each to be the same, however many and wherever.

    A BLAS picks its kernels by a product's size, and tiles of different sizes may round differently: OpenBLAS 0.3.21
    does so in all products on AVX2 from 4 rows on, in small ones on AVX-512. So equal rows are multiplied, 1 to
    `MOST_ROWS` of them, and what comes out is compared.

    Parameters
    ----------
    multiply : Product
        Of rows of that width.
    width : int
        Of a row.

    Returns
    -------
    fewest, most : int
        1 and the most rows that are as one alone; or, where that is one only and two are as many more, 2 and those.
    """
    rows = mx.contiguous(mx.broadcast_to(mx.random.normal((1, width), key=mx.random.key(0)), (MOST_ROWS, width)))
    made = [multiply(rows[:count]) for count in range(1, MOST_ROWS + 1)]
    as_one, as_two = _alike(made, 1), _alike(made, 2)
    return (2, as_two) if as_one == 1 and as_two > 2 else (1, as_one)


def in_pieces(multiply: Product, fewest: int, most: int, x: mx.array) -> mx.array:
    """Multiply the rows of `x`, (..., width), in products of `fewest` to `most`; some may be rows that nobody hears."""
    rows = x.reshape(-1, x.shape[-1])
    pieces = [rows[start : start + most] for start in range(0, len(rows), most)]
    made = [multiply(_filled(piece, fewest))[: len(piece)] for piece in pieces]
    return (made[0] if len(made) == 1 else mx.concatenate(made)).reshape(*x.shape[:-1], -1)


@cache
def _counts(columns: int, width: int, *, biased: bool) -> tuple[int, int]:
    """Try a layer of this shape; on a GPU nothing is tried: there the kernels may differ anyway."""
    if mx.default_device() != mx.Device(mx.cpu):
        return 1, MOST_ROWS
    weight = mx.random.normal((columns, width), key=mx.random.key(1)).T
    bias = mx.random.normal((columns,), key=mx.random.key(2))
    return alike_counts(partial(_biased, weight, bias) if biased else partial(_product, weight), width)


def _alike(made: list[mx.array], fewest: int) -> int:
    """Give the most rows up to which each is what the first of `fewest` is."""
    first = made[fewest - 1][:1]
    return fewest - 1 + len(list(takewhile(lambda rows: bool(mx.all(rows == first).item()), made[fewest - 1 :])))


def _filled(rows: mx.array, fewest: int) -> mx.array:
    missing = fewest - len(rows)
    return mx.concatenate([rows, mx.broadcast_to(rows[:1], (missing, rows.shape[1]))]) if missing > 0 else rows


def _product(weight: mx.array, x: mx.array) -> mx.array:
    return x @ weight


def _biased(weight: mx.array, bias: mx.array, x: mx.array) -> mx.array:
    return mx.addmm(bias, x, weight)
