"""Batch-invariant matrix products with any BLAS."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import mlx.core as mx
import mlx.nn as nn
import pytest

from studio.engine.blas import find_openblas, worker_environment
from studio.worker.cpu.invariant_matmul import exact_row_counts, invariant_matmul, multiply_in_pieces

SHAPES = [(256, 64), (128, 64), (1280, 64), (1024, 128), (1024, 1024)]

# How kernels of OpenBLAS 0.3.21 round equal rows, 1 to 16 of them: the same letter is the same number.
AVX2 = (
    "a aa aaa bbbb bbbba bbbbaa bbbbaaa cccccccc cccccccca ccccccccaa ccccccccaaa ddddddaaaaaa ddddddaaaaaaa "
    "ddddddaaaaaaaa ddddddaaaaaaaaa ddddddaaaaaabbbb"
)
AVX512_SMALL = " ".join(count * ("a" if count < 10 else "b") for count in range(1, 17))
AVX512_FLAT = " ".join(count * ("a" if count < 2 else "b") for count in range(1, 17))
ALIKE = " ".join(count * "a" for count in range(1, 17))
EACH_ITS_OWN = " ".join(("abcdefghijklmnop"[:count]) for count in range(1, 17))


def rounding(table):
    """Give a product that rounds as a table says, and notes how many rows it was given."""
    seen = []

    def multiply(rows):
        seen.append(len(rows))
        offsets = [ord(letter) - ord("a") for letter in table.split()[len(rows) - 1]]
        return rows + mx.array(offsets)[:, None] * 1e-3

    return multiply, seen


@pytest.mark.parametrize(
    ("table", "counts"),
    [(ALIKE, (1, 16)), (AVX2, (1, 3)), (AVX512_SMALL, (1, 9)), (AVX512_FLAT, (2, 16)), (EACH_ITS_OWN, (1, 1))],
)
def test_exact_row_counts_are_found_by_testing(table, counts):
    assert exact_row_counts(rounding(table)[0], 8) == counts


@pytest.mark.parametrize("table", [ALIKE, AVX2, AVX512_SMALL, AVX512_FLAT, EACH_ITS_OWN])
def test_multiplying_in_pieces_is_batch_invariant(table):
    multiply = rounding(table)[0]
    in_parts = partial(multiply_in_pieces, multiply, *exact_row_counts(multiply, 8))
    rows = mx.random.normal((8, 2, 8))
    alone = mx.concatenate([in_parts(rows[place : place + 1]) for place in range(8)])
    for count in range(1, 9):
        for start in range(9 - count):
            assert mx.array_equal(in_parts(rows[start : start + count]), alone[start : start + count])


def test_no_more_products_than_needed_are_computed():
    multiply, seen = rounding(ALIKE)
    multiply_in_pieces(multiply, 1, 3, mx.zeros((8, 1, 4)))
    multiply_in_pieces(multiply, 2, 16, mx.zeros((1, 1, 4)))
    multiply_in_pieces(multiply, 1, 16, mx.zeros((8, 2, 4)))
    assert seen == [3, 3, 2, 2, 16]


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_product_of_a_row_is_the_same_alone_and_in_a_batch(shape, bias):
    columns, width = shape
    layer = nn.Linear(width, columns, bias=bias)
    multiply, rows = invariant_matmul(layer), mx.random.normal((16, 1, width), key=mx.random.key(1))
    alone = mx.concatenate([multiply(rows[place : place + 1]) for place in range(16)])
    assert abs(alone - layer(rows)).max().item() < 1e-4
    for count in range(1, 17):
        for start in range(17 - count):
            assert mx.array_equal(multiply(rows[start : start + count]), alone[start : start + count])


@pytest.mark.skipif(find_openblas() is None, reason="OpenBLAS is not installed: there is one BLAS only")
@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("kernels", ["", "Haswell"], ids=["own kernels", "AVX2"])
def test_products_are_batch_invariant_with_openblas(kernels, threads):
    if kernels and " avx2 " not in Path("/proc/cpuinfo").read_text():
        pytest.skip("this processor has no AVX2")
    chosen = {"OPENBLAS_CORETYPE": kernels} if kernels else {}
    environment = worker_environment(os.environ) | {"OPENBLAS_NUM_THREADS": threads} | chosen
    command = [sys.executable, "-m", "pytest", "-q", "-k", "alone_and_in_a_batch", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "10 passed" in done.stdout, done.stdout + done.stderr
