"""What every measurement asks of a clip before it starts."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.errors import InvalidInput

_HIGHEST = 100.0  # 40 dB above full scale: those are the whole numbers of a sound card, not parts of full scale


def check_clip(samples: ArrayLike, sample_rate: int) -> NDArray[np.float32]:
    """Return the samples as one channel of float32, or say why they are no clip.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Samples a second.

    Returns
    -------
    ndarray of float32, shape (n,)
        Not a copy where none is needed.

    Raises
    ------
    InvalidInput
        If there is more than one channel, a sample is not a finite number or no part of full scale (as those of 16-bit
        integers are), or the rate is not positive and finite.
    """
    given = np.asarray(samples)
    if given.dtype.kind != "f":
        raise _refusal(f"Samples of type {given.dtype} are no parts of full scale.", "Give floats within ±1.")
    with np.errstate(over="ignore"):  # what is too large for float32 is refused as infinite
        clip = given.astype(np.float32, copy=False)
    if clip.ndim != 1:
        raise _refusal(f"A clip of shape {clip.shape} is not mono.", "Give one channel: an array of shape (n,).")
    if not np.isfinite(clip).all():
        raise _refusal("The clip holds samples that are not finite numbers.", "Generate or load it again.")
    if max(clip.max(initial=0.0), -clip.min(initial=0.0)) > _HIGHEST:
        raise _refusal("The clip is more than 40 dB above full scale.", "Divide 16-bit samples by 32768.")
    if not 0 < sample_rate < math.inf:
        raise _refusal(f"A clip cannot have {sample_rate} samples a second.", "Give the rate it was made with.")
    return clip


def _refusal(what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="invalid-clip", details={"field": "samples"})
