"""Duration."""

from studio.audio.measurements.measurement import Measurement

DURATION = Measurement(
    name="duration",
    label="Duration",
    unit="s",
    digits=2,
    how="From the first sample to the last, silence at the ends included.",
    compute=lambda clip: len(clip.clip) / clip.sample_rate,
    chance=15,
    scale="%",
    more="longer",
    less="shorter",
    order=110,
    implied_by="letter_rate",
)
