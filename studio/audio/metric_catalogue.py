"""How each number of a take is measured: name, unit, the method in plain words, and where the method is from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Method:
    """How one number is measured.

    Parameters
    ----------
    label : str
        What a table calls it.
    unit : str
        As it stands after the number.
    digits : int
        After the point, where it is shown.
    how : str
        The method, in plain words.
    source : str
        Where the method is from; empty where the words say all of it.
    scale : str
        The unit of a difference, where it is not the number's own; with "%" and "semitones", the ratio counts.
    more, less : str
        What a take is that has more of it, and less.
    """

    label: str
    unit: str
    digits: int
    how: str
    source: str = ""
    scale: str = ""
    more: str = "more"
    less: str = "less"

    @property
    def tooltip(self) -> str:
        """The method and its source in one text."""
        return f"{self.how} ({self.source})" if self.source else self.how

    def difference(self, here: float, there: float) -> float:
        """Tell how far one value is from another, in the unit of the scale."""
        if self.scale == "semitones":
            return 12.0 * math.log2(there / here)
        return 100.0 * (there / here - 1.0) if self.scale == "%" else there - here

    def show(self, value: float | None) -> str:
        """Write a number the way a table has it, without its unit; a dash for None."""
        return "–" if value is None else f"{value:,.{self.digits}f}".replace("-", "−")


#: By the name of the field in `studio.audio.metrics.Measurements`, in the order of a table.
METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "duration": Method(
            label="Duration",
            unit="s",
            digits=2,
            how="From the first sample to the last, silence at the ends included.",
            scale="%",
            more="longer",
            less="shorter",
        ),
        "loudness": Method(
            label="Loudness",
            unit="LUFS",
            digits=1,
            how="Integrated loudness, K-weighted and gated; broadcast programmes have -23.",
            source="ITU-R BS.1770-4",
            scale="LU",
            more="louder",
            less="quieter",
        ),
        "true_peak": Method(
            label="True peak",
            unit="dBTP",
            digits=1,
            how="The highest level, between the samples too, at four times the rate.",
            source="ITU-R BS.1770-4, annex 2",
            scale="dB",
            more="higher in its peak",
            less="lower in its peak",
        ),
        "pitch": Method(
            label="Pitch",
            unit="Hz",
            digits=0,
            how="Median of the fundamental frequency over the voiced stretches, 10 ms at a time, by pYIN.",
            source="Mauch & Dixon 2014",
            scale="semitones",
            more="higher",
            less="lower",
        ),
        "pitch_range": Method(
            label="Pitch range",
            unit="semitones",
            digits=1,
            how="From the 5th to the 95th percentile of the pitch: small is monotone, large is lively.",
            source="after De Looze & Hirst 2008",
            more="livelier in pitch",
            less="more even in pitch",
        ),
        "syllable_rate": Method(
            label="Pace",
            unit="syllables/s",
            digits=1,
            how="An estimate from the sound alone: voiced peaks of the level that stand 2 dB above the dips beside "
            "them, per second from the first speech to the last.",
            source="after de Jong & Wempe 2009",
            scale="%",
            more="faster in syllables",
            less="slower in syllables",
        ),
        "letter_rate": Method(
            label="Pace by text",
            unit="letters/s",
            digits=1,
            how="Letters of the text per second from the first speech to the last, pauses included.",
            scale="%",
            more="faster",
            less="slower",
        ),
        "pauses": Method(
            label="Pauses",
            unit="%",
            digits=0,
            how="Share of the time from the first speech to the last that lies in stretches of 0.2 s and more, 30 dB "
            "and more below the loud parts.",
            scale="points",
            more="fuller of pauses",
            less="without so many pauses",
        ),
        "centroid": Method(
            label="Brightness",
            unit="Hz",
            digits=0,
            how="Spectral centroid: the mean frequency from 0 to 12 kHz, weighted by magnitude; median over the frames "
            "in which it speaks.",
            source="as librosa defines it",
            scale="%",
            more="brighter",
            less="darker",
        ),
        "tilt": Method(
            label="Tilt",
            unit="dB/octave",
            digits=1,
            how="How the long-term average spectrum of the frames in which it speaks falls from 100 Hz to 6.4 kHz: "
            "a line through thirds of an octave, by least squares. Nearer 0 is brighter.",
            more="less steep in its spectrum",
            less="steeper in its spectrum",
        ),
        "flatness": Method(
            label="Flatness",
            unit="dB",
            digits=1,
            how="Geometric over arithmetic mean of the power from 100 Hz to 8 kHz; median over the frames in which it "
            "speaks. White noise has -2.5; breath and whisper raise it.",
            source="Gray & Markel 1974",
            more="more breathy or noisy",
            less="less breathy or noisy",
        ),
        "harmonicity": Method(
            label="Harmonics to noise",
            unit="dB",
            digits=1,
            how="Periodic over other power, from the autocorrelation at the pitch's period; median over the voiced "
            "frames. Rough, breathy and gliding voices are low.",
            source="Boersma 1993",
            more="clearer",
            less="rougher",
        ),
        "noise_floor": Method(
            label="Noise floor",
            unit="dBFS",
            digits=0,
            how="Median level of the stretches of 0.1 s and more in which nothing is spoken. -120 stands for digital "
            "silence.",
            scale="dB",
            more="noisier in its pauses",
            less="cleaner in its pauses",
        ),
    }
)
