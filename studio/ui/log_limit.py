"""Keeps clients from filling the terminal: each message of the server is logged once a minute at most."""

import logging
import time
from collections.abc import Callable

_PERIOD = 60.0  # seconds


class RepetitionLimit(logging.Filter):
    """Drops a record if one with the same message, and the same place of its exception, was logged in the last minute.

    Parameters
    ----------
    clock : callable
        Returns the current time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._logged: dict[tuple[object, ...], float] = {}  # the template, not the message: bounded by the code

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is to be logged."""
        key = (record.name, record.msg, *_place(record))
        now = self._clock()
        if now - self._logged.get(key, -_PERIOD) < _PERIOD:
            return False
        self._logged[key] = now
        return True


def limit_repetitions(*loggers: str) -> None:
    """Limit what these loggers repeat."""
    for name in loggers:
        logger = logging.getLogger(name)
        if not any(isinstance(each, RepetitionLimit) for each in logger.filters):
            logger.addFilter(RepetitionLimit())


def _place(record: logging.LogRecord) -> tuple[object, ...]:
    """Return the kind of the record's exception and the line that raised it."""
    kind, _, frame = record.exc_info or (None, None, None)
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return (kind, frame.tb_frame.f_code.co_filename, frame.tb_lineno) if frame is not None else (kind,)
