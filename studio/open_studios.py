"""The studios that are open in this process: all are closed at its end, and a notebook has one for each home folder."""

import atexit
import os
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from studio.errors import StudioError
from studio.workspace import Workspace

_open: weakref.WeakSet[Workspace] = weakref.WeakSet()
os.register_at_fork(after_in_child=_open.clear)  # they are the parent's


def note_open(studio: Workspace, endings: Sequence[Callable[[], object]]) -> None:
    """Remember a studio that was opened, so that what it runs ends with it.

    Parameters
    ----------
    studio : Workspace
        With its engine; closed at the end of the process, unless it was closed before.
    endings : sequence of callable
        What is called where it is not referred to any more; they must not refer to it.
    """
    _open.add(studio)
    # On a thread of its own: a garbage collection may run on a thread that one of them waits for.
    ended = weakref.finalize(studio, lambda: threading.Thread(target=_end, args=(endings,), name="studio-end").start())
    ended.atexit = False


def note_closed(studio: Workspace) -> None:
    """Forget a studio that was closed."""
    _open.discard(studio)


def find_in_notebook(home: Path) -> Workspace | None:
    """Return the open studio of a home folder in a notebook, where a cell that makes one runs again and again."""
    if not _in_notebook():
        return None
    return next((studio for studio in _open if studio.home == home), None)


def _in_notebook() -> bool:
    ipython, marimo = sys.modules.get("IPython"), sys.modules.get("marimo")
    return bool((ipython and ipython.get_ipython()) or (marimo and marimo.running_in_notebook()))


def _end(endings: Sequence[Callable[[], object]]) -> None:
    for end in endings:
        with suppress(StudioError):
            end()


@atexit.register
def _close_all() -> None:
    for studio in list(_open):
        with suppress(StudioError):
            studio.close()
