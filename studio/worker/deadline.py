"""Ending a job that takes too long, from inside the process it runs in."""

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_LAST_RESORT_SECONDS = 10.0


class JobOverran(BaseException):
    """The job's time is over; not an `Exception`, so that no library on the way can swallow it."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Allow the body so many seconds.

    First an alarm: its handler runs on the main thread between two bytecodes, and ends any loop in Python. A hang in
    C++ never gets there; for it, faulthandler writes the stacks to the log and ends the process a little later.

    Parameters
    ----------
    seconds : float
        On the wall clock.

    Raises
    ------
    JobOverran
        From the body, when the time is over.
    """
    previous = signal.signal(signal.SIGALRM, _overrun)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(seconds + _LAST_RESORT_SECONDS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _overrun(number: int, frame: FrameType | None) -> None:
    raise JobOverran
