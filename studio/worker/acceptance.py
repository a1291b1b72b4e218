"""Whether a generated take, or one passage of it, is good enough to deliver.

Both are generated once more with another seed where they are not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.domain.limits import FRAMES_PER_SECOND, MAX_SEED, expected_frames, fewest_frames
from studio.domain.take import SAMPLE_RATE

_SILENCE = 10 ** (-60 / 20)  # a peak below -60 dBFS
_SEED_STEP = 0x9E3779B1  # far from the seeds of the same audition, and the same on every run
# A line that begins by reading its reference is longer than its text by about the reference; one that is only slow
# stays below one and a half times what the reference's own pace predicts.
_SLOWEST, _REREAD = 1.5, 0.6
_PACE_FRAMES = 50  # expected codec frames, 4 s: the pace of a shorter text cannot be estimated
_SILENCE_FRAMES = 6  # half a second, at a reference's end


@dataclass
class SoundFacts:
    """What acceptance depends on, collected chunk by chunk.

    Parameters
    ----------
    samples : int
        Their number.
    peak : float
        The largest absolute value.
    finite : bool
        Whether all samples are numbers.
    sample_rate : int
        Hz.
    """

    samples: int = 0
    peak: float = 0.0
    finite: bool = True
    sample_rate: int = SAMPLE_RATE

    @property
    def seconds(self) -> float:
        """The duration."""
        return self.samples / self.sample_rate

    def add(self, samples: NDArray[np.float32]) -> None:
        """Add the next samples."""
        self.samples += len(samples)
        self.finite = self.finite and bool(np.isfinite(samples).all())
        self.peak = max(self.peak, float(np.abs(samples).max(initial=0.0)))


def fault_of(sound: SoundFacts, text: str, *, capped: bool, too_long: bool = False) -> str:
    """Return what is wrong with the sound of a text, or "" where nothing is.

    Parameters
    ----------
    sound : SoundFacts
        Of the whole sound.
    text : str
        What it should say.
    capped : bool
        Whether a limit ended it, not the model.
    too_long : bool
        Whether it is longer than its text explains.

    Examples
    --------
    >>> fault_of(SoundFacts(samples=2400, peak=0.5), "Good evening, and welcome.", capped=False)
    'it lasts 0.1 s, far too short for its text'
    """
    if not sound.finite:
        return "its samples are not numbers"
    if sound.samples == 0:
        return "it has no sound"
    if capped:
        return f"it did not come to an end within {sound.seconds:.0f} s"
    if too_long:
        return f"it lasts {sound.seconds:.1f} s, far too long for its text"
    if sound.peak < _SILENCE:
        return "it is silent"
    if sound.seconds < fewest_frames(text) / FRAMES_PER_SECOND:
        return f"it lasts {sound.seconds:.1f} s, far too short for its text"
    return ""


def another_seed(seed: int) -> int:
    """Return the seed with which a take or passage of this seed is generated once more."""
    return (seed + _SEED_STEP) % (MAX_SEED + 1)


def tells_pace(text: str) -> bool:
    """Return whether a text is long enough to estimate the pace at which it is spoken."""
    return expected_frames(text) >= _PACE_FRAMES


@dataclass(frozen=True)
class Pace:
    """The pace of a reference.

    Parameters
    ----------
    frames : int
        The reference's codec frames, including those of the silence at its end.
    expected : int
        Those of its transcript at an ordinary pace (`expected_frames`).
    """

    frames: int
    expected: int

    @property
    def usual(self) -> float | None:
        """Codec frames per expected one; None where the reference is too short."""
        return (self.frames - _SILENCE_FRAMES) / self.expected if self.expected >= _PACE_FRAMES else None

    def too_long(self, text: str, frames: int) -> bool:
        """Return whether a line is so long that it must hold more than its text, such as the reference's words."""
        predicted = expected_frames(text) * self.frames / self.expected
        return frames > _SLOWEST * max(predicted, expected_frames(text)) + _REREAD * self.frames
