"""Ctrl-C: the first one closes everything, the next one exits at once; neither shows a traceback.

Imports only the standard library's lightest modules, because it is needed before anything else is imported.
"""

import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

STOPPED = 130
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
