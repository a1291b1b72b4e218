"""Sounds that are read block by block: the same pictures and levels as of the whole, in bounded memory."""

from pathlib import Path

import numpy as np
import pytest

from studio.audio.long_sound import is_long, levels_of_file, overview_of_file, peaks_of_file
from studio.audio.loudness import loudness, true_peak
from studio.audio.sound_file import SoundFileFailed, encode, read_blocks
from studio.audio.spectrogram import block_spectrogram, spectrogram
from studio.audio.views import overview

RATE = 24_000


def speech_like(seconds: float, rate: int = RATE) -> np.ndarray:
    """Return noise that grows and fades four times a second, and gets louder towards the end."""
    time = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(3).standard_normal(len(time))
    loud = 0.05 * noise * np.sin(2 * np.pi * 2 * time) ** 2 * (0.5 + time / seconds)
    return (np.round(loud * 2**23) / 2**23).astype(np.float32)


def stored(folder: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    file = folder / "sound.flac"
    file.write_bytes(encode(samples, rate, "FLAC"))
    return file


@pytest.mark.parametrize("rate", [RATE, 22_050])
def test_overview_of_a_file_is_that_of_its_samples(tmp_path: Path, rate: int) -> None:
    samples = speech_like(95.0, rate)  # longer than a block and than a picture of 10 ms columns
    found, whole = overview_of_file(stored(tmp_path, samples, rate)), overview(samples, rate)
    assert found.duration == pytest.approx(whole.duration)
    assert found.peak == pytest.approx(whole.peak)
    assert np.array_equal(found.peaks, whole.peaks)
    assert found.spectrogram.column_seconds == whole.spectrogram.column_seconds
    assert found.energy == pytest.approx(whole.energy, abs=0.1)
    assert found.top_db == pytest.approx(whole.top_db, abs=0.1)


@pytest.mark.parametrize("block", [1, 239, 5000, 10**6])
def test_spectrogram_does_not_depend_on_the_blocks(block: int) -> None:
    samples = speech_like(1.3)
    blocks = [samples[start : start + block] for start in range(0, len(samples), block)]
    assert np.array_equal(block_spectrogram(blocks, len(samples)).levels, spectrogram(samples, RATE).levels)


def test_levels_of_a_file_are_those_of_its_samples(tmp_path: Path) -> None:
    samples = speech_like(95.0)
    level, peak = levels_of_file(stored(tmp_path, samples))
    assert level == pytest.approx(loudness(samples, RATE), abs=0.1)
    assert peak == pytest.approx(true_peak(samples, RATE), abs=0.1)


def test_peaks_of_a_file_have_as_many_columns_as_asked_for(tmp_path: Path) -> None:
    samples = speech_like(61.0)
    peaks = peaks_of_file(stored(tmp_path, samples), 240)
    assert peaks.shape == (240, 2)
    assert peaks.min() == samples.min()
    assert peaks.max() == samples.max()
    assert len(peaks_of_file(stored(tmp_path, samples[:7]), 240)) == 7


def test_file_longer_than_ten_minutes_is_long(tmp_path: Path) -> None:
    assert not is_long(stored(tmp_path, np.zeros(600 * 1000, np.float32), 1000))
    assert is_long(stored(tmp_path, np.zeros(600 * 1000 + 1, np.float32), 1000))


def test_blocks_join_to_the_whole_and_damage_is_reported(tmp_path: Path) -> None:
    samples = speech_like(2.0)
    file = stored(tmp_path, samples)
    assert np.array_equal(np.concatenate(list(read_blocks(file, 7001))), samples)
    file.write_bytes(b"this is no sound")
    with pytest.raises(SoundFileFailed):
        list(read_blocks(file, 7001))
