"""What espeak-ng cannot do itself: roughness, the spectrum's slope, silence at the ends, loudness, 24 kHz."""

import numpy as np
import soxr
from numpy.typing import NDArray

from studio.voice.take import SAMPLE_RATE

_LEAD = 0.1  # seconds of silence before
_TAIL = 0.2  # and after
_FADE = 0.005
_SILENT_DB = -50.0  # below the loudest frame
_PEAK = 0.89  # -1 dBFS
_LOWEST = 40.0  # Hz; nothing of a voice lies below


def shape(
    pcm: NDArray[np.int16], rate: int, *, roughness: float, tilt: float, level: float, seed: int
) -> NDArray[np.float32]:
    """Finish what espeak-ng spoke.

    Parameters
    ----------
    pcm : ndarray of int16, shape (n,)
        Mono.
    rate : int
        Its samples a second.
    roughness : float
        0 to 1.
    tilt : float
        Change of the spectrum's slope in dB an octave, around 1 kHz.
    level : float
        Loudness in LUFS.
    seed : int
        Of the roughness's noise.

    Returns
    -------
    ndarray of float32, shape (m,)
        Mono, 24 kHz; empty where there is no sound.
    """
    voiced = _trim(pcm.astype(np.float64) / 32768, rate)
    if not len(voiced):
        return np.zeros(0, np.float32)
    tilted = _tilt(_roughen(voiced, rate, roughness, seed), rate, tilt)
    sound = soxr.resample(tilted, rate, SAMPLE_RATE, quality="HQ")
    sound *= _gain(sound, level)
    return fade(sound.astype(np.float32))


def fade(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fade both ends over 5 ms, so that neither clicks."""
    length = min(int(_FADE * SAMPLE_RATE), len(sound) // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))).astype(np.float32)
    faded = sound.copy()
    faded[:length] *= ramp
    faded[len(sound) - length :] *= ramp[::-1]
    return faded


def _trim(sound: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Leave 100 ms of silence before the speech and 200 ms after it."""
    frame = rate // 100
    energy = np.square(sound[: len(sound) // frame * frame]).reshape(-1, frame).mean(axis=1)
    if not len(energy) or not energy.max():
        return sound[:0]
    loud = np.flatnonzero(energy > energy.max() * 10 ** (_SILENT_DB / 10))
    speech = sound[loud[0] * frame : (loud[-1] + 1) * frame]
    return np.pad(speech, (int(_LEAD * rate), int(_TAIL * rate)))


def _roughen(sound: NDArray[np.float64], rate: int, roughness: float, seed: int) -> NDArray[np.float64]:
    """Let the loudness flutter at random between 25 and 90 Hz, where hearing is most alert to roughness.

    The band is that of Fastl and Zwicker, Psychoacoustics, chapter 11 (its peak is at 70 Hz).
    """
    if roughness < 0.05:
        return sound
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(len(sound)))
    frequencies = np.fft.rfftfreq(len(sound), 1 / rate)
    flutter = np.fft.irfft(spectrum * ((frequencies > 25) & (frequencies < 90)), len(sound))
    return sound * np.exp(0.35 * roughness * np.clip(flutter / flutter.std(), -2.5, 2.5))


def _tilt(sound: NDArray[np.float64], rate: int, slope: float) -> NDArray[np.float64]:
    """Turn the spectrum around 1 kHz by `slope` dB an octave, and take away what lies below a voice."""
    length = len(sound) + rate // 10  # room for the filter's own tail
    frequencies = np.fft.rfftfreq(length, 1 / rate)
    octaves = np.log2(np.clip(frequencies, 200.0, 8000.0) / 1000.0)
    gain = 10 ** (slope * octaves / 20) * np.clip(frequencies / _LOWEST - 1, 0.0, 1.0)
    return np.fft.irfft(np.fft.rfft(sound, length) * gain, length)[: len(sound)]


def _gain(sound: NDArray[np.float64], level: float) -> float:
    """Give the factor that brings speech to a loudness: K-weighted mean square of its loud frames (BS.1770)."""
    weighted = _k_weighted(sound)
    block = SAMPLE_RATE * 2 // 5
    starts = range(0, max(1, len(weighted) - block), block // 4)
    power = np.array([np.square(weighted[start : start + block]).mean() for start in starts])
    gated = power[power >= 0.1 * power.mean()]
    gain = 10 ** ((level + 0.691) / 20) / np.sqrt(gated.mean())
    return float(min(gain, _PEAK / np.abs(sound).max()))


def _k_weighted(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight by the magnitude of BS.1770's two filters: +4 dB above 1.7 kHz, nothing below 38 Hz."""
    spectrum = np.fft.rfft(sound)
    f2 = np.square(np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE))
    shelf = (f2 * 10 ** (4 / 10) + 1682.0**2) / (f2 + 1682.0**2)
    return np.fft.irfft(spectrum * np.sqrt(shelf) * f2 / (f2 + 38.0**2), len(sound))
