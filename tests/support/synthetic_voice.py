"""Synthetic voices with known pitch, noise and pauses: harmonics filtered by formants."""

import numpy as np
from numpy.typing import NDArray

RATE = 24_000
#: The first three formants of men's vowels in Hz (G. E. Peterson and H. L. Barney, J. Acoust. Soc. Am. 24, 1952).
VOWELS = {
    "a": (730, 1090, 2440),
    "e": (530, 1840, 2480),
    "i": (270, 2290, 3010),
    "o": (570, 840, 2410),
    "u": (300, 870, 2240),
}
_BANDWIDTHS = (60, 90, 150)


def harmonics(pitch: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the harmonics below 11 kHz of a pitch per sample in Hz, falling by 12 dB per octave as a glottis does."""
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    highest = int(11_000 / pitch.max())
    return sum(np.sin(n * phase + 0.7 * n * n) / n**2 for n in range(1, highest + 1))


def formants(sound: NDArray[np.float64], vowel: str) -> NDArray[np.float64]:
    """Filter a source by a vowel's resonances and the radiation of a mouth (+6 dB per octave)."""
    from scipy.signal import lfilter

    for hertz, width in zip(VOWELS[vowel], _BANDWIDTHS, strict=True):
        radius = np.exp(-np.pi * width / RATE)
        poles = [1.0, -2 * radius * np.cos(2 * np.pi * hertz / RATE), radius**2]
        sound = lfilter([sum(poles)], poles, sound)
    return np.diff(sound, prepend=0.0)


def vowel(
    name: str, hertz: float, seconds: float = 1.0, glide: float = 0.0, noise_db: float = -60.0
) -> NDArray[np.float32]:
    """Return a vowel at a median pitch in Hz that glides linearly by `glide` semitones; peak -6 dBFS."""
    semitones = np.linspace(-glide / 2, glide / 2, round(seconds * RATE))
    sound = formants(harmonics(hertz * 2 ** (semitones / 12)), name)
    sound *= 0.5 / np.abs(sound).max()
    noise = np.random.default_rng(1).normal(size=len(sound)) * np.sqrt(np.mean(sound**2)) * 10 ** (noise_db / 20)
    return (sound + noise).astype(np.float32)


def syllables(count: int, rate: float, hertz: float = 130.0) -> NDArray[np.float32]:
    """Return `count` vowels, `rate` per second, with a dip of 20 dB between two of them."""
    seconds = count / rate
    sound = vowel("a", hertz, seconds, glide=3)
    time = np.arange(len(sound)) / RATE
    return (sound * 10 ** (-(1 + np.cos(2 * np.pi * rate * time)) / 2)).astype(np.float32)


def noise(seconds: float, slope: float = 0.0) -> NDArray[np.float32]:
    """Return noise whose power falls with frequency to the power of `slope`: 0 white, 1 pink, 2 brown; RMS 0.1."""
    spectrum = np.fft.rfft(np.random.default_rng(5).normal(size=round(seconds * RATE)))
    hertz = np.maximum(np.fft.rfftfreq(round(seconds * RATE), 1 / RATE), 50.0)
    sound = np.fft.irfft(spectrum / hertz ** (slope / 2), round(seconds * RATE))
    return (0.1 * sound / np.sqrt(np.mean(sound**2))).astype(np.float32)
