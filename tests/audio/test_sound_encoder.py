"""Files of unknown length, encoded in parts: a player reads what was put in, and no byte waits for the end."""

import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from synthetic_voice import RATE, vowel

from studio.audio.pcm import pcm16
from studio.audio.sound_encoder import LibsndfileEncoder, PcmEncoder, SoundEncoder, WavEncoder

SOUND = vowel("a", 120.0, seconds=3.0)
LAME_DELAY = 1105  # samples; no header tells players to leave them out


def encoded(encoder: SoundEncoder) -> tuple[list[bytes], bytes]:
    parts = [encoder.add(SOUND[place : place + 1920]) for place in range(0, len(SOUND), 1920)]
    return parts, encoder.finish()


@pytest.mark.parametrize(
    ("create", "delay"),
    [
        (lambda: LibsndfileEncoder(RATE, "MP3", "MPEG_LAYER_III"), LAME_DELAY),
        (lambda: LibsndfileEncoder(RATE, "OGG", "OPUS"), 0),
        (lambda: LibsndfileEncoder(RATE, "FLAC", "PCM_24"), 0),
        (lambda: WavEncoder(RATE), 0),
    ],
)
def test_parts_are_a_file_that_holds_the_sound(create: Callable[[], SoundEncoder], delay: int) -> None:
    parts, end = encoded(create())
    with soundfile.SoundFile(io.BytesIO(b"".join(parts) + end)) as file:
        samples = file.read(delay + len(SOUND) - 4000)[delay:]

    assert file.samplerate == RATE
    assert np.corrcoef(samples, SOUND[: len(samples)])[0, 1] > 0.98
    assert len(b"".join(parts[: len(parts) // 2])) > 1000


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_mp3_begins_with_a_frame_of_sound_at_every_rate(rate: int) -> None:
    parts, end = encoded(LibsndfileEncoder(rate, "MP3", "MPEG_LAYER_III"))
    data = b"".join(parts) + end

    assert data[0] == 0xFF
    assert data[1] & 0xE0 == 0xE0
    assert not any(tag in data[:200] for tag in (b"Xing", b"Info", b"LAME"))
    assert soundfile.info(io.BytesIO(data)).samplerate == rate


def test_pcm_has_no_header() -> None:
    parts, end = encoded(PcmEncoder())

    assert b"".join(parts) + end == pcm16(SOUND)


def test_wav_without_samples_is_a_header() -> None:
    assert len(WavEncoder(RATE).finish()) == 44
