"""Validation of a clip before it is measured."""

import math
import reprlib
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.errors import InvalidInput

_FLOATS = "Pass floats within ±1: 16-bit integers divided by 32768."
_HIGHEST = 100.0  # 40 dB above full scale: such samples are unscaled 16-bit integers


def check_clip(samples: ArrayLike, sample_rate: int) -> NDArray[np.float32]:
    """Return the samples of a mono clip as float32.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz.

    Returns
    -------
    ndarray of float32, shape (n,)
        A copy only if the type differs.

    Raises
    ------
    InvalidInput
        If there is more than one channel, the samples are not floats, a sample is not finite or is more than 40 dB
        above full scale (as unscaled 16-bit samples are), or the rate is not positive and finite.
    """
    given = np.asarray(samples)
    if given.dtype.kind != "f":
        raise _invalid_clip(
            f"Samples of type {given.dtype} are not supported.",
            _FLOATS,
        )
    with np.errstate(over="ignore"):  # what overflows float32 is rejected as infinite
        clip = given.astype(np.float32, copy=False)
    if clip.ndim != 1:
        raise _invalid_clip(f"A clip of shape {clip.shape} is not mono.", "Pass one channel: an array of shape (n,).")
    if not np.isfinite(clip).all():
        raise _invalid_clip("The clip contains samples that are not finite.", "Generate or load it again.")
    if max(clip.max(initial=0.0), -clip.min(initial=0.0)) > _HIGHEST:
        raise _invalid_clip("The clip is more than 40 dB above full scale.", "Divide 16-bit samples by 32768.")
    if not _is_rate(sample_rate):
        raise _invalid_clip(
            f"A sample rate of {reprlib.repr(sample_rate)} Hz is not valid.", "Pass the rate the clip was made with."
        )
    return clip


def _is_rate(rate: object) -> bool:
    return isinstance(rate, Real) and 0.0 < float(rate) < math.inf


def _invalid_clip(what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="invalid-clip", details={"field": "samples"})
