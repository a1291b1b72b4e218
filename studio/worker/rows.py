"""How many rows a batch must have for each to be computed as if it were alone."""

from typing import Any

import mlx.core as mx
import mlx.nn as nn

MOST_ROWS = 8


def row_quantum(model: Any) -> int:
    """Find the multiple of rows at which a row's products do not depend on how many there are.

    A BLAS picks its kernels by a product's size, and may round a row differently beside others than alone: OpenBLAS
    does so for small matrices. Every shape of float32 layer that the talker's loop runs is tried with 1 to 8 rows;
    other formats MLX multiplies itself, row by row.

    On a GPU it is 1: there padding would cost what a row costs, and the kernels may differ anyway.

    Parameters
    ----------
    model
        From mlx-audio's `load_model`.

    Returns
    -------
    int
        1, 2, 4 or 8; 8 always holds, for a batch has at most 8 rows.
    """
    if mx.default_device() != mx.Device(mx.cpu):
        return 1
    shapes: dict[tuple[int, ...], Any] = {}
    for name, layer in model.talker.named_modules():
        if isinstance(layer, nn.Linear) and layer.weight.dtype == mx.float32 and "text_projection" not in name:
            shapes.setdefault(layer.weight.shape, layer)
    unlike = {rows for layer in shapes.values() for rows in _unlike(layer)}
    return next(quantum for quantum in (1, 2, 4, 8) if not unlike & set(range(quantum, MOST_ROWS + 1, quantum)))


def _unlike(layer: Any) -> set[int]:
    """Give the numbers of rows at which a layer computes the first rows otherwise than in a full batch."""
    rows = mx.random.normal((MOST_ROWS, 1, layer.weight.shape[1]), key=mx.random.key(0))
    whole = layer(rows)
    return {count for count in range(1, MOST_ROWS) if not mx.array_equal(layer(rows[:count]), whole[:count]).item()}
