"""Takes: generated clips with the recipes that made them."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from studio.domain.label import take_label
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput

SAMPLE_RATE = 24_000
_GRID = float(2**23)


@dataclass(frozen=True, eq=False)
class Take:
    """One generated clip with its recipe.

    Parameters
    ----------
    id : str
        32 hexadecimal digits, its name in the library and in URLs.
    recipe : Recipe
        What is needed to make it again.
    samples : ndarray of float32, shape (n,)
        Mono, within [-1, 1), on the 24-bit grid, so that FLAC holds them exactly.
    sample_rate : int
        Hz.
    position : int
        Index in its audition, from 0.
    audition : str
        The id of its audition.
    created : datetime
        When it was finished, in UTC.
    version : int or None
        The number of its audition in the library; None if it has none.
    incomplete : bool
        Whether it was stopped: its samples are the beginning of what its recipe makes.
    parent : str or None
        The id of the audition that its audition was made from; "" for none, None where that is unknown.
    """

    id: str
    recipe: Recipe
    samples: NDArray[np.float32] = field(repr=False)
    sample_rate: int = SAMPLE_RATE
    position: int = 0
    audition: str = ""
    created: datetime = datetime.min
    version: int | None = None
    incomplete: bool = False
    parent: str | None = None

    @property
    def label(self) -> str:
        """What a person calls it: `v7·3`, or `Evening · Good evening` for a spoken line; `v7·3…` if it was stopped."""
        return take_label(self.recipe, self.position, self.version) + ("…" if self.incomplete else "")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


def check_complete(source: object) -> None:
    """Check that a source of a voice is not a take that was stopped: its words would not match its sound.

    Raises
    ------
    InvalidInput
        If it is.
    """
    if isinstance(source, Take) and source.incomplete:
        raise incomplete(source.label, source.duration)


def incomplete(label: str, seconds: float) -> InvalidInput:
    """Return the error that a take was stopped after so many seconds."""
    return InvalidInput(
        f"{label} was stopped after {seconds:.1f} s: it is not the whole take.",
        "Generate it again, or choose a complete take.",
        code="incomplete-take",
        details={"field": "take"},
    )


def on_grid(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round samples to the 24-bit grid and clip them to [-1, 1).

    A FLAC file of 24 bits then stores exactly the same numbers; the rounding error is below -138 dBFS.

    Parameters
    ----------
    samples : ndarray of float32
        Any shape.

    Returns
    -------
    ndarray of float32
        The same shape.
    """
    rounded = np.rint(np.asarray(samples, dtype=np.float64) * _GRID)
    return (np.clip(rounded, -_GRID, _GRID - 1) / _GRID + 0.0).astype(np.float32)  # + 0.0: FLAC has no -0.0
