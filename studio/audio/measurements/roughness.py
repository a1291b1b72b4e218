"""Roughness by the perturbation of the amplitude."""

import numpy as np

from studio.audio.measurements.analysis import Analysis, Unmeasurable
from studio.audio.measurements.measurement import Measurement
from studio.audio.perturbation import amplitude_perturbation


def _perturbation(clip: Analysis) -> float:
    clip.voiced()
    found = amplitude_perturbation(clip.sound, clip.pitch)
    if not len(found):
        raise Unmeasurable("It has no three pitch periods in a row.")
    return float(np.median(found))


PERTURBATION = Measurement(
    name="perturbation",
    label="Perturbation",
    unit="dB",
    digits=2,
    how="How far the level of a pitch period differs from the mean of its two neighbours; median over the voiced "
    "frames. Rough, creaky and hoarse voices have more.",
    compute=_perturbation,
    chance=0.3,
    source="APQ3; roughness after Hillenbrand 1988",
    more="rougher from period to period",
    less="smoother from period to period",
)
