"""Loudness and true peak."""

from studio.audio.loudness import true_peak
from studio.audio.measurements.measurement import Measurement

LOUDNESS = Measurement(
    name="loudness",
    label="Loudness",
    unit="LUFS",
    digits=1,
    how="Integrated loudness, K-weighted and gated. Broadcast programmes are at -23.",
    compute=lambda clip: clip.loudness,
    chance=1.3,
    source="ITU-R BS.1770-4",
    scale="LU",
    more="louder",
    less="quieter",
    order=90,
)
TRUE_PEAK = Measurement(
    name="true_peak",
    label="True peak",
    unit="dBTP",
    digits=1,
    how="The highest level, including between the samples, found by four times oversampling.",
    compute=lambda clip: true_peak(clip.clip, clip.sample_rate),
    chance=1.4,
    source="ITU-R BS.1770-4, annex 2",
    scale="dB",
    more="with a higher peak",
    less="with a lower peak",
)
