"""Loudness after ITU-R BS.1770, and gains that match the loudness of clips without clipping."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.audio.loudness import TARGET, loudness, matching_gains, true_peak
from studio.errors import InvalidInput

RATE = 24_000


def tone(seconds=1.0, level=0.1, hertz=997.0, rate=RATE):
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def amplified(samples, gain_db):
    return samples * np.float32(10 ** (gain_db / 20))


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100, 48_000])
def test_full_scale_997_hz_sine_has_minus_3_lufs(rate):
    assert loudness(tone(level=1.0, rate=rate), rate) == pytest.approx(-3.01, abs=0.1)  # BS.1770-4, annex 1


@pytest.mark.parametrize(
    ("parts", "expected"),  # dBFS and seconds; EBU Tech 3341, minimum requirements test signals 1 to 5
    [
        ([(-23, 20)], -23),
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
    ],
)
def test_ebu_test_tones_have_the_specified_loudness(parts, expected):
    both_channels = 3.0103  # dB that one channel needs for the loudness of two
    clip = np.concatenate([tone(seconds, 10 ** ((level + both_channels) / 20), 1000) for level, seconds in parts])
    assert loudness(clip, RATE) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(
    ("part", "degrees", "level", "expected"),  # of the rate; EBU Tech 3341, test signals 15 to 19
    [(4, 0, 0.5, -6), (4, 45, 0.5, -6), (6, 60, 0.5, -6), (8, 67.5, 0.5, -6), (4, 45, 1.41, 3)],
)
def test_ebu_test_tones_have_the_specified_true_peak(part, degrees, level, expected):
    sine = level * np.sin(2 * np.pi * np.arange(48_000) / part + np.radians(degrees))
    ramp = np.minimum(1, np.arange(48_000) / 2400)
    assert expected - 0.4 <= true_peak(sine * ramp * ramp[::-1], 48_000) <= expected + 0.2


def test_incomplete_last_block_is_ignored():
    clip = tone(1.0)
    assert loudness(np.concatenate([clip, np.zeros(RATE // 20)]), RATE) == pytest.approx(loudness(clip, RATE), abs=0.01)


def test_ten_decibels_change_loudness_by_ten_lu():
    assert loudness(tone(), RATE) - loudness(amplified(tone(), -10), RATE) == pytest.approx(10, abs=0.01)


def test_pauses_do_not_lower_the_loudness():
    pause = np.zeros(2 * RATE, np.float32)
    with_pause = np.concatenate([tone(4), pause, tone(4)])
    assert loudness(with_pause, RATE) == pytest.approx(loudness(tone(8), RATE), abs=0.5)


@pytest.mark.parametrize("seconds", [0.005, 0.05, 0.39])
def test_clips_shorter_than_a_block_have_a_loudness(seconds):
    assert loudness(tone(seconds), RATE) == pytest.approx(loudness(tone(2), RATE), abs=0.5)


@pytest.mark.parametrize("samples", [[], [0.0], np.zeros(100), np.zeros(RATE), tone(level=1e-6), tone(0.1, level=1e-6)])
def test_silence_has_no_loudness(samples):
    assert loudness(samples, RATE) == -math.inf


def test_true_peak_between_samples_is_found():
    quarter = np.sin(np.pi / 4 + np.pi / 2 * np.arange(RATE)).astype(np.float32)  # never sampled at its top
    assert np.abs(quarter).max() == pytest.approx(0.7071, abs=1e-3)
    assert true_peak(quarter[1000:-1000], RATE) == pytest.approx(0.0, abs=0.2)
    assert true_peak(np.zeros(10), RATE) == -math.inf


def test_gains_match_clips_to_the_target():
    clips = [tone(level=0.05), tone(level=0.2), tone(level=0.1, hertz=300)]
    for samples, gain in zip(clips, matching_gains([(samples, RATE) for samples in clips]), strict=True):
        assert loudness(amplified(samples, gain), RATE) == pytest.approx(TARGET, abs=0.05)


def test_target_is_lowered_to_avoid_clipping():
    spiky = tone(level=0.001)
    spiky[::4000] = 0.9
    clips = [tone(), spiky]
    gains = matching_gains([(samples, RATE) for samples in clips], target=-10.0)
    matched = [amplified(samples, gain) for samples, gain in zip(clips, gains, strict=True)]
    levels = [loudness(samples, RATE) for samples in matched]
    assert levels[0] == pytest.approx(levels[1], abs=0.05)
    assert levels[0] < -10.0
    assert true_peak(matched[1], RATE) == pytest.approx(0.0, abs=0.05)


def test_silence_is_unchanged_and_does_not_affect_the_target():
    alone = matching_gains([(tone(), RATE)])
    assert matching_gains([(np.zeros(RATE), RATE), (tone(), RATE)]) == [0.0, *alone]
    assert matching_gains([]) == []


def test_clips_of_different_sample_rates_are_matched():
    gains = matching_gains([(tone(rate=48_000), 48_000), (tone(), RATE)])
    assert gains[0] == pytest.approx(gains[1], abs=0.1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-90, 0), st.floats(0.01, 1.0), st.integers(0, 2**32 - 1)),
        min_size=1,
        max_size=4,
    ),
    st.floats(-40, 0),
)
def test_matched_clips_never_exceed_full_scale(shapes, target):
    clips = []
    for level_db, seconds, seed in shapes:
        noise = np.random.default_rng(seed).uniform(-1, 1, round(seconds * RATE)).astype(np.float32)
        clips.append((amplified(noise, level_db), RATE))
    for (samples, _), gain in zip(clips, matching_gains(clips, target), strict=True):
        assert np.abs(amplified(samples, gain)).max() <= 1.0 + 1e-5
        assert math.isfinite(gain)


@pytest.mark.parametrize("samples", [np.zeros((2, 100)), [0.0, math.nan], [math.inf]])
def test_invalid_samples_are_rejected(samples):
    with pytest.raises(InvalidInput, match=r"mono|finite"):
        loudness(samples, RATE)


@pytest.mark.parametrize("rate", [0, -1, math.nan, math.inf])
def test_invalid_sample_rate_is_rejected(rate):
    with pytest.raises(InvalidInput, match="sample rate"):
        loudness([0.1], rate)


@pytest.mark.parametrize(
    "samples",
    [
        np.array([0, 9000, -9000], np.int16),
        9000.0 * tone(),
        np.ones(9, complex),
        np.ones(9, bool),
        ["a"],
        None,
        [1e300],
    ],
    ids=["integers", "integers as floats", "complex", "truth", "words", "nothing", "beyond float32"],
)
def test_samples_of_another_type_are_rejected(samples):
    with pytest.raises(InvalidInput) as refusal:
        loudness(samples, RATE)
    assert refusal.value.code == "invalid-clip"


def test_samples_may_exceed_full_scale():
    assert loudness(tone(level=4.0), RATE) == pytest.approx(loudness(tone(level=1.0), RATE) + 12.04, abs=0.01)


def test_single_sample_at_a_high_rate_is_silent():
    assert loudness([0.5], 192_000) == -math.inf
