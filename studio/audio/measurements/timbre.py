"""Brightness, tilt and flatness of the spectrum."""

import math

import numpy as np

from studio.audio.measurements.analysis import Analysis
from studio.audio.measurements.measurement import Measurement
from studio.audio.spectrum import FLAT_HIGH, TILT_HIGH, tilt


def _flatness(clip: Analysis) -> float:
    return 10.0 * math.log10(float(np.median(clip.spectrum_up_to(FLAT_HIGH).flatnesses)))


CENTROID = Measurement(
    name="centroid",
    label="Brightness",
    unit="Hz",
    digits=0,
    how="Spectral centroid: the mean frequency from 0 to 12 kHz, weighted by magnitude; median over the frames that "
    "are speech.",
    compute=lambda clip: float(np.median(clip.spectrum.centroids)),
    chance=21,
    source="as defined by librosa",
    scale="%",
    more="brighter",
    less="darker",
    order=60,
)
TILT = Measurement(
    name="tilt",
    label="Tilt",
    unit="dB/octave",
    digits=1,
    how="Slope of the average spectrum of speech from 100 Hz to 6.4 kHz: a least-squares line through the levels of "
    "third-octave bands. Nearer 0 is brighter.",
    compute=lambda clip: tilt(clip.spectrum_up_to(TILT_HIGH).mean),
    chance=1.5,
    more="with a less steep spectrum",
    less="with a steeper spectrum",
)
FLATNESS = Measurement(
    name="flatness",
    label="Flatness",
    unit="dB",
    digits=1,
    how="Ratio of the geometric to the arithmetic mean of the power from 100 Hz to 8 kHz; median over the frames that "
    "are speech. White noise has -2.5; breath and whisper raise it.",
    compute=_flatness,
    chance=3.6,
    source="Gray & Markel 1974",
    more="more breathy or noisy",
    less="less breathy or noisy",
    order=70,
)
