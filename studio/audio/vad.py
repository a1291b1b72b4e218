"""Voice activity detection (VAD): where a clip contains speech and where it pauses, per 10 ms."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import HOP, HOP_SECONDS, frames_of, pieces, runs
from studio.audio.librosa_loader import load_librosa

_WINDOW = 600  # 25 ms
_SPEECH_DB = 30.0  # below the loud frames; a little wider than the 25 dB of de Jong & Wempe (2009)
_SILENCE = 1e-14  # power; -140 dB, below the 24-bit grid
_BATCH = 6000  # frames at once


@dataclass(frozen=True, eq=False)
class SpeechActivity:
    """The level of a clip over time, and which frames are speech.

    Parameters
    ----------
    levels : ndarray of float64, shape (frames,)
        RMS of the 25 ms around the middle of each 10 ms, less their mean; dB, full scale at 0.
    speaking : ndarray of bool, shape (frames,)
        Whether the level is within 30 dB of the 95th percentile.
    """

    levels: NDArray[np.float64] = field(repr=False)
    speaking: NDArray[np.bool_] = field(repr=False)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """First frame of speech, and the one after the last; None in silence."""
        speaking = np.flatnonzero(self.speaking)
        return (int(speaking[0]), int(speaking[-1]) + 1) if len(speaking) else None

    def gaps(self, shortest: float) -> list[tuple[int, int]]:
        """Return the runs without speech of at least `shortest` seconds, those at the ends included."""
        return [
            (start, end)
            for start, end in runs(~self.speaking).tolist()
            if (end - start) * HOP_SECONDS >= shortest - 1e-9
        ]

    def pauses(self, shortest: float) -> list[tuple[int, int]]:
        """Return the gaps between the first and the last speech."""
        if self.bounds is None:
            return []
        first, last = self.bounds
        return [(start, end) for start, end in self.gaps(shortest) if start > first and end < last]


def detect_speech(clip: NDArray[np.float32]) -> SpeechActivity:
    """Find the frames of a clip that are speech.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz, without an offset; n may be 0.
    """
    rms = [
        load_librosa().feature.rms(y=piece, frame_length=_WINDOW, hop_length=HOP, center=False, dtype=np.float64)[0]
        for piece in pieces(clip, _WINDOW, _BATCH)
    ]
    mean = frames_of(clip, _WINDOW).mean(axis=1, dtype=np.float64)
    levels = 10.0 * np.log10(np.maximum(np.concatenate([np.zeros(0), *rms]) ** 2 - mean**2, _SILENCE))
    if not len(levels):
        return SpeechActivity(levels, np.zeros(0, bool))
    floor = max(-90.0, float(np.percentile(levels, 95)) - _SPEECH_DB)
    return SpeechActivity(levels, levels > floor)
