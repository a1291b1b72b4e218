"""Syllables and letters per second, and pauses."""

from studio.audio.measurements.analysis import Analysis, Unmeasurable
from studio.audio.measurements.measurement import Measurement
from studio.audio.speech_rate import pause_ratio, syllable_nuclei


def _syllable_rate(clip: Analysis) -> float:
    clip.voiced()
    return len(syllable_nuclei(clip.speech, clip.pitch)) / clip.spoken_seconds()


def _letter_rate(clip: Analysis) -> float:
    letters = sum(character.isalpha() for character in clip.text)
    if not letters:
        raise Unmeasurable("Its text is not known.")
    return letters / clip.spoken_seconds()


SYLLABLE_RATE = Measurement(
    name="syllable_rate",
    label="Pace",
    unit="syllables/s",
    digits=1,
    how="An estimate from the sound alone: voiced level peaks at least 2 dB above the dips on both sides, per second "
    "from the first speech to the last.",
    compute=_syllable_rate,
    chance=31,
    source="after de Jong & Wempe 2009",
    scale="%",
    more="faster in syllables",
    less="slower in syllables",
    order=40,
    implied_by="letter_rate",
)
LETTER_RATE = Measurement(
    name="letter_rate",
    label="Pace by text",
    unit="letters/s",
    digits=1,
    how="Letters of the text per second from the first speech to the last, pauses included.",
    compute=_letter_rate,
    chance=15,
    scale="%",
    more="faster",
    less="slower",
    order=30,
)
PAUSES = Measurement(
    name="pauses",
    label="Pauses",
    unit="%",
    digits=0,
    how="Share of the time from the first speech to the last that is in pauses: at least 0.2 s long and at least 30 dB "
    "below the loud parts.",
    compute=lambda clip: 100.0 * pause_ratio(clip.speech),
    chance=1.0,
    scale="points",
    more="with more pauses",
    less="with fewer pauses",
    order=50,
)
