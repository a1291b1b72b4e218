"""What every measurement asks of a clip before it starts."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.errors import InvalidInput


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
        If there is more than one channel, a sample is not a finite number, or the rate is not positive.
    """
    clip = np.asarray(samples, dtype=np.float32)
    if clip.ndim != 1:
        raise _refusal(f"A clip of shape {clip.shape} is not mono.", "Give one channel: an array of shape (n,).")
    if not np.isfinite(clip).all():
        raise _refusal("The clip holds samples that are not finite numbers.", "Generate or load it again.")
    if sample_rate <= 0:
        raise _refusal(f"A clip cannot have {sample_rate} samples a second.", "Give the rate it was made with.")
    return clip


def _refusal(what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="invalid-clip", details={"field": "samples"})
