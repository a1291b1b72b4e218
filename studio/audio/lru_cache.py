"""Keep what was computed of a clip, found again by the clip's content."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Result = TypeVar("Result")


def content_hash(samples: NDArray[np.float32], sample_rate: int) -> str:
    """Name a clip by its content: the same samples at the same rate have the same name, wherever they come from.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        The clip.
    sample_rate : int
        Samples a second.

    Returns
    -------
    str
        32 hexadecimal digits of BLAKE2b.
    """
    content = hashlib.blake2b(str(sample_rate).encode(), digest_size=16)
    content.update(np.ascontiguousarray(samples, dtype=np.float32).data)
    return content.hexdigest()


class LruCache(Generic[Result]):
    """The results of the clips that were asked for last; may be asked from any thread.

    Parameters
    ----------
    size : int
        How many are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: OrderedDict[tuple[str, ...], Result] = OrderedDict()
        self._lock = threading.Lock()

    def get_or_compute(self, key: tuple[str, ...], make: Callable[[], Result]) -> Result:
        """Give the result kept under a key, or make it; two threads that ask at once may both make it."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        made = make()
        with self._lock:
            self._results[key] = made
            if len(self._results) > self._size:
                self._results.popitem(last=False)
        return made
