"""Measures takes for a search while the page shows what is found already, a few at a time."""

import threading
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.ui.measuring_thread import in_background

if TYPE_CHECKING:
    from studio.session import Studio

_AT_ONCE = 4  # takes, half a second each: the page asks again, and what it measures meanwhile need not wait for long


class BackgroundMeasuring:
    """Measures what a search asks for.

    Parameters
    ----------
    studio : Studio
        Whose takes.
    """

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio
        self._running = threading.Lock()

    def begin(self, search: str) -> None:
        """Measure a few more of the takes that this search may find, unless that is under way; returns at once."""
        if self._running.acquire(blocking=False):
            in_background(lambda: self._measure(search))

    def _measure(self, search: str) -> None:
        try:
            with suppress(StudioError):  # the library was closed or cannot be read: the next request says so
                for _ in islice(self._studio.measuring.measure_unmeasured(search), _AT_ONCE):
                    pass
        finally:
            self._running.release()
