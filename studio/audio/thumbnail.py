"""A small coloured picture of a clip: its spectrogram, as lists of voices show it."""

import io

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.spectrogram import FLOOR_DB, spectrogram, to_grey

WIDTH, HEIGHT = 320, 96  # pixels; twice what a card shows, for dense screens
MEDIA_TYPE = "image/webp"

_RANGE_DB = 60.0  # below the loudest band; what is quieter is the ground
_QUALITY = 70  # of WebP: about 4 KB


def thumbnail(samples: ArrayLike, sample_rate: int) -> bytes:
    """Draw the spectrogram of a clip: time to the right, the mel scale up to 12 kHz upwards.

    The picture is as wide for every length, and its brightest point is the loudest of the clip, so that quiet voices
    are seen as well as loud ones; silence is dark.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz.

    Returns
    -------
    bytes
        A WebP image of `WIDTH` × `HEIGHT` pixels.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.
    """
    from PIL import Image

    levels = spectrogram(samples, sample_rate).levels
    top = float(levels.max(initial=FLOOR_DB + _RANGE_DB))
    grey = Image.fromarray(to_grey(levels, top - _RANGE_DB, top)[::-1])
    scaled = np.asarray(grey.resize((WIDTH, HEIGHT), Image.Resampling.BOX))
    file = io.BytesIO()
    Image.fromarray(_DUSK[scaled]).save(file, format="WEBP", quality=_QUALITY)
    return file.getvalue()


def _dusk() -> NDArray[np.uint8]:
    """Return the player's colours "dusk" (`static/player/colour.js`), quietest first, shape (256, 3).

    Lightness, chroma and hue to sRGB after Ottosson, "A perceptual color space for image processing" (2020).
    """
    t = np.linspace(0.0, 1.0, 256)
    lightness, chroma, hue = 0.14 + 0.83 * t, 0.03 + 0.66 * t * (1 - t), np.radians(275 + 175 * t)
    a, b = chroma * np.cos(hue), chroma * np.sin(hue)
    to_cone = np.array(
        [[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.291485548]]
    )
    to_rgb = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.707614701],
        ]
    )
    linear = np.clip(to_rgb @ (to_cone @ np.stack([lightness, a, b])) ** 3, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * encoded.T), dtype=np.uint8)


_DUSK = _dusk()
