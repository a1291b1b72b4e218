"""Post-processing of espeak-ng's output: roughness, spectral tilt, silence at the ends, loudness, sample rate."""

import numpy as np
import soxr
from numpy.typing import NDArray

from studio.audio.loudness import OFFSET, approximate_k_weighting, gated_power
from studio.domain.backends import SKETCH

_LEAD = 0.1  # seconds of silence before
_TAIL = 0.2  # and after
_FADE = 0.005
_SHORTEST_PAUSE = 0.12  # seconds; the closures of plosives are shorter
_SILENT_DB = -50.0  # below the loudest frame
_PEAK = 0.89  # -1 dBFS
_LOWEST = 40.0  # Hz; nothing of a voice lies below


def shape(
    pcm: NDArray[np.int16], rate: int, *, roughness: float, tilt: float, level: float, seed: int, pauses: float = 0.0
) -> NDArray[np.float32]:
    """Apply a voice's roughness, tilt and loudness to espeak-ng's output.

    Parameters
    ----------
    pcm : ndarray of int16, shape (n,)
        Mono.
    rate : int
        Hz.
    roughness : float
        0 to 1.
    tilt : float
        Change of the spectrum's slope in dB an octave, around 1 kHz.
    level : float
        Loudness in LUFS.
    seed : int
        Of the noise for roughness.
    pauses : float
        How much longer pauses become: 1 makes them three times as long.

    Returns
    -------
    ndarray of float32, shape (m,)
        Mono, at the backend's rate; empty if there is no sound.
    """
    speech = _lengthen_pauses(_trim(pcm.astype(np.float64) / 32768, rate), rate, pauses)
    if not len(speech):
        return np.zeros(0, np.float32)
    tilted, weighted = _filtered(_roughen(speech, rate, roughness, seed), rate, tilt)
    tilted *= min(_gain(weighted, rate, level), _PEAK / np.abs(tilted).max())
    return fade(soxr.resample(tilted.astype(np.float32), rate, SKETCH.sample_rate, quality="HQ"))


def fade(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fade both ends over 5 ms, against clicks."""
    length = min(int(_FADE * SKETCH.sample_rate), len(sound) // 2)
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


def _lengthen_pauses(sound: NDArray[np.float64], rate: int, pauses: float) -> NDArray[np.float64]:
    """Lengthen the silences inside speech that are longer than those of plosives."""
    if not pauses or not len(sound):
        return sound
    inside = slice(int(_LEAD * rate), len(sound) - int(_TAIL * rate))
    loud = np.flatnonzero(np.abs(sound[inside]) > np.abs(sound).max() * 10 ** (_SILENT_DB / 20)) + inside.start
    gaps = np.diff(loud)
    middles = [
        (loud[n] + gaps[n] // 2, int(2 * pauses * gaps[n])) for n in np.flatnonzero(gaps > _SHORTEST_PAUSE * rate)
    ]
    return np.insert(sound, np.repeat(*np.array(middles).T), 0.0) if middles else sound


def _roughen(sound: NDArray[np.float64], rate: int, roughness: float, seed: int) -> NDArray[np.float64]:
    """Modulate the amplitude with noise between 25 and 90 Hz, the band in which modulation sounds rough.

    The band is that of Fastl and Zwicker, Psychoacoustics, chapter 11 (its peak is at 70 Hz).
    """
    if roughness < 0.05:
        return sound
    instants = 180 / rate * np.arange(len(sound))
    values = np.random.default_rng(seed).standard_normal(int(instants[-1]) + 9)
    values = values[4:-4] - np.convolve(values, np.full(9, 1 / 9), "valid")  # a 50 ms mean: what lies below 20 Hz
    flutter = np.interp(instants, np.arange(len(values)), values)
    gain: NDArray[np.float64] = np.exp(0.35 * roughness * np.clip(flutter / values.std(), -2.5, 2.5))
    return sound * gain


def _filtered(sound: NDArray[np.float64], rate: int, slope: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tilt the spectrum around 1 kHz by `slope` dB per octave; return that, and the same K-weighted."""
    length = _fast_length(len(sound) + rate // 10)  # room for the filter's own tail
    frequencies = np.fft.rfftfreq(length, 1 / rate)
    octaves = np.log2(np.clip(frequencies, 200.0, 8000.0) / 1000.0)
    spectrum = np.fft.rfft(sound, length) * 10 ** (slope * octaves / 20)
    spectrum *= np.clip(frequencies / _LOWEST - 1, 0.0, 1.0)
    weighting = approximate_k_weighting(frequencies)
    return np.fft.irfft(spectrum, length)[: len(sound)], np.fft.irfft(spectrum * weighting, length)[: len(sound)]


def _fast_length(length: int) -> int:
    """Return the next length with a fast Fourier transform; an arbitrary one can take ten times as long."""
    power = 1 << max(0, (length - 1).bit_length() - 4)
    return next(factor * power for factor in (8, 9, 10, 12, 15, 16) if factor * power >= length)


def _gain(weighted: NDArray[np.float64], rate: int, level: float) -> float:
    """Return the factor that brings K-weighted speech to a level in LUFS."""
    return float(10 ** ((level - OFFSET) / 20) / np.sqrt(gated_power(weighted, rate, absolute_gate=0.0)))
