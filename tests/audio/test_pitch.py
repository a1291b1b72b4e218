"""Pitch tracking of voices with known pitch."""

import base64

import numpy as np
import pytest
from synthetic_voice import RATE, VOWELS, vowel

from studio.audio.pitch import HIGHEST, LOWEST, Pitch, pitch_pyin, pitch_yin, voice_range
from studio.audio.spectrogram import spectrogram
from studio.errors import InvalidInput

TRACKERS = [pitch_yin, pitch_pyin]


@pytest.mark.parametrize("hertz", [70, 95, 130, 175, 235, 310, 400])
@pytest.mark.parametrize("track", TRACKERS)
def test_median_pitch_of_vowels_is_within_one_percent(track, hertz):
    for name in VOWELS:
        assert track(vowel(name, hertz, 0.5), RATE).median == pytest.approx(hertz, rel=0.01), name


@pytest.mark.parametrize("track", TRACKERS)
def test_glide_is_tracked_through_noise(track):
    found = track(vowel("a", 160, 1.0, glide=12, noise_db=-20), RATE)
    true = 160 * 2 ** np.linspace(-0.5, 0.5, 100)
    inside = slice(5, -5)
    assert np.nanmax(np.abs(12 * np.log2(found.hertz[inside] / true[inside]))) < 0.5  # semitones
    assert np.isfinite(found.hertz[inside]).mean() > 0.95


@pytest.mark.parametrize("track", TRACKERS)
@pytest.mark.parametrize("rate", [RATE, 16_000, 44_100, 48_000])
def test_pitch_values_align_with_spectrogram_columns(track, rate):
    pause = np.zeros(round(0.3 * RATE), np.float32)
    clip = np.concatenate([pause, vowel("o", 120, 0.4), pause])
    resampled = np.interp(np.arange(0, len(clip), RATE / rate), np.arange(len(clip)), clip)
    found = track(resampled, rate)
    columns = spectrogram(resampled, rate)
    assert found.hop_seconds == columns.column_seconds
    assert len(found.hertz) == columns.levels.shape[1]
    voiced = np.flatnonzero(np.isfinite(found.hertz))
    assert voiced[0] == pytest.approx(30, abs=3)
    assert voiced[-1] == pytest.approx(69, abs=3)


@pytest.mark.parametrize("track", TRACKERS)
@pytest.mark.parametrize(
    "clip",
    [np.zeros(RATE), [], [0.1], np.zeros(100), np.random.default_rng(1).normal(0, 0.1, RATE)],
    ids=["silence", "empty", "one sample", "short", "noise"],
)
def test_unvoiced_sound_has_no_pitch(track, clip):
    found = track(clip, RATE)
    assert len(found.hertz) == -(-len(clip) // 240)
    assert len(found.voiced) < 0.1 * max(1, len(found.hertz))


def test_pitch_is_tracked_across_minute_boundaries():
    clip = np.concatenate([np.zeros(58 * RATE, np.float32), vowel("a", 160, 4.0, glide=6)])
    found = pitch_pyin(clip, RATE)
    true = 160 * 2 ** (np.linspace(-3, 3, 400) / 12)
    assert len(found.hertz) == 6200
    assert np.abs(12 * np.log2(found.hertz[5805:6195] / true[5:-5])).max() < 0.3  # semitones


def test_pitch_range_for_pyin_follows_from_yin():
    lowest, highest = voice_range(pitch_yin(vowel("e", 200), RATE))
    assert (lowest, highest) == (pytest.approx(150, rel=0.02), pytest.approx(400, rel=0.02))
    assert voice_range(Pitch(np.full(3, np.nan, np.float32), 0.01, "yin")) == (LOWEST, HIGHEST)


def test_pitch_is_cached_by_samples():
    clip = vowel("u", 150)
    assert pitch_yin(clip, RATE) is pitch_yin(clip.copy(), RATE)
    assert pitch_yin(clip, RATE) is not pitch_yin(clip / 2, RATE)


def test_json_holds_tenths_of_a_hertz():
    wire = Pitch(np.array([np.nan, 123.44, 600.0], np.float32), 0.01, "yin").to_json()
    assert np.frombuffer(base64.b64decode(wire["tenths"]), "<u2").tolist() == [0, 1234, 6000]
    assert (wire["method"], wire["hop_seconds"]) == ("yin", 0.01)


@pytest.mark.parametrize("track", TRACKERS)
def test_invalid_samples_are_rejected(track):
    with pytest.raises(InvalidInput, match="mono"):
        track(np.zeros((2, 100)), RATE)
