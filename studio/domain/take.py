"""The take: one clip that was heard, with the recipe that made it."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Recipe

SAMPLE_RATE = 24_000
_GRID = float(2**23)


@dataclass(frozen=True, eq=False)
class Take:
    """One generated clip with its recipe.

    Parameters
    ----------
    id : str
        32 hexadecimal digits; names the take in the library and in addresses.
    recipe : Recipe
        What makes it again.
    samples : ndarray of float32, shape (n,)
        Mono, within [-1, 1), on the 24-bit grid, so that FLAC holds them exactly.
    sample_rate : int
        Samples a second.
    position : int
        Its place in its audition, from 0.
    audition : str
        The id of the audition it belongs to.
    created : datetime
        When it was finished, in UTC.
    """

    id: str
    recipe: Recipe
    samples: NDArray[np.float32] = field(repr=False)
    sample_rate: int = SAMPLE_RATE
    position: int = 0
    audition: str = ""
    created: datetime = datetime.min

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


def on_grid(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round samples to the 24-bit grid and limit them to [-1, 1).

    float32 carries 24 bits, so nothing that can be heard is lost (the error is below -138 dBFS), and a FLAC file
    gives back the very same numbers.

    Parameters
    ----------
    samples : ndarray of float32
        Any shape.

    Returns
    -------
    ndarray of float32
        Of the same shape.
    """
    rounded = np.rint(np.asarray(samples, dtype=np.float64) * _GRID)
    return (np.clip(rounded, -_GRID, _GRID - 1) / _GRID + 0.0).astype(np.float32)  # + 0.0: FLAC knows no -0.0
