"""The standard deviation of the pitch."""

import numpy as np

from studio.audio.measurements.analysis import Analysis
from studio.audio.measurements.measurement import Measurement

_VOICED = 50  # frames: half a second
_OCTAVE = 12.0  # semitones; a frame further from the median is an octave error of the tracker


def _deviation(clip: Analysis) -> float:
    hertz = clip.voiced(_VOICED).astype(np.float64)
    semitones = 12.0 * np.log2(hertz / np.median(hertz))
    return float(np.std(semitones[np.abs(semitones) < _OCTAVE]))


PITCH_DEVIATION = Measurement(
    name="pitch_deviation",
    label="Pitch variation",
    unit="semitones",
    digits=1,
    how="Standard deviation of the pitch in semitones, without frames more than an octave from the median. Semitones "
    "because listeners judge equal intervals as equally lively at any register.",
    compute=_deviation,
    chance=0.7,
    source="Traunmüller & Eriksson 1995",
    more="more varied in pitch",
    less="less varied in pitch",
)
