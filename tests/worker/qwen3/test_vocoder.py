"""The vocoder: Qwen's attention window, and a state of its own for each take."""

import mlx.core as mx
import numpy as np
import pytest
from masked_vocoder import decode_masked
from tiny_checkpoint import CODES, SAMPLES_PER_FRAME, WINDOW

from studio.worker.qwen3.attention_window import window_mask
from studio.worker.qwen3.mlx_audio_adapter import StreamingDecoder
from studio.worker.qwen3.vocoder import Vocoder, chunk_frames
from studio.worker.qwen3.voice_design import load_model

FRAMES = 2 * WINDOW + 2
CLOSE = 5e-5  # rounding: products of other shapes, and other convolutions on a CPU


@pytest.fixture(scope="module")
def unchanged(tiny_voice_design):
    return load_model(tiny_voice_design)


@pytest.fixture(scope="module")
def vocoder(tiny_voice_design):
    return Vocoder(load_model(tiny_voice_design))


def random_codes(seed, frames=FRAMES):
    return np.random.default_rng(seed).integers(0, CODES, (frames, 16))


def as_array(codes):
    return mx.array(codes.T)[None]


def streamed(stream, codes):
    """Return the sound of codes that come in chunks, as those of a take do."""
    pieces, start, chunk = [], 0, 0
    while start < len(codes):
        part = codes[start : start + chunk_frames(chunk)]
        pieces.append(stream.decode(as_array(part)))
        start, chunk = start + len(part), chunk + 1
    return np.concatenate(pieces)


def test_sound_is_that_of_decoding_with_the_attention_window(unchanged, vocoder):
    codes = random_codes(1)
    beginning = codes[: WINDOW + 3]
    expected, unmasked = decode_masked(unchanged, codes, WINDOW), decode_masked(unchanged, beginning, FRAMES)
    in_chunks, whole = streamed(vocoder.start(), codes), vocoder.start().decode(as_array(codes))

    assert abs(in_chunks - expected).max() < CLOSE
    assert abs(whole - expected).max() < CLOSE
    difference = abs(unmasked - expected[: len(unmasked)])
    assert difference[: WINDOW * SAMPLES_PER_FRAME].max() < CLOSE
    assert difference.max() > 100 * CLOSE


def test_frame_attends_to_itself_and_the_71_before_it_in_the_published_window():
    mask = np.array(window_mask(71, 8, 72))
    assert mask.shape == (8, 79)
    assert [np.flatnonzero(row == 0).tolist() for row in mask] == [[*range(at - 71, at + 1)] for at in range(71, 79)]


def test_state_does_not_grow_with_the_take(tiny_voice_design):
    decoder, state, sizes = StreamingDecoder(load_model(tiny_voice_design)), None, []
    for _ in range(4):
        _, state = decoder.decode(as_array(random_codes(1, 8)), state)
        sizes.append(sum(array.nbytes for pair in state.attention for array in pair))
    keys_and_values = 2 * 2 * 64 * 4  # layers, width, bytes
    assert sizes == [frames * keys_and_values for frames in [8] + [WINDOW - 1] * 3]


def test_stream_continues_from_earlier_codes(vocoder):
    codes, before = as_array(random_codes(2)), as_array(random_codes(2)[:12])
    whole = vocoder.start().decode(codes)
    streams = [vocoder.start(before), vocoder.start(before)]
    first = [stream.decode(codes[:, :, 12:15]) for stream in streams]
    then = [stream.decode(codes[:, :, 15:]) for stream in streams]

    assert abs(whole[12 * SAMPLES_PER_FRAME :] - np.concatenate([first[0], then[0]])).max() < CLOSE
    assert np.array_equal(first[0], first[1])
    assert np.array_equal(then[0], then[1])


def test_take_has_the_same_samples_alone_and_beside_another(vocoder):
    codes = [random_codes(seed) for seed in (3, 4)]
    alone = [streamed(vocoder.start(), each) for each in codes]
    streams, together, start = [vocoder.start(), vocoder.start()], ([], []), 0
    for chunk in range(FRAMES):
        for stream, own, sound in zip(streams, codes, together, strict=True):
            if start < FRAMES:
                sound.append(stream.decode(as_array(own[start : start + chunk_frames(chunk)])))
        start += chunk_frames(chunk)

    for one, pieces in zip(alone, together, strict=True):
        assert np.array_equal(one, np.concatenate(pieces))
