"""Ctrl-C: the first one closes everything, the next one exits at once; neither shows a traceback or damages a file.

Imports only the standard library's lightest modules, because it is needed before anything else is imported.
"""

import _thread
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

STOPPED = 130
Result = TypeVar("Result")
_PATIENCE = 10  # seconds
_asked = False


def end_at_once() -> None:
    """Make Ctrl-C exit this process at once; the worker exits by itself when its parent is gone."""
    _install(_exit)


def close_first() -> None:
    """Make the first Ctrl-C raise KeyboardInterrupt, and the next one exit this process at once."""
    sys.unraisablehook = _exit_if_lost
    _install(_interrupt)


def was_asked() -> bool:
    """Return whether Ctrl-C was pressed, even if a package replaced its exception by another one."""
    return _asked


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt if Ctrl-C was pressed and a package swallowed its exception."""
    if _asked:
        raise KeyboardInterrupt


def uninterrupted(work: Callable[[], Result]) -> Result:
    """Run a function where no signal handler can interrupt it, and return its result.

    Python runs signal handlers in the main thread, between two bytecodes; so the main thread leaves the work to another
    thread. An exception of a signal handler, such as KeyboardInterrupt, is raised once the work has ended, or after ten
    seconds.
    """
    from threading import get_ident, main_thread

    return _in_another_thread(work) if get_ident() == main_thread().ident else work()


def _in_another_thread(work: Callable[[], Result]) -> Result:
    results: list[Result] = []
    errors: list[BaseException] = []
    ended = _thread.allocate_lock()
    ended.acquire()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            ended.release()

    try:
        _thread.start_new_thread(run, ())  # a signal handler that raises can break `threading.Thread.start`
    except RuntimeError:  # no further thread can be started
        return work()
    try:
        ended.acquire()
    finally:
        if not results and not errors:
            ended.acquire(timeout=_PATIENCE)
    if errors:
        try:
            raise errors[0]
        finally:
            errors.clear()  # else the error, its traceback and this frame refer to each other
    return results[0]


def _install(handler: "signal._HANDLER") -> None:
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as in the background of a shell
        signal.signal(signal.SIGINT, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _asked
    _asked = True
    end_at_once()
    raise KeyboardInterrupt


def _exit(number: int, frame: FrameType | None) -> None:
    os._exit(STOPPED)


def _exit_if_lost(lost: "UnraisableHookArgs") -> None:
    """Exit if Ctrl-C came during a callback whose errors Python ignores; imports run such callbacks."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        os._exit(STOPPED)
    sys.__unraisablehook__(lost)
