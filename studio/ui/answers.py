"""What Python answers the page's modules: values that are never the same twice, and errors in words."""

import itertools
import logging
from typing import Any

from studio.errors import StudioError
from studio.ui.payloads import Json, problem

_log = logging.getLogger(__name__)
_numbers = itertools.count(1)


def told(**facts: Any) -> Json:
    """Give facts with a number of their own, because a module hears of its value only when it changes."""
    return {"number": next(_numbers), **facts}


def refusal(error: Exception) -> Json:
    """Say an error for the page; one that nobody foresaw goes to the log with its traceback."""
    if not isinstance(error, StudioError):
        _log.exception("An action of the page failed", exc_info=error)
        error = StudioError(
            f"The studio met an error it did not expect ({type(error).__name__}).",
            "Try again; the details are in the terminal that runs the studio.",
        )
    return told(problem=problem(error))
