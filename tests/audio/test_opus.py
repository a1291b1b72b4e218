"""Opus in a notebook is small, and as loud as the sound it was made from."""

import numpy as np
import pytest

from studio.audio.loudness import loudness
from studio.audio.opus import opus
from studio.audio.sound_file import decode, decode_bytes
from studio.store.home import gallery_folder

VOICES = ("archiv-berlin", "help-desk", "small-explorer")  # those that one encoding makes most and least quiet
RATE = 24_000


@pytest.fixture(scope="module")
def speech():
    """Ten seconds of each voice, by its name."""
    return {name: np.resize(decode(gallery_folder() / name / "reference.flac")[0], 10 * RATE) for name in VOICES}


@pytest.mark.parametrize("voice", VOICES)
def test_opus_is_as_loud_as_its_sound_and_not_clipped(speech, voice):
    for gain in (1.0, 0.1):
        clip = speech[voice] * np.float32(gain)
        heard, rate = decode_bytes(opus(clip, RATE))

        assert (rate, len(heard)) == (RATE, len(clip))
        assert loudness(heard, rate) == pytest.approx(loudness(clip, RATE), abs=0.1)
        assert np.abs(heard).max() < 1.0


def test_ten_seconds_of_speech_fit_eight_times_into_a_notebook(speech):
    assert max(len(opus(clip, RATE)) for clip in speech.values()) < 23_000


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_opus_plays_sounds_of_any_rate_at_their_speed(speech, rate):
    clip = speech["help-desk"][:RATE]
    heard, heard_rate = decode_bytes(opus(clip, rate))

    assert len(heard) / heard_rate == pytest.approx(len(clip) / rate, abs=1e-3)
    assert loudness(heard, heard_rate) == pytest.approx(loudness(clip, rate), abs=0.2)


@pytest.mark.parametrize("samples", [np.zeros(RATE), np.zeros(1), np.full(30, 0.5)])
def test_opus_of_silence_and_of_an_instant_has_its_length(samples):
    assert len(decode_bytes(opus(samples, RATE))[0]) == len(samples)
