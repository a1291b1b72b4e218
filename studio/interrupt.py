"""Ctrl-C for the command: the first one closes everything, the next one ends it at once; neither shows a traceback.

Loads nothing, because it is wanted before anything else is loaded.
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
    """Let Ctrl-C end this process where it stands; its worker leaves by itself when its parent is gone."""
    _install(_end)


def close_first() -> None:
    """Let the first Ctrl-C raise KeyboardInterrupt, and the next one end this process where it stands."""
    sys.unraisablehook = _end_if_lost
    _install(_ask)


def was_asked() -> bool:
    """Whether there was a Ctrl-C, whatever became of its exception: some packages turn it into another one."""
    return _asked


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt where there was a Ctrl-C and some package has swallowed its exception."""
    if _asked:
        raise KeyboardInterrupt


def _install(handler: "signal._HANDLER") -> None:
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as in the background of a shell
        signal.signal(signal.SIGINT, handler)


def _ask(number: int, frame: FrameType | None) -> None:
    global _asked
    _asked = True
    end_at_once()
    raise KeyboardInterrupt


def _end(number: int, frame: FrameType | None) -> None:
    os._exit(STOPPED)


def _end_if_lost(lost: "UnraisableHookArgs") -> None:
    """End this process where a Ctrl-C came in a callback of which Python ignores all errors, as an import has some."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        os._exit(STOPPED)
    sys.__unraisablehook__(lost)
