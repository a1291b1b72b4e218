"""Breathiness by the cepstrum."""

import numpy as np

from studio.audio.cepstrum import cepstral_peak_prominence
from studio.audio.measurements.analysis import Analysis
from studio.audio.measurements.measurement import Measurement

_QUARTILE = 75  # of the frames: glides and the ends of vowels have less in any voice


def _peak(clip: Analysis) -> float:
    clip.voiced()
    voiced = np.flatnonzero(np.isfinite(clip.pitch.hertz))
    return float(np.percentile(cepstral_peak_prominence(clip.sound, voiced), _QUARTILE))


CEPSTRAL_PEAK = Measurement(
    name="cepstral_peak",
    label="Cepstral peak",
    unit="dB",
    digits=1,
    how="How far the peak of the cepstrum at the pitch period stands above its regression line; upper quartile of the "
    "voiced frames. Breathy voices have less, rough ones a little less.",
    compute=_peak,
    chance=1.4,
    source="after Hillenbrand, Cleveland & Erickson 1994",
    more="less breathy by its cepstrum",
    less="more breathy by its cepstrum",
)
