"""Products of which each row is computed as if it were alone."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import mlx.core as mx
import mlx.nn as nn

MOST_ROWS = 16  # of 8 takes, and of two positions each where a code predictor's pass begins

_SMALL = 100_000  # numbers: multiplying such a weight eight times costs what adding rows costs

#: Takes rows, (..., width), and gives what a layer makes of each.
Product = Callable[[mx.array], mx.array]


def product(linear: Any) -> Product:
    """Give what a linear layer computes of up to `MOST_ROWS` rows, each the same alone and beside others.

    The weight is transposed once. Where a row's product depends on how many there are (`row_quantum`), a small weight
    is multiplied with each row by itself; a large one would have to be read for each, so there rows that nobody hears
    are added instead.

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
    quantum = row_quantum(*linear.weight.shape, biased="bias" in linear)
    if quantum == 1:
        return call
    return partial(row_by_row, linear) if linear.weight.size <= _SMALL else partial(in_full_batches, call, quantum)


@cache
def row_quantum(columns: int, width: int, *, biased: bool = False) -> int:
    """Find the multiple of rows at which a row's product does not depend on how many there are.

    A BLAS picks its kernels by a product's size, and may round a row differently beside others than alone: OpenBLAS
    does so for small matrices. So it is tried, once for each shape. On a GPU it is 1: there padding would cost what a
    row costs, and the kernels may differ anyway.

    Parameters
    ----------
    columns, width : int
        The shape of the float32 weight.
    biased : bool
        Whether something is added.

    Returns
    -------
    int
        1, 2, 4, 8 or 16; 16 always holds, for there are no more rows.
    """
    if mx.default_device() != mx.Device(mx.cpu):
        return 1
    rows, weight, bias = (
        mx.random.normal(shape, key=mx.random.key(place))
        for place, shape in enumerate([(MOST_ROWS, width), (columns, width), (columns,)])
    )
    multiply = partial(_biased, weight.T, bias) if biased else partial(_product, weight.T)
    whole = multiply(rows)
    unlike = {count for count in range(1, MOST_ROWS) if not _same(multiply(rows[-count:]), whole[-count:])}
    return next(quantum for quantum in (1, 2, 4, 8, 16) if not unlike & set(range(quantum, MOST_ROWS, quantum)))


def row_by_row(linear: nn.Linear, x: mx.array) -> mx.array:
    """Multiply each row of `x`, (rows, length, width), in a product of its own."""
    made = x @ mx.broadcast_to(linear.weight.T, (len(x), *linear.weight.T.shape))
    return made + linear.bias if "bias" in linear else made


def in_full_batches(multiply: Product, quantum: int, x: mx.array) -> mx.array:
    """Multiply a multiple of `quantum` rows, and give those of `x`."""
    rows = x.reshape(-1, x.shape[-1])
    if spare := -len(rows) % quantum:
        rows = mx.concatenate([rows, mx.broadcast_to(rows[:1], (spare, rows.shape[1]))])
    made = multiply(rows)[: x.size // x.shape[-1]]
    return made.reshape(*x.shape[:-1], -1)


def _product(weight: mx.array, x: mx.array) -> mx.array:
    return x @ weight


def _biased(weight: mx.array, bias: mx.array, x: mx.array) -> mx.array:
    return mx.addmm(bias, x, weight)


def _same(first: mx.array, second: mx.array) -> bool:
    return bool(mx.array_equal(first, second).item())
