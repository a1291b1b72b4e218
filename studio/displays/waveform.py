"""The picture of a sound: its highest and lowest samples over time, at its own level."""

from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 120, 36  # units of the drawing; it is stretched to the width that there is

_COLOUR = "#2a9d8f"  # seen on white as well as on black: a picture does not know the notebook's theme


def waveform(samples: NDArray[np.float32]) -> str:
    """Draw a clip; full scale is the whole height, so that the louder of two takes is seen to be louder.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Mono, full scale at ±1; n may be 0.

    Returns
    -------
    str
        An SVG picture as a data: URL, about a kilobyte.
    """
    middle = HEIGHT / 2
    tops, bottoms = (np.rint(middle - middle * np.clip(edge, -1, 1)).astype(int) for edge in _edges(samples))
    across = [f"{x} {y}" for x, y in enumerate(tops.tolist())]
    back = [f"{x} {y + 1}" for x, y in reversed(list(enumerate(bottoms.tolist())))]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path fill="{_COLOUR}" d="M{"L".join([*across, *back])}Z"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg, safe=' =:/,.')}"


def _edges(samples: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the highest and the lowest sample of each column, both of shape (WIDTH + 1,)."""
    if not len(samples):
        return np.zeros(WIDTH + 1, np.float32), np.zeros(WIDTH + 1, np.float32)
    starts = np.linspace(0, len(samples), WIDTH + 1, endpoint=False).astype(int)
    return np.maximum.reduceat(samples, starts), np.minimum.reduceat(samples, starts)
