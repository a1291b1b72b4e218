"""Faster and slower speech has the same pitch and loudness, and the duration that was asked for."""

import numpy as np
import pytest
from synthetic_voice import RATE, vowel

from studio.audio.time_stretch import TimeStretch, stretched

SPEEDS = (0.25, 0.5, 0.8, 1.25, 2.0, 4.0)


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("hertz", [80.0, 110.0, 240.0])
def test_speed_changes_the_duration_and_neither_pitch_nor_loudness(speed: float, hertz: float) -> None:
    sound = vowel("a", hertz, seconds=2.0)
    output = stretched(sound, RATE, speed)
    middle = output[len(output) // 10 : -len(output) // 10]

    assert len(output) == round(len(sound) / speed)
    assert _period(middle, near=RATE / hertz) == pytest.approx(RATE / hertz, rel=0.01)
    assert _rms(middle) == pytest.approx(_rms(sound), rel=0.1)


def test_speed_of_one_changes_nothing() -> None:
    sound = vowel("e", 120.0)

    assert np.allclose(stretched(sound, RATE, 1.0), sound, atol=1e-6)


@pytest.mark.parametrize("speed", SPEEDS)
def test_parts_become_what_the_whole_becomes(speed: float) -> None:
    sound = vowel("o", 100.0, glide=4.0)
    stretch = TimeStretch(RATE, speed)
    parts = [stretch.add(sound[place : place + 1920]) for place in range(0, len(sound), 1920)]

    assert np.array_equal(np.concatenate([*parts, stretch.finish()]), stretched(sound, RATE, speed))
    assert any(len(part) for part in parts[: len(parts) // 2])


@pytest.mark.parametrize("count", [0, 1, 100, 359, 361])
@pytest.mark.parametrize("speed", SPEEDS)
def test_short_sound_has_its_duration_too(count: int, speed: float) -> None:
    assert len(stretched(np.full(count, 0.5, np.float32), RATE, speed)) == round(count / speed)


def test_silence_stays_silent() -> None:
    assert not stretched(np.zeros(RATE, np.float32), RATE, 1.7).any()


def _rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))


def _period(sound: np.ndarray, near: float) -> float:
    """Return the period in samples: the place of the autocorrelation's peak less than half an octave from one."""
    part = sound[: RATE // 4].astype(np.float64)
    correlation = np.correlate(part, part, "full")[len(part) - 1 :] / np.arange(len(part), 0, -1)
    shortest, longest = round(near / 1.4), round(near * 1.4)
    return float(shortest + np.argmax(correlation[shortest:longest]))
