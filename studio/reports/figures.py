"""Pictures of a clip as PNG files, for a report: waveform, mel spectrogram, pitch.

Data and colours are those of the page (`studio.audio.views`, `studio/ui/static/player/colour.js`). The background
is transparent and all text is mid-grey, so that they are legible on light and on dark backgrounds.
"""

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.frames import runs
from studio.audio.librosa_loader import load_librosa
from studio.audio.pitch import Pitch
from studio.audio.spectrogram import MELS, TOP_HZ, spectrogram, to_grey
from studio.audio.validation import check_clip

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH = 1200  # pixels, axis included
SHOWN_DB = 70.0  # below the loudest band of all clips, as on the page

_LEFT, _RIGHT = 64, 8
_PLOT = WIDTH - _LEFT - _RIGHT
_WAVE_HEIGHT = 140
_MEL_HEIGHT = 300
_PITCH_HEIGHT = 130
_PITCH_TICKS = (60, 80, 100, 150, 200, 300, 400, 600)
_BELOW = 26  # for the time axis
_TEXT = (128, 128, 128, 255)
_LINE = (128, 128, 128, 90)
_TICKS_HZ = (500, 1000, 2000, 4000, 8000)
_STEPS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60)


def waveform_png(samples: ArrayLike, sample_rate: int, *, seconds: float, peak: float, colour: str) -> bytes:
    """Draw the lowest and the highest sample of each column.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Hz.
    seconds : float
        Duration that the full width shows, common to the compared clips.
    peak : float
        Amplitude at the top and bottom edge, common to the compared clips.
    colour : str
        CSS colour of the waveform: "#1d6fd1".

    Returns
    -------
    bytes
        A PNG file, 1200 pixels wide.
    """
    clip = check_clip(samples, sample_rate)
    image, draw = _canvas(_WAVE_HEIGHT)
    middle, reach = _WAVE_HEIGHT / 2, (_WAVE_HEIGHT / 2 - 6) / max(peak, 1e-9)
    draw.line([(_LEFT, middle), (WIDTH - _RIGHT, middle)], fill=_LINE)
    starts = (np.arange(_PLOT + 1) * seconds / _PLOT * sample_rate).astype(int)
    for column in range(_PLOT):
        part = clip[starts[column] : starts[column + 1] + 1]
        if len(part):
            top, bottom = middle - float(part.max()) * reach, middle - float(part.min()) * reach
            draw.line([(_LEFT + column, top), (_LEFT + column, max(bottom, top + 1))], fill=colour)
    for level in (-peak, 0.0, peak):
        _write(draw, (_LEFT - 8, middle - level * reach), f"{level:.2f}", "rm")
    return _png(image)


def spectrogram_png(samples: ArrayLike, sample_rate: int, *, seconds: float, top_db: float) -> bytes:
    """Draw the mel spectrogram over time.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Hz.
    seconds : float
        Duration that the full width shows, common to the compared clips.
    top_db : float
        Level of the brightest colour; 70 dB below is the darkest.

    Returns
    -------
    bytes
        A PNG file, 1200 pixels wide.
    """
    from PIL import Image

    clip = check_clip(samples, sample_rate)
    image, draw = _canvas(_MEL_HEIGHT)
    found = spectrogram(clip, sample_rate)
    width = max(1, round(found.levels.shape[1] * found.column_seconds / seconds * _PLOT))
    index = to_grey(found.levels, top_db - SHOWN_DB, top_db)
    picture = Image.fromarray(_ramp()[index[::-1]]).resize((width, _MEL_HEIGHT), Image.Resampling.BILINEAR)
    image.paste(picture.crop((0, 0, min(width, _PLOT), _MEL_HEIGHT)), (_LEFT, 0))
    for hertz in _TICKS_HZ:
        label = f"{hertz // 1000} kHz" if hertz >= 1000 else f"{hertz} Hz"
        draw.line([(_LEFT - 4, _row(hertz)), (_LEFT, _row(hertz))], fill=_TEXT)
        _write(draw, (_LEFT - 8, _row(hertz)), label, "rm")
    return _png(image)


def pitch_png(pitch: Pitch, *, seconds: float, lowest: float, highest: float, colour: str) -> bytes:
    """Draw the pitch over time, on a logarithmic scale.

    Parameters
    ----------
    pitch : Pitch
        Of the clip.
    seconds : float
        Duration that the full width shows, common to the compared clips.
    lowest, highest : float
        Range of the vertical axis in Hz, common to the compared clips.
    colour : str
        CSS colour of the line.

    Returns
    -------
    bytes
        A PNG file, 1200 pixels wide, with the axes of time and frequency.
    """
    image, draw = _canvas(_PITCH_HEIGHT + _BELOW)
    span = math.log2(highest / lowest)

    def row(hertz: float) -> float:
        return 4.0 + (_PITCH_HEIGHT - 8.0) * (1.0 - math.log2(hertz / lowest) / span)

    for hertz in (each for each in _PITCH_TICKS if lowest <= each <= highest):
        draw.line([(_LEFT - 4, row(hertz)), (WIDTH - _RIGHT, row(hertz))], fill=_LINE)
        _write(draw, (_LEFT - 8, row(hertz)), f"{hertz} Hz", "rm")
    for stretch in _stretches(pitch):
        points = [((at + 0.5) * pitch.hop_seconds, float(pitch.hertz[at])) for at in stretch]
        line = [(_LEFT + time / seconds * _PLOT, row(min(max(hertz, lowest), highest))) for time, hertz in points]
        draw.line(line, fill=colour, width=3, joint="curve")
    _time_axis(draw, seconds, _PITCH_HEIGHT)
    return _png(image)


def top_level(samples: ArrayLike, sample_rate: int) -> float:
    """Return the level of a clip's loudest mel band, in dB."""
    return float(spectrogram(samples, sample_rate).levels.max(initial=-60.0))


def _canvas(height: int) -> "tuple[Image, ImageDraw]":
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (WIDTH, height), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def _png(image: "Image") -> bytes:
    file = io.BytesIO()
    image.quantize(256).save(file, "PNG", optimize=True)  # a third of the size, without a visible difference
    return file.getvalue()


def _write(draw: "ImageDraw", place: tuple[float, float], words: str, anchor: str) -> None:
    from PIL import ImageFont

    font: Any = ImageFont.load_default(15)
    x, y = place
    draw.text((x, min(max(y, 9), draw.im.size[1] - 9)), words, fill=_TEXT, font=font, anchor=anchor)


def _time_axis(draw: "ImageDraw", seconds: float, y: float) -> None:
    step = next((step for step in _STEPS if step >= seconds / 10), 120)
    for tick in range(math.floor(seconds / step) + 1):
        x = _LEFT + tick * step / seconds * _PLOT
        draw.line([(x, y), (x, y + 4)], fill=_TEXT)
        _write(draw, (x, y + 16), f"{tick * step:g}" + (" s" if tick == 0 else ""), "mm")


def _stretches(pitch: Pitch) -> list[range]:
    """Return the voiced runs of at least two frames."""
    voiced = runs(np.isfinite(pitch.hertz)).tolist()
    return [range(start, end) for start, end in voiced if end - start > 1]


def _row(hertz: float) -> float:
    """Return the vertical position of a frequency on Slaney's mel scale, as in the spectrogram."""
    hz_to_mel = load_librosa().hz_to_mel
    band = float(hz_to_mel(hertz) / hz_to_mel(TOP_HZ)) * (MELS + 1) - 1.0
    return _MEL_HEIGHT * (1.0 - (band + 0.5) / MELS)


def _ramp() -> NDArray[np.uint8]:
    """Return the page's 256 colours of evenly rising lightness: OKLab to sRGB, after B. Ottosson."""
    t = np.arange(256) / 255.0
    lightness, chroma, hue = 0.14 + 0.83 * t, 0.03 + 0.66 * t * (1 - t), np.radians(275 + 175 * t)
    a, b = chroma * np.cos(hue), chroma * np.sin(hue)
    cone = np.stack(
        [
            lightness + 0.3963377774 * a + 0.2158037573 * b,
            lightness - 0.1055613458 * a - 0.0638541728 * b,
            lightness - 0.0894841775 * a - 1.291485548 * b,
        ]
    )
    to_rgb = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.707614701],
        ]
    )
    linear = np.clip(to_rgb @ cone**3, 0.0, 1.0)
    shown = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * shown).T, dtype=np.uint8)
