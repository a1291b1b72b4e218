"""What happens to a voice's samples before they are encoded: the speed, and the sample rate of the format."""

import numpy as np
from numpy.typing import NDArray

from studio.audio.time_stretch import TimeStretch

_NOTHING = np.zeros(0, np.float32)


class SoundPipeline:
    """Changes the speed and the sample rate of sound that arrives in parts.

    Parameters
    ----------
    sample_rate : int
        Of what arrives, in Hz.
    speed : float
        0.25 to 4.
    rate : int
        Of what leaves, in Hz.
    """

    def __init__(self, sample_rate: int, speed: float, rate: int) -> None:
        self._stretch = TimeStretch(sample_rate, speed) if speed != 1 else None
        self._resampler = None
        if rate != sample_rate:
            import soxr

            self._resampler = soxr.ResampleStream(sample_rate, rate, 1, dtype="float32")

    def add(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what is ready after more samples: float32 of shape (n,)."""
        return self._resampled(self._stretch.add(samples) if self._stretch else samples)

    def finish(self) -> NDArray[np.float32]:
        """Return the rest."""
        return self._resampled(self._stretch.finish() if self._stretch else _NOTHING, last=True)

    def _resampled(self, samples: NDArray[np.float32], *, last: bool = False) -> NDArray[np.float32]:
        if self._resampler is None:
            return samples
        return np.asarray(self._resampler.resample_chunk(samples, last=last), np.float32)
