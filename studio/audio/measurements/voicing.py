"""The share of speech that is voiced."""

import numpy as np

from studio.audio.measurements.analysis import Analysis
from studio.audio.measurements.measurement import Measurement


def _voicing(clip: Analysis) -> float:
    frames = min(len(clip.speech.speaking), len(clip.pitch.hertz))
    voiced = np.isfinite(clip.pitch.hertz[:frames])
    return 100.0 * float(voiced[clip.speech.speaking[:frames]].mean())


VOICING = Measurement(
    name="voicing",
    label="Voiced",
    unit="%",
    digits=0,
    how="Share of the frames of speech that have a pitch. A whisper has none; consonants without voice count.",
    compute=_voicing,
    chance=12.0,
    scale="points",
    more="more voiced",
    less="less voiced",
)
