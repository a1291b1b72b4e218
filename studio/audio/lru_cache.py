"""A cache of results computed from clips, keyed by the content of the clip."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Result = TypeVar("Result")


def content_hash(samples: NDArray[np.float32], sample_rate: int) -> str:
    """Return a hash of the samples and the sample rate of a clip.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        The clip.
    sample_rate : int
        Hz.

    Returns
    -------
    str
        32 hexadecimal digits of BLAKE2b.
    """
    content = hashlib.blake2b(str(sample_rate).encode(), digest_size=16)
    content.update(np.ascontiguousarray(samples, dtype=np.float32).data)
    return content.hexdigest()


class LruCache(Generic[Result]):
    """A least-recently-used cache; safe to use from several threads.

    Parameters
    ----------
    size : int
        Maximum number of results.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: OrderedDict[tuple[str, ...], Result] = OrderedDict()
        self._lock = threading.RLock()  # a signal handler may call again what it interrupts

    def get_or_compute(self, key: tuple[str, ...], compute: Callable[[], Result]) -> Result:
        """Return the result for a key; compute it if it is missing, maybe twice if two threads ask at once."""
        with self._lock, suppress(KeyError):
            self._results.move_to_end(key)
            return self._results[key]
        result = compute()
        with self._lock:
            self._results[key] = result
            if len(self._results) > self._size:
                self._results.popitem(last=False)
        return result
