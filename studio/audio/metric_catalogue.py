"""The measurements of a take: label, unit, method and source of each."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Method:
    """How one measurement is made, shown and compared.

    Parameters
    ----------
    label : str
        Its name in a table.
    unit : str
        Shown after the number.
    digits : int
        Decimals shown.
    how : str
        A description of the method, shown to users.
    source : str
        Publication or standard of the method; empty if `how` is complete.
    scale : str
        Unit of a difference, if it is not `unit`; "%" and "semitones" compare the ratio.
    more, less : str
        Words for a take with a higher value and with a lower one.
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
        """Return `there` minus `here` in the unit of `scale`: a ratio for "%" and "semitones"."""
        if self.scale == "semitones":
            return 12.0 * math.log2(there / here)
        return 100.0 * (there / here - 1.0) if self.scale == "%" else there - here

    def show(self, value: float | None) -> str:
        """Format a number for a table, without its unit; None is a dash."""
        return "–" if value is None else f"{value:,.{self.digits}f}".replace("-", "−")


#: By field name of `studio.audio.metrics.Measurements`, in the order of the table.
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
            how="Integrated loudness, K-weighted and gated. Broadcast programmes are at -23.",
            source="ITU-R BS.1770-4",
            scale="LU",
            more="louder",
            less="quieter",
        ),
        "true_peak": Method(
            label="True peak",
            unit="dBTP",
            digits=1,
            how="The highest level, including between the samples, found by four times oversampling.",
            source="ITU-R BS.1770-4, annex 2",
            scale="dB",
            more="with a higher peak",
            less="with a lower peak",
        ),
        "pitch": Method(
            label="Pitch",
            unit="Hz",
            digits=0,
            how="Median fundamental frequency of the voiced 10 ms frames, by pYIN.",
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
            how="An estimate from the sound alone: voiced level peaks at least 2 dB above the dips on both sides, per "
            "second from the first speech to the last.",
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
            how="Share of the time from the first speech to the last that is in pauses: at least 0.2 s long and at "
            "least 30 dB below the loud parts.",
            scale="points",
            more="with more pauses",
            less="with fewer pauses",
        ),
        "centroid": Method(
            label="Brightness",
            unit="Hz",
            digits=0,
            how="Spectral centroid: the mean frequency from 0 to 12 kHz, weighted by magnitude; median over the frames "
            "that are speech.",
            source="as defined by librosa",
            scale="%",
            more="brighter",
            less="darker",
        ),
        "tilt": Method(
            label="Tilt",
            unit="dB/octave",
            digits=1,
            how="Slope of the average spectrum of speech from 100 Hz to 6.4 kHz: a least-squares line through the "
            "levels of third-octave bands. Nearer 0 is brighter.",
            more="with a less steep spectrum",
            less="with a steeper spectrum",
        ),
        "flatness": Method(
            label="Flatness",
            unit="dB",
            digits=1,
            how="Ratio of the geometric to the arithmetic mean of the power from 100 Hz to 8 kHz; median over the "
            "frames that are speech. White noise has -2.5; breath and whisper raise it.",
            source="Gray & Markel 1974",
            more="more breathy or noisy",
            less="less breathy or noisy",
        ),
        "harmonicity": Method(
            label="Harmonics to noise",
            unit="dB",
            digits=1,
            how="Ratio of periodic to other power, from the autocorrelation at the pitch period; median over the "
            "voiced frames. Rough, breathy and gliding voices have less.",
            source="Boersma 1993",
            more="clearer",
            less="rougher",
        ),
        "noise_floor": Method(
            label="Noise floor",
            unit="dBFS",
            digits=0,
            how="Median level of the gaps in speech that are at least 0.1 s long. -120 is digital silence.",
            scale="dB",
            more="noisier in its pauses",
            less="cleaner in its pauses",
        ),
    }
)
