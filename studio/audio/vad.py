"""Where a clip speaks and where it pauses, 10 ms at a time."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import HOP_SECONDS, frames_of, runs

_WINDOW = 600  # 25 ms
_SPEECH_DB = 30.0  # below the loud frames; a little wider than the 25 dB of de Jong & Wempe (2009)
_SILENCE = 1e-14  # power; -140 dB, below the 24-bit grid


@dataclass(frozen=True, eq=False)
class SpeechActivity:
    """The level of a clip over time, and where it speaks.

    Parameters
    ----------
    levels : ndarray of float64, shape (frames,)
        RMS of 25 ms around the middle of each 10 ms, without their mean; dB, full scale at 0.
    speaking : ndarray of bool, shape (frames,)
        Whether the level is within 30 dB of the loud frames' (the 95th percentile).
    """

    levels: NDArray[np.float64] = field(repr=False)
    speaking: NDArray[np.bool_] = field(repr=False)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """First frame that speaks, and the one after the last; None in silence."""
        speaking = np.flatnonzero(self.speaking)
        return (int(speaking[0]), int(speaking[-1]) + 1) if len(speaking) else None

    def gaps(self, shortest: float) -> list[tuple[int, int]]:
        """Give the runs without speech, the ends of the clip among them, that last for `shortest` seconds."""
        return [
            (start, end)
            for start, end in runs(~self.speaking).tolist()
            if (end - start) * HOP_SECONDS >= shortest - 1e-9
        ]

    def pauses(self, shortest: float) -> list[tuple[int, int]]:
        """Give the gaps between the first and the last speech."""
        if self.bounds is None:
            return []
        first, last = self.bounds
        return [(start, end) for start, end in self.gaps(shortest) if start > first and end < last]


def detect_speech(clip: NDArray[np.float32]) -> SpeechActivity:
    """Find out where a clip speaks.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz, without an offset; n may be 0.
    """
    frames = frames_of(clip, _WINDOW)
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / _WINDOW - frames.mean(axis=1, dtype=float) ** 2
    levels = 10.0 * np.log10(np.maximum(power, _SILENCE))
    if not len(levels):
        return SpeechActivity(levels, np.zeros(0, bool))
    floor = max(-90.0, float(np.percentile(levels, 95)) - _SPEECH_DB)
    return SpeechActivity(levels, levels > floor)
