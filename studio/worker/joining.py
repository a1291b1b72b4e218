"""Passages of one text put together: quiet ends trimmed and faded, the pause between them as the text has it."""

import numpy as np
from numpy.typing import NDArray

from studio.domain.take import SAMPLE_RATE

_WINDOW = SAMPLE_RATE // 100  # 10 ms, in which loudness is measured, and over which an end is faded
_QUIET = 10 ** (-40 / 20)  # against the loudest window so far: breath and room are under it, speech over it
_FLOOR = 10 ** (-60 / 20)
_KEPT = 5  # windows of a passage's own quiet that stay at each end


class Joiner:
    """Takes passages as they come, and gives the sound of the whole as soon as it is settled.

    A passage's quiet beginning and end are cut to 50 ms and faded over 10 ms there, so that nothing clicks and only the
    pause that was asked for is heard. What may turn out to be a quiet end is held back until something louder follows.
    How the passage was cut into chunks makes no difference.
    """

    def __init__(self) -> None:
        self._rest = _NOTHING  # not a whole window yet
        self._begin()

    def add(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take the next samples of a passage; give those that are settled, float32 of shape (n,)."""
        heard = np.concatenate([self._rest, samples])
        whole = len(heard) // _WINDOW * _WINDOW
        self._rest = heard[whole:]
        settled: list[NDArray[np.float32]] = []
        for window in heard[:whole].reshape(-1, _WINDOW):
            settled += self._settle(window)
        return np.concatenate([_NOTHING, *settled])

    def end(self, pause: float) -> NDArray[np.float32]:
        """End the passage; give the rest of it and `pause` seconds of silence."""
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

    def _settle(self, window: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Take one window; give those that are certain to be heard by now."""
        if not self._is_loud(window):
            self._held.append(window)
            return []
        if self._started:
            settled, self._held = self._held, [window]
            return settled
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
