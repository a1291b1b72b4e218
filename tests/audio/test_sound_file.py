"""Sound files: encoded exactly, decoded completely or not at all."""

import numpy as np
import pytest

from studio.audio.sound_file import (
    MOST_SAMPLES,
    SoundFileFailed,
    SoundHeader,
    decode,
    encode,
    encode_exactly,
    read_header,
)
from studio.domain.take import on_grid


def noise(seconds=1.0):
    return on_grid(np.random.default_rng(1).uniform(-1, 1, round(24_000 * seconds)).astype(np.float32))


@pytest.mark.parametrize("file_format", ["FLAC", "WAV"])
def test_samples_on_the_grid_are_reproduced_exactly(tmp_path, file_format):
    path = tmp_path / "noise"
    path.write_bytes(encode_exactly(noise(), 24_000, file_format))
    samples, sample_rate = decode(path)

    assert (samples.tobytes(), sample_rate) == (noise().tobytes(), 24_000)
    assert read_header(path) == SoundHeader(file_format, 1, 24_000, 24_000, "PCM_24")


def test_other_samples_are_rounded_to_the_grid(tmp_path):
    samples = np.random.default_rng(2).uniform(-0.9, 0.9, 24_000).astype(np.float32)
    path = tmp_path / "noise"
    path.write_bytes(encode_exactly(samples, 24_000, "FLAC"))

    assert np.abs(decode(path)[0] - samples).max() <= 2.0**-24


@pytest.mark.parametrize(
    "samples", [noise() * np.float32(1.1), np.full(9, np.nan, np.float32), np.zeros(0, np.float32)]
)
def test_samples_that_cannot_be_reproduced_exactly_are_rejected(samples):
    with pytest.raises(SoundFileFailed):
        encode_exactly(samples, 24_000, "FLAC")


def test_damaged_and_incomplete_files_are_rejected(tmp_path):
    whole = encode(noise(), 24_000, "FLAC")
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    for content in (whole[: len(whole) // 2], bytes(flipped), whole[:100], b"no sound", b""):
        (tmp_path / "sound").write_bytes(content)
        with pytest.raises(SoundFileFailed):
            decode(tmp_path / "sound")


def test_file_that_decodes_to_gigabytes_is_rejected_by_its_header(tmp_path):
    file = bytearray(encode(np.zeros(24_000, np.float32), 24_000, "FLAC"))
    file[22:26] = (MOST_SAMPLES + 1).to_bytes(4, "big")  # the last 32 bits of the number of samples
    (tmp_path / "silence.flac").write_bytes(file)

    assert read_header(tmp_path / "silence.flac").frames == MOST_SAMPLES + 1
    with pytest.raises(SoundFileFailed, match="too long"):
        decode(tmp_path / "silence.flac", MOST_SAMPLES)
