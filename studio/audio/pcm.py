"""Samples as the plain numbers that every player understands."""

import numpy as np
from numpy.typing import NDArray

_FULL_SCALE = 2**15


def pcm16(samples: NDArray[np.float32]) -> bytes:
    """Give samples as signed 16-bit little-endian numbers, rounded to the nearest.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Full scale at ±1; what is beyond is limited.

    Returns
    -------
    bytes
        2 a sample. Divided by 32768 they are the samples again, within half a step of 2⁻¹⁵.
    """
    return np.clip(np.rint(samples * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2").tobytes()
