"""Pitch and its range."""

import numpy as np

from studio.audio.measurements.analysis import Analysis
from studio.audio.measurements.measurement import Measurement

_VOICED_FOR_RANGE = 50  # frames: half a second


def _range(clip: Analysis) -> float:
    low, high = np.percentile(clip.voiced(_VOICED_FOR_RANGE), [5, 95])
    return float(12.0 * np.log2(high / low))


PITCH = Measurement(
    name="pitch",
    label="Pitch",
    unit="Hz",
    digits=0,
    how="Median fundamental frequency of the voiced 10 ms frames, by pYIN; by YIN in clips longer than 3 minutes.",
    compute=lambda clip: float(np.median(clip.voiced())),
    chance=2.8,
    source="Mauch & Dixon 2014",
    scale="semitones",
    more="higher",
    less="lower",
    order=10,
)
PITCH_RANGE = Measurement(
    name="pitch_range",
    label="Pitch range",
    unit="semitones",
    digits=1,
    how="From the 5th to the 95th percentile of the pitch: small is monotone, large is lively.",
    compute=_range,
    chance=2.4,
    source="percentiles chosen by the project",
    more="livelier in pitch",
    less="more even in pitch",
    order=20,
)
