"""The samples of a take while it is generated: one writer, any number of readers, each at its own place."""

import threading
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

StreamEnd = Literal["", "complete", "stopped"]
_NOTHING = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Segment:
    """What a reader receives next.

    Parameters
    ----------
    attempt : int
        0, or 1 after the take was repeated: samples of attempt 0 are to be discarded then.
    start : int
        Index of the first sample in the attempt.
    samples : ndarray of float32, shape (n,)
        n is 0 where there is nothing new.
    sample_rate : int
        Hz; 0 before the first sample of the take.
    end : str
        What follows these samples: "" for more, or not known yet; "complete" for nothing, the take is finished;
        "stopped" for nothing, the take will not be finished.
    """

    attempt: int
    start: int
    samples: NDArray[np.float32] = field(repr=False)
    sample_rate: int
    end: StreamEnd


class TakeStream:
    """The samples of one take. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._chunks: list[NDArray[np.float32]] = []
        self._length = 0
        self._sample_rate = 0
        self._attempt = 0
        self._end: StreamEnd = ""

    @property
    def attempt(self) -> int:
        """Number of the attempt at this take, from 0."""
        return self._attempt

    @property
    def length(self) -> int:
        """Number of samples of this attempt so far."""
        return self._length

    @property
    def sample_rate(self) -> int:
        """Hz; 0 before the first sample."""
        return self._sample_rate

    @property
    def seconds(self) -> float:
        """Duration of this attempt so far."""
        return self._length / self._sample_rate if self._length else 0.0

    def add(self, samples: NDArray[np.float32], sample_rate: int) -> None:
        """Append samples; their rate is the same for all of a take."""
        with self._changed:
            self._sample_rate = sample_rate
            self._chunks.append(samples)
            self._length += len(samples)
            self._changed.notify_all()

    def repeat(self) -> None:
        """Discard the samples of this attempt, and begin the next attempt."""
        with self._changed:
            self._chunks, self._length = [], 0
            self._attempt += 1
            self._changed.notify_all()

    def beginning(self) -> NDArray[np.float32]:
        """Return the samples so far of a take that is not finished; none of a finished one."""
        with self._changed:
            return np.concatenate(self._chunks) if self._chunks and self._end == "" else _NOTHING

    def complete(self) -> NDArray[np.float32]:
        """Mark the take as finished, and return its samples: float32 of shape (n,)."""
        with self._changed:
            self._chunks = [np.concatenate(self._chunks)] if self._chunks else [_NOTHING]
            self._end = "complete"
            self._changed.notify_all()
            return self._chunks[0]

    def stop(self) -> None:
        """Mark the take as one that will not be finished, and discard its samples, unless it is finished."""
        with self._changed:
            if self._end == "":
                self._chunks, self._length, self._end = [], 0, "stopped"
            self._changed.notify_all()

    def read(self, attempt: int = 0, start: int = 0, timeout: float | None = None) -> Segment:
        """Return all samples after a place, once there are any, or the end.

        Parameters
        ----------
        attempt, start : int
            The place: `start` samples of that attempt were read before. Of another attempt, none were.
        timeout : float, optional
            Seconds to wait, for ever by default; after them, the segment is empty and its end is "".

        Returns
        -------
        Segment
            From the place on; from the beginning where the attempt is another one.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._attempt != attempt or self._length > start or self._end, timeout)
            place = min(max(start, 0), self._length) if self._attempt == attempt else 0
            return Segment(self._attempt, place, self._after(place), self._sample_rate, self._end)

    def _after(self, place: int) -> NDArray[np.float32]:
        """Join the chunks from a place on, without copying what comes before it."""
        wanted, end = [], self._length
        for chunk in reversed(self._chunks):
            if end <= place:
                break
            begin = end - len(chunk)
            wanted.append(chunk[max(0, place - begin) :])
            end = begin
        return np.concatenate(wanted[::-1]) if wanted else _NOTHING
