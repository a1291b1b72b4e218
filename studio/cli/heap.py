"""One heap for all threads of the `studio` command. Loads nothing, because it is wanted before there are threads."""

import contextlib
import ctypes
import sys

_M_ARENA_MAX = -8  # in glibc's malloc.h


def share_one_heap() -> None:
    """Let all threads of this process allocate from one heap, where the system's C library is glibc.

    It gives each thread a heap of its own, from which little goes back to the system: with 16 callers that was 20 MB
    of 76, and they grew with the requests.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
