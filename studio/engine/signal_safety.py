"""Calls that a signal handler may interrupt and make again: no lock of the engine is ever held by the main thread."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from studio.interrupt import uninterrupted

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def off_main_thread(call: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Return a function that makes a call on another thread if it is called on the main thread, and waits for it."""

    @functools.wraps(call)
    def elsewhere(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        return uninterrupted(functools.partial(call, *args, **kwargs), patience=0.0)

    return elsewhere
