"""Join passages of one text: trim and fade their quiet ends, and put the text's pauses between them."""

import numpy as np
from numpy.typing import NDArray

from studio.domain.take import SAMPLE_RATE

_WINDOW = SAMPLE_RATE // 100  # 10 ms, in which loudness is measured, and over which an end is faded
_QUIET = 10 ** (-40 / 20)  # relative to the loudest window so far: breath and room are below, speech is above
_FLOOR = 10 ** (-60 / 20)
_KEPT = 5  # quiet windows that stay at each end of a passage


class Joiner:
    """Joins passages chunk by chunk, and returns samples as soon as they are final.

    The quiet beginning and end of a passage are cut to 50 ms and faded over 10 ms, so that nothing clicks and the pause
    is the requested one. What may be a quiet end is held back until something louder follows. How a passage is cut into
    chunks makes no difference.
    """

    def __init__(self) -> None:
        self._rest = _NOTHING  # less than a window
        self._begin()

    def add(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Add the next samples of a passage; return those that are final, float32 of shape (n,)."""
        pending = np.concatenate([self._rest, samples])
        whole = len(pending) // _WINDOW * _WINDOW
        self._rest = pending[whole:]
        final: list[NDArray[np.float32]] = []
        for window in pending[:whole].reshape(-1, _WINDOW):
            final += self._add_window(window)
        return np.concatenate([_NOTHING, *final])

    def end(self, pause: float) -> NDArray[np.float32]:
        """End the passage; return the rest of it and `pause` seconds of silence."""
        if self._started and not self._is_loud(self._rest):
            last = np.concatenate(self._held[: 1 + _KEPT])
        else:
            last = np.concatenate([*self._held, self._rest])
        if self._started:
            last = _fade_in(last[::-1])[::-1]
        self._begin()
        return np.concatenate([last, np.zeros(round(pause * SAMPLE_RATE), np.float32)])

    def _begin(self) -> None:
        self._loudest = 0.0
        self._started = False
        self._rest = _NOTHING
        self._held: list[NDArray[np.float32]] = []  # windows: the last loud one, and quiet ones

    def _add_window(self, window: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Add a window; return those that are final."""
        if not self._is_loud(window):
            self._held.append(window)
            return []
        if self._started:
            final, self._held = self._held, [window]
            return final
        self._started = True
        start = _fade_in(np.concatenate([*self._held[-_KEPT:], window]))
        self._held = [start[-_WINDOW:]]
        return [start[:-_WINDOW]]

    def _is_loud(self, window: NDArray[np.float32]) -> bool:
        level = float(np.abs(window).max(initial=0.0))
        self._loudest = max(self._loudest, level)
        return level > max(_QUIET * self._loudest, _FLOOR)


_NOTHING: NDArray[np.float32] = np.zeros(0, np.float32)


def _fade_in(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    length = min(_WINDOW, len(samples))
    faded = samples.copy()
    faded[:length] *= np.linspace(0, 1, length, endpoint=False, dtype=np.float32)
    return faded
