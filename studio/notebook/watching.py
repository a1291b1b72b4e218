"""Follows what runs in the engine for a widget, on a thread of its own, at most ten times a second."""

import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

INTERVAL = 0.1  # seconds between updates


class Watched(Protocol):
    """What can be watched: an audition."""

    def watched(self, changed: Callable[[], None], /) -> AbstractContextManager[None]:
        """Call a function after each change, on the thread that changes it."""


class Watch:
    """Calls a method after changes of an audition until it returns True, or its object is gone.

    The thread that changes an audition must not wait, but a trait may have observers that take their time: so the
    method is called on a thread of this object. That thread refers to the method's object weakly.

    Parameters
    ----------
    audition : Audition
        What is watched.
    update : bound method
        Called without arguments, first at once; it returns whether that was the last time.
    """

    def __init__(self, audition: Watched, update: Callable[[], bool]) -> None:
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._update = weakref.WeakMethod(update)
        self._thread = thread_class()(target=self._run, args=(audition,), name="notebook-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns at once."""
        self._stopped.set()
        self._changed.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the thread."""
        self._thread.join(timeout)

    def _run(self, audition: Watched) -> None:
        with audition.watched(self._changed.set):
            while not self._stopped.is_set():
                self._changed.clear()
                if self._call():
                    return
                self._stopped.wait(INTERVAL)
                self._changed.wait()

    def _call(self) -> bool:
        update = self._update()
        return update is None or update()


def thread_class() -> type[threading.Thread]:
    """Return the kind of thread that may tell a browser of changes: in marimo, threads need its context."""
    marimo = sys.modules.get("marimo")
    return getattr(marimo, "Thread", threading.Thread)
