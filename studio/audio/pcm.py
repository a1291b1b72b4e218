"""Conversion of samples to 16-bit PCM."""

import numpy as np
from numpy.typing import NDArray

_FULL_SCALE = 2**15


def pcm16(samples: NDArray[np.float32]) -> bytes:
    """Convert samples to signed 16-bit little-endian PCM, rounded to nearest.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Full scale at ±1; samples beyond are clipped.

    Returns
    -------
    bytes
        Two per sample. The value divided by 32768 is the sample, within half a step of 2⁻¹⁵.
    """
    return np.clip(np.rint(samples * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2").tobytes()
