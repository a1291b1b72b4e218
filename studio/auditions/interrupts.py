"""Interrupts: what a person waits for is cancelled where Ctrl-C, or "interrupt" of a notebook's kernel, arrives."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from weakref import WeakSet


class Cancellable(Protocol):
    """What can be cancelled."""

    def cancel(self) -> None:
        """Stop it."""


_waited_for: WeakSet[Cancellable] = WeakSet()  # by the cell that runs in a notebook
_shells: WeakSet[Any] = WeakSet()  # that tell how a cell ended


@contextmanager
def cancelled_by_interrupt(work: Cancellable) -> Iterator[None]:
    """Cancel what a block waits for where an interrupt, or the end of its asyncio task, arrives in it.

    Where the block is in a generator, an interrupt may also arrive in the body of the loop over it; the generator
    learns only that the loop was left. A program usually ends then; in a notebook, the end of the cell cancels it.
    """
    _note_for_cell(work)
    try:
        yield
    except (KeyboardInterrupt, asyncio.CancelledError):
        work.cancel()
        raise
    _waited_for.discard(work)


def _note_for_cell(work: Cancellable) -> None:
    """Remember what a cell waits for, and have IPython tell the end of each cell; nothing outside of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython and threading.current_thread() is threading.main_thread() else None
    if shell is None:
        return
    _waited_for.add(work)
    if shell not in _shells:
        _shells.add(shell)
        shell.events.register("post_run_cell", _cell_ended)


def _cell_ended(result: Any) -> None:
    """Cancel the work whose loops an interrupted cell has left before their end."""
    if isinstance(result.error_in_exec, KeyboardInterrupt | asyncio.CancelledError):
        for work in tuple(_waited_for):
            work.cancel()
    _waited_for.clear()
