"""Sends the samples of a take to the views of a widget while they come, on a thread of its own."""

import threading
import weakref
from collections.abc import Callable

from studio.auditions.take_stream import Segment, TakeStream
from studio.notebook.watching import INTERVAL, thread_class

UNASKED_SECONDS = 120.0  # of sound that is sent before anybody listens: 6 MB
_WAIT = 1.0  # seconds between looks whether the widget is gone


class LiveFeed:
    """Reads the stream of a take, and hands each new segment to a bound method until there is no more, or it is gone.

    Parameters
    ----------
    stream : TakeStream
        The samples of the take.
    send : bound method
        Called with a `Segment`; its object is referred to weakly.
    """

    def __init__(self, stream: TakeStream, send: Callable[[Segment], None]) -> None:
        self._send = weakref.WeakMethod(send)
        self._listened = threading.Event()
        self._stopped = threading.Event()
        self._thread = thread_class()(target=self._run, args=(stream,), name="notebook-sound", daemon=True)
        self._thread.start()

    def listen(self) -> None:
        """Send all of it from now on, also what is more than `UNASKED_SECONDS`: somebody listens."""
        self._listened.set()

    def stop(self) -> None:
        """End the thread; returns at once."""
        self._stopped.set()
        self._listened.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the thread."""
        self._thread.join(timeout)

    def _run(self, stream: TakeStream) -> None:
        attempt = start = 0
        while not self._stopped.wait(INTERVAL):
            segment = stream.read(attempt, start, timeout=_WAIT)
            new = segment.attempt != attempt or len(segment.samples) or segment.end
            if not self._hand_over(segment if new else None) or segment.end:
                return
            attempt, start = segment.attempt, segment.start + len(segment.samples)
            while start > UNASKED_SECONDS * max(1, segment.sample_rate) and not self._listened.wait(_WAIT):
                if not self._hand_over(None):
                    return

    def _hand_over(self, segment: Segment | None) -> bool:
        """Send a segment, if there is one; return False once the widget is gone."""
        send = self._send()
        if send is not None and segment is not None:
            send(segment)
        return send is not None
