"""Faster or slower speech at the same pitch."""

import numpy as np
from numpy.typing import NDArray

SLOWEST, FASTEST = 0.25, 4.0
_HOP_SECONDS = 0.015  # half a frame: a frame has two to three periods of a low voice
_SEARCH_SECONDS = 0.012  # more than a period of the lowest voices, so that a place in phase is always found
_SILENT = 1e-9  # energy below which there is no phase to keep


class TimeStretch:
    """Changes the duration of speech that arrives in parts, and keeps its pitch.

    WSOLA: overlapping frames are taken from the input at another spacing than they are added at; each is moved to the
    place nearby where it continues the frame before it best. Other than a phase vocoder, this keeps the shape of the
    waveform, so that speech gets neither reverberation nor smeared consonants.

    Parameters
    ----------
    sample_rate : int
        Hz.
    speed : float
        0.25 to 4; 2 halves the duration.

    References
    ----------
    W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality
    time-scale modification of speech", ICASSP 1993.
    """

    def __init__(self, sample_rate: int, speed: float) -> None:
        self._speed = speed
        self._hop = round(sample_rate * _HOP_SECONDS)
        self._search = round(sample_rate * _SEARCH_SECONDS)
        window = np.hanning(2 * self._hop + 1)[:-1].astype(np.float32)
        self._fade_in, self._fade_out = window[: self._hop], window[self._hop :]  # together one
        self._input = np.zeros(self._hop, np.float32)  # silence before the speech, so that it is not faded in
        self._start = 0  # the position of `_input[0]`
        self._frame = 0  # the next frame's number
        self._position = -self._hop  # where the last frame was taken from
        self._tail = np.zeros(self._hop, np.float32)  # the second half of the last frame, faded out
        self._received = self._sent = 0

    def add(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Add input, and return the output that it makes possible: float32 of shape (n,)."""
        self._received += len(samples)
        self._input = np.concatenate([self._input, samples])
        return self._output()

    def finish(self) -> NDArray[np.float32]:
        """Return the rest; the whole output has as many samples as the input, divided by the speed."""
        left = round(self._received / self._speed) - self._sent
        parts: list[NDArray[np.float32]] = []
        while sum(map(len, parts)) < left:
            self._input = np.concatenate([self._input, np.zeros(self._search + self._hop, np.float32)])
            parts.append(self._output())
        return np.concatenate(parts)[: max(left, 0)] if parts else np.zeros(0, np.float32)

    def _output(self) -> NDArray[np.float32]:
        parts = [np.zeros(0, np.float32)]
        while (place := self._next_place()) is not None:
            first, second = np.split(self._samples(place, 2 * self._hop), 2)
            if self._frame:  # the first one begins with the silence before the speech
                parts.append(self._tail + first * self._fade_in)
            self._tail = second * self._fade_out
            self._frame, self._position = self._frame + 1, place
            self._forget()
        output = np.concatenate(parts)
        self._sent += len(output)
        return output

    def _next_place(self) -> int | None:
        """Return where to take the next frame from, or None until there is more input."""
        ideal = round(self._frame * self._hop * self._speed)
        natural = self._position + self._hop  # what follows the last frame in the input
        end = max(ideal + self._search, natural) + 2 * self._hop
        if end > self._start + len(self._input):
            return None
        lowest = max(self._start, ideal - self._search)
        wanted = self._samples(natural, self._hop)
        candidates = self._samples(lowest, ideal + self._search + self._hop - lowest)
        return lowest + _best_match(candidates, wanted, ideal - lowest)

    def _samples(self, position: int, count: int) -> NDArray[np.float32]:
        return self._input[position - self._start : position - self._start + count]

    def _forget(self) -> None:
        """Drop the input that no further frame needs."""
        needed = min(round(self._frame * self._hop * self._speed) - self._search, self._position + self._hop)
        if needed > self._start:
            self._input, self._start = self._input[needed - self._start :], needed


def stretched(samples: NDArray[np.float32], sample_rate: int, speed: float) -> NDArray[np.float32]:
    """Return speech that is faster or slower at the same pitch; see `TimeStretch`."""
    stretch = TimeStretch(sample_rate, speed)
    return np.concatenate([stretch.add(samples), stretch.finish()])


def _best_match(candidates: NDArray[np.float32], wanted: NDArray[np.float32], default: int) -> int:
    """Return the place in `candidates` where they correlate best with `wanted`."""
    squares = np.concatenate([[0.0], np.cumsum(candidates.astype(np.float64) ** 2)])
    energies = squares[len(wanted) :] - squares[: -len(wanted)]
    if float(np.dot(wanted, wanted)) < _SILENT or energies.max() < _SILENT:
        return default
    correlations = np.correlate(candidates, wanted, "valid") / np.sqrt(np.maximum(energies, _SILENT))
    return int(np.argmax(correlations))
