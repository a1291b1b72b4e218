"""The time limit of a job, enforced inside the process that runs it."""

import faulthandler
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_LAST_RESORT_SECONDS = 10.0


class JobOverran(BaseException):
    """The time limit is exceeded; not an `Exception`, so that no library on the way can swallow it."""


@contextmanager
def deadline(seconds: float) -> Iterator[Callable[[float], None]]:
    """Limit the time of the body.

    An alarm comes first: its handler runs on the main thread between two bytecodes, and ends any loop in Python. A hang
    in C++ never gets there; for it, faulthandler writes the stacks to the log and ends the process a little later.

    Parameters
    ----------
    seconds : float
        On the wall clock.

    Yields
    ------
    callable
        Extends the limit by a number of seconds.

    Raises
    ------
    JobOverran
        From the body, when the time is exceeded.
    """
    previous = signal.signal(signal.SIGALRM, _overrun)
    _arm(seconds)
    try:
        yield lambda more: _arm(signal.getitimer(signal.ITIMER_REAL)[0] + more)
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _arm(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(seconds + _LAST_RESORT_SECONDS, exit=True)


def _overrun(number: int, frame: FrameType | None) -> None:
    raise JobOverran
