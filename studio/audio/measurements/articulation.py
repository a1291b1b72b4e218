"""Articulation: the time spent speaking, and syllables per second of it, pauses left out."""

from studio.audio.measurements.analysis import Analysis
from studio.audio.measurements.measurement import Measurement
from studio.audio.speech_rate import pause_ratio, syllable_nuclei


def _speech_time(clip: Analysis) -> float:
    return clip.spoken_seconds() * (1.0 - pause_ratio(clip.speech))


def _articulation_rate(clip: Analysis) -> float:
    clip.voiced()
    return len(syllable_nuclei(clip.speech, clip.pitch)) / _speech_time(clip)


SPEECH_TIME = Measurement(
    name="speech_time",
    label="Speech",
    unit="s",
    digits=2,
    how="From the first speech to the last, without the pauses of at least 0.2 s.",
    compute=_speech_time,
    chance=15,
    scale="%",
    more="with more speech",
    less="with less speech",
)
ARTICULATION_RATE = Measurement(
    name="articulation_rate",
    label="Articulation",
    unit="syllables/s",
    digits=1,
    how="Syllables as for the pace, estimated from the sound, per second of speech without its pauses.",
    compute=_articulation_rate,
    chance=31,
    source="after de Jong & Wempe 2009",
    scale="%",
    more="faster in syllables without pauses",
    less="slower in syllables without pauses",
)
