"""The small picture of a clip."""

import io

import numpy as np
from PIL import Image

from studio.audio.thumbnail import HEIGHT, WIDTH, thumbnail


def brightness(samples: np.ndarray, rate: int = 24_000) -> np.ndarray:
    """Return the picture's brightness, 0 to 255, the top row first."""
    image = Image.open(io.BytesIO(thumbnail(samples, rate)))
    assert (image.format, image.size) == ("WEBP", (WIDTH, HEIGHT))
    return np.asarray(image.convert("L"), dtype=np.float64)


def test_time_goes_right_and_pitch_up_at_any_length_and_level() -> None:
    seconds = np.arange(48_000) / 24_000
    low, high = (np.sin(2 * np.pi * hertz * seconds).astype(np.float32) for hertz in (200, 6_000))
    for length, level in ((48_000, 1.0), (12_000, 0.001)):
        picture = brightness(level * np.concatenate([low[:length], high[:length]]))
        first, second = picture[:, : WIDTH // 2].sum(axis=1), picture[:, WIDTH // 2 :].sum(axis=1)
        assert first.argmax() > 0.75 * HEIGHT  # the low tone first, at the bottom
        assert second.argmax() < 0.25 * HEIGHT
        assert picture.max() > 120


def test_silence_and_nothing_are_dark() -> None:
    for length in (0, 24_000):
        assert brightness(np.zeros(length, np.float32)).max() < 60
