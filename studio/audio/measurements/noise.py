"""Noise in the voice and in its pauses."""

import numpy as np

from studio.audio.harmonicity import harmonics_to_noise
from studio.audio.measurements.analysis import Analysis, Unmeasurable
from studio.audio.measurements.measurement import Measurement

_HIGHEST_RATIO = 40.0  # dB; above, the error of the window is as large as the noise
_GAP = 0.1  # seconds: the shortest gap in which the noise floor is measured
_EDGE = 3  # frames left out at both ends of a gap, where speech fades
_LOWEST_FLOOR = -120.0  # dBFS; below is the 24-bit grid


def _harmonicity(clip: Analysis) -> float:
    clip.voiced()
    return min(_HIGHEST_RATIO, float(np.median(harmonics_to_noise(clip.sound, clip.pitch))))


def _noise_floor(clip: Analysis) -> float:
    quiet = [clip.speech.levels[start + _EDGE : end - _EDGE] for start, end in clip.speech.gaps(_GAP)]
    if not quiet:
        raise Unmeasurable("It has no gaps in its speech.")
    return max(_LOWEST_FLOOR, float(np.median(np.concatenate(quiet))))


HARMONICITY = Measurement(
    name="harmonicity",
    label="Harmonics to noise",
    unit="dB",
    digits=1,
    how="Ratio of periodic to other power, from the autocorrelation at the pitch period; median over the voiced "
    "frames. Rough, breathy and gliding voices have less.",
    compute=_harmonicity,
    chance=2.2,
    source="Boersma 1993",
    more="clearer",
    less="rougher",
    order=80,
)
NOISE_FLOOR = Measurement(
    name="noise_floor",
    label="Noise floor",
    unit="dBFS",
    digits=0,
    how="Median level of the gaps in speech that are at least 0.1 s long. -120 is digital silence.",
    compute=_noise_floor,
    chance=8.5,
    scale="dB",
    more="noisier in its pauses",
    less="cleaner in its pauses",
    order=100,
)
