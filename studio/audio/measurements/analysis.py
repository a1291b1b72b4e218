"""What several measurements of one clip share, each part computed when it is first needed."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import HOP_SECONDS, without_offset
from studio.audio.loudness import loudness
from studio.audio.pitch import LONGEST_PYIN, Pitch, pitch_pyin, pitch_yin
from studio.audio.spectrum import Spectrum, spectrum
from studio.audio.speech_rate import spoken_seconds
from studio.audio.vad import SpeechActivity, detect_speech

VOICED_FOR_PITCH = 10  # frames: 0.1 s
_SPOKEN_FOR_RATE = 0.5  # seconds
_PASSED = 0.45  # of the sample rate: what an anti-aliasing filter passes


class Unmeasurable(Exception):
    """The reason why a measurement cannot be made, for the user."""


class Analysis:
    """A clip, and what several measurements need of it.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Hz.
    text : str
        What it says; empty if that is not known.
    """

    def __init__(self, clip: NDArray[np.float32], sample_rate: int, text: str) -> None:
        self.clip = clip
        self.sample_rate = sample_rate
        self.text = text

    @cached_property
    def loudness(self) -> float:
        """Integrated loudness in LUFS; -inf for silence."""
        return loudness(self.clip, self.sample_rate)

    @cached_property
    def sound(self) -> NDArray[np.float32]:
        """The clip without its mean, at 24 kHz."""
        return without_offset(self.clip, self.sample_rate)

    @cached_property
    def speech(self) -> SpeechActivity:
        """Where it speaks."""
        return detect_speech(self.sound)

    @cached_property
    def pitch(self) -> Pitch:
        """Its pitch by pYIN; by YIN where that would take too long."""
        track = pitch_pyin if len(self.clip) <= LONGEST_PYIN * self.sample_rate else pitch_yin
        return track(self.clip, self.sample_rate)

    @cached_property
    def spectrum(self) -> Spectrum:
        """The spectra of the frames that are speech."""
        return spectrum(self.sound, self.speech.speaking)

    def voiced(self, least: int = VOICED_FOR_PITCH) -> NDArray[np.float32]:
        """Return the pitch of the voiced frames in Hz.

        Raises
        ------
        Unmeasurable
            If fewer than `least` frames are voiced.
        """
        voiced = self.pitch.voiced
        if not len(voiced):
            raise Unmeasurable("Nothing in it is voiced, as in a whisper.")
        if len(voiced) < least:
            raise Unmeasurable(f"Less than {least * HOP_SECONDS:g} s of it is voiced.")
        return voiced

    def spoken_seconds(self) -> float:
        """Return the time from the first speech to the last in seconds.

        Raises
        ------
        Unmeasurable
            If it is too short for a rate.
        """
        seconds = spoken_seconds(self.speech)
        if seconds < _SPOKEN_FOR_RATE:
            raise Unmeasurable(f"It speaks for less than {_SPOKEN_FOR_RATE} s.")
        return seconds

    def spectrum_up_to(self, hertz: float) -> Spectrum:
        """Return the spectra.

        Raises
        ------
        Unmeasurable
            If the clip's sample rate does not reach that frequency.
        """
        if hertz > _PASSED * self.sample_rate:
            raise Unmeasurable(f"At a sample rate of {self.sample_rate:,} Hz it does not reach {hertz / 1000:g} kHz.")
        return self.spectrum
