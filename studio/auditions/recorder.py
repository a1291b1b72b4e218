"""The thread that turns the events of all auditions into takes, and stores them."""

import queue
import threading
from collections.abc import Callable

from studio.auditions.audition import Audition
from studio.domain.take import Take
from studio.engine.events import JobEvent, Listener


class Recorder:
    """Hands the events of each audition's job to the audition, in order, on one thread.

    Parameters
    ----------
    store : callable
        Called with each finished `Take`; an exception ends the audition.
    """

    def __init__(self, store: Callable[[Take], None]) -> None:
        self._store = store
        self._inbox: queue.SimpleQueue[tuple[Audition, JobEvent] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._record, name="studio-recorder", daemon=True)
        self._thread.start()

    def listener(self, audition: Audition) -> Listener:
        """Return the listener for an audition's job."""
        return lambda event: self._inbox.put((audition, event))

    def close(self) -> None:
        """Store what has arrived, and end the thread."""
        self._inbox.put(None)
        self._thread.join()

    def _record(self) -> None:
        while self._record_next():
            pass

    def _record_next(self) -> bool:
        """Hand the next event to its audition, which nothing here refers to while another one is awaited."""
        item = self._inbox.get()
        if item is not None:
            audition, event = item
            audition.receive(event, self._store)
        return item is not None
