"""A take's sound while it is made: one writes, any number listen, each from the place up to which it has heard."""

import threading
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

End = Literal["", "complete", "stopped"]
_NOTHING = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Stretch:
    """The next part of a take's sound.

    Parameters
    ----------
    attempt : int
        0, or 1 when the take went wrong and is made once more: what was heard of attempt 0 does not count.
    start : int
        Where in the attempt its first sample stands.
    samples : ndarray of float32, shape (n,)
        At 24 kHz; n is 0 where there is nothing new.
    end : str
        What comes after these samples: "" for more, or not known yet; "complete" for nothing, the take is finished;
        "stopped" for nothing, the take will not be finished.
    """

    attempt: int
    start: int
    samples: NDArray[np.float32] = field(repr=False)
    end: End


class TakeSound:
    """What there is of one take's sound. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._chunks: list[NDArray[np.float32]] = []
        self._length = 0
        self._attempt = 0
        self._end: End = ""

    @property
    def attempt(self) -> int:
        """Which attempt at the take this is, from 0."""
        return self._attempt

    @property
    def length(self) -> int:
        """Samples there are of this attempt."""
        return self._length

    def add(self, samples: NDArray[np.float32]) -> None:
        """Add the next samples."""
        with self._changed:
            self._chunks.append(samples)
            self._length += len(samples)
            self._changed.notify_all()

    def start_over(self) -> None:
        """Forget this attempt: the take is made once more."""
        with self._changed:
            self._chunks, self._length = [], 0
            self._attempt += 1
            self._changed.notify_all()

    def complete(self) -> NDArray[np.float32]:
        """Say that this is all, and give it in one piece: float32 of shape (n,)."""
        with self._changed:
            self._chunks = [np.concatenate(self._chunks)] if self._chunks else [_NOTHING]
            self._end = "complete"
            self._changed.notify_all()
            return self._chunks[0]

    def stop(self) -> None:
        """Say that the take will not be finished, unless it is; what there was of it goes."""
        with self._changed:
            if self._end == "":
                self._chunks, self._length, self._end = [], 0, "stopped"
            self._changed.notify_all()

    def listen(self, attempt: int = 0, start: int = 0, timeout: float | None = None) -> Stretch:
        """Give all there is after a place, once there is something new.

        Parameters
        ----------
        attempt, start : int
            The place: the samples of that attempt that were heard already. Of another attempt, none count.
        timeout : float, optional
            Seconds to wait for news, for ever by default; then the stretch is empty and its end is "".

        Returns
        -------
        Stretch
            From the place on; from the beginning where the attempt is another one.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._attempt != attempt or self._length > start or self._end, timeout)
            place = min(max(start, 0), self._length) if self._attempt == attempt else 0
            return Stretch(self._attempt, place, self._after(place), self._end)

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
