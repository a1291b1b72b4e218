"""The picture of a sound: the highest magnitudes over time, at its own level."""

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
    middle = HEIGHT // 2
    tops = np.rint(middle - middle * np.minimum(_peaks(samples), 1.0)).astype(int).tolist()
    half = f"M0 {middle}L{' '.join(f'{x} {y}' for x, y in enumerate(tops))} {WIDTH} {middle}Z"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'fill="{_COLOUR}"><path id="a" d="{half}"/><use href="#a" transform="matrix(1 0 0 -1 0 {HEIGHT})"/>'
        f'<path d="M0 {middle - 0.4}h{WIDTH}v.8H0"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg, safe=' =:/,.()')}"


def _peaks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the highest magnitude of each column, of shape (WIDTH + 1,)."""
    if not len(samples):
        return np.zeros(WIDTH + 1, np.float32)
    starts = np.linspace(0, len(samples), WIDTH + 1, endpoint=False).astype(int)
    return np.asarray(np.maximum.reduceat(np.abs(samples), starts))
