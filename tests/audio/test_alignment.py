"""The difference of two takes, aligned in time and compared band by band."""

import base64
import io

import numpy as np
import pytest
import soxr
from PIL import Image
from synthetic_voice import vowel

from studio.audio.alignment import RANGE_DB, align, spectral_difference
from studio.audio.spectrogram import spectrogram
from studio.errors import InvalidInput

RATE = 24_000
VOWELS = "aiueoaueia"


def phrase(seconds, f0=120):
    """Return ten vowels of these lengths with a pause in the middle."""
    sounds = [vowel(name, f0, length) for name, length in zip(VOWELS, seconds, strict=True)]
    return np.concatenate([*sounds[:5], np.zeros(RATE // 4), *sounds[5:]]).astype(np.float32)


EVEN = [0.3] * 10
UNEVEN = [0.2, 0.5, 0.25, 0.35, 0.3, 0.6, 0.2, 0.2, 0.45, 0.3]


def bounds(seconds):
    """Return the start and end of each vowel in seconds."""
    starts = np.cumsum([0, *seconds])[:-1] + np.where(np.arange(10) >= 5, 0.25, 0)
    return starts, starts + np.array(seconds)


@pytest.mark.parametrize("f0", [120, 210])
def test_takes_of_different_pace_and_voice_are_aligned(f0):
    found = spectral_difference((phrase(EVEN), RATE), (phrase(UNEVEN, f0), RATE))
    middles = np.mean(bounds(EVEN), axis=0)
    places = found.places[(middles / found.column_seconds).astype(int)]
    starts, ends = bounds(UNEVEN)
    assert np.all((starts < places) & (places < ends))
    assert np.all(np.diff(found.places) >= 0)


def test_clip_equals_itself_and_its_quieter_copy():
    clip = phrase(EVEN)
    for other in (clip, clip / 4):
        found = spectral_difference((clip, RATE), (other, RATE))
        assert np.abs(found.levels).max() < 0.1
        lag = found.places - (np.arange(len(found.places)) + 0.5) * found.column_seconds
        assert np.abs(lag).max() < 0.021
    assert found.gain_db == pytest.approx(12.04, abs=0.1)


def test_clips_of_different_sample_rates_are_compared():
    clip = phrase(EVEN)
    found = spectral_difference((clip, RATE), (soxr.resample(clip, RATE, 48_000), 48_000))
    assert np.median(np.abs(found.levels)) < 0.5
    assert found.gain_db == pytest.approx(0, abs=0.1)


def test_louder_band_is_shown_with_its_sign():
    clip = phrase(EVEN)
    whistle = 0.02 * np.sin(2 * np.pi * 6000 * np.arange(len(clip)) / RATE)
    found = spectral_difference((clip, RATE), ((clip + whistle).astype(np.float32), RATE))
    strongest = np.argmax(found.levels.mean(axis=1))
    assert strongest == pytest.approx(np.argmax(spectrogram(whistle, RATE).levels[:, 100]), abs=3)
    assert found.levels[strongest].mean() > 10
    back = spectral_difference(((clip + whistle).astype(np.float32), RATE), (clip, RATE))
    assert back.levels[strongest].mean() < -10


def test_noise_in_pauses_is_not_a_difference():
    clip = phrase(EVEN)
    noisy = clip + np.random.default_rng(2).normal(0, 1e-5, len(clip)).astype(np.float32)
    found = spectral_difference((clip, RATE), (noisy, RATE))
    pause = slice(int(1.55 / found.column_seconds), int(1.7 / found.column_seconds))
    assert np.abs(found.levels[:, pause]).max() < 1


def test_long_clips_are_aligned_on_fewer_frames():
    clip = np.tile(phrase(EVEN), 19)[: 60 * RATE]
    levels = spectrogram(clip, RATE).levels
    places = align(levels, levels[:, :5000])
    assert places.shape == (6000,)
    assert places[:4800] == pytest.approx(np.arange(4800), abs=20)


@pytest.mark.parametrize("length", [0, 1, 240, 5000])
def test_any_length_can_be_compared(length):
    clip = phrase(EVEN)
    found = spectral_difference((clip, RATE), (clip[:length], RATE))
    assert np.isfinite(found.levels).all()
    back = spectral_difference((clip[:length], RATE), (clip, RATE))
    assert len(back.places) == back.levels.shape[1] == max(1, -(-length // 240))


def test_invalid_samples_are_rejected():
    with pytest.raises(InvalidInput, match="mono"):
        spectral_difference((np.zeros((10, 2)), RATE), (np.zeros(10), RATE))


def test_json_has_a_grey_centred_image_and_milliseconds():
    found = spectral_difference((phrase(EVEN), RATE), (phrase(UNEVEN), RATE))
    wire = found.to_json()
    drawn = np.asarray(Image.open(io.BytesIO(base64.b64decode(wire["image"]))).convert("L"))[::-1]
    assert drawn.shape == found.levels.shape
    shown = (drawn / 255 * 2 - 1) * RANGE_DB
    assert np.sqrt(np.mean((shown - np.clip(found.levels, -RANGE_DB, RANGE_DB)) ** 2)) < 2.0
    assert np.frombuffer(base64.b64decode(wire["places"]), "<u4") / 1000 == pytest.approx(found.places, abs=6e-4)
