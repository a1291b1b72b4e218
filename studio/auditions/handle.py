"""Handles: work under way that is followed, waited for, awaited, iterated over or cancelled."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any, Generic, Protocol, Self, TypeVar

from studio.auditions.audition_state import AuditionState
from studio.auditions.interrupts import cancelled_by_interrupt
from studio.domain.take import Take
from studio.errors import TookTooLong

Result_co = TypeVar("Result_co", covariant=True)


class Watched(Protocol):
    """What calls a function after each of its changes."""

    def watched(self, changed: Callable[[], None]) -> AbstractContextManager[None]:
        """Call a function after each change, as long as the block runs."""


class Handle(ABC, Generic[Result_co]):
    """Work under way. Every method may be called from any thread.

    `wait()` returns the result, and so does `await`; a loop, `for` or `async for`, yields the takes as they finish.
    An interrupt (Ctrl-C, or "interrupt" of a notebook's kernel) that arrives in one of these, in `follow` or in
    `stream` cancels the work; so does the cancellation of the asyncio task that awaits it.
    """

    @property
    @abstractmethod
    def state(self) -> AuditionState:
        """The current state."""

    @abstractmethod
    def cancel(self) -> None:
        """Stop it: at once while it waits, at the next step while it runs. Finished takes stay."""

    @abstractmethod
    def watched(self, changed: Callable[[], None]) -> AbstractContextManager[None]:
        """Call a function after each change, on the thread that changes it; it must return at once."""

    @abstractmethod
    def _result(self) -> Result_co:
        """Return the result once it is over, or raise why there is none."""

    @property
    def over(self) -> bool:
        """Whether it has ended, in any way."""
        return self.state.over

    def wait(self, timeout: float | None = None) -> Result_co:
        """Wait for the end, and return the result.

        Parameters
        ----------
        timeout : float, optional
            Seconds; default: as long as it takes.

        Raises
        ------
        TookTooLong
            With the code "wait-timeout" after so many seconds; the work goes on.
        StudioError
            Why it failed; `Cancelled` if it was stopped.
        """
        with cancelled_by_interrupt(self):
            if not self.join(timeout):
                raise TookTooLong(
                    f"It is not over after {timeout:g} s.", "It goes on: wait again, or cancel it.", code="wait-timeout"
                )
            return self._result()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end, whatever it is; return False if that takes longer than `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        changed = threading.Event()
        with self.watched(changed.set):
            while not self.over:
                if not changed.wait(None if deadline is None else max(0.0, deadline - time.monotonic())):
                    return self.over
                changed.clear()
        return True

    def follow(self) -> Iterator[AuditionState]:
        """Yield the newest state, again after each change, until the last; any number of callers may follow."""
        changed = threading.Event()
        seen: AuditionState | None = None
        with cancelled_by_interrupt(self), self.watched(changed.set):
            while seen is None or not seen.over:
                changed.clear()
                if (state := self.state) is seen:
                    changed.wait()
                else:
                    yield (seen := state)

    def __iter__(self) -> Iterator[Take]:
        """Yield the takes as they finish.

        Raises
        ------
        StudioError
            After the finished takes, why there are not all of them; as `wait`.
        """
        known: set[int] = set()
        for state in self.follow():
            yield from _new(state, known)
        self._check()

    async def __aiter__(self) -> AsyncIterator[Take]:
        """Yield the takes as they finish; raises as a plain loop does."""
        known: set[int] = set()
        with cancelled_by_interrupt(self), Alarm(self) as alarm:
            while True:
                state = self.state
                for take in _new(state, known):
                    yield take
                if state.over:
                    break
                await alarm.rung()
        self._check()

    def __await__(self) -> Generator[Any, None, Result_co]:
        """Wait for the end without blocking the event loop, and return the result."""
        return self._awaited().__await__()

    async def _awaited(self) -> Result_co:
        with cancelled_by_interrupt(self), Alarm(self) as alarm:
            while not self.over:
                await alarm.rung()
            return await asyncio.to_thread(self._result)  # which may measure

    def _check(self) -> None:
        """Raise why it did not end well."""
        if self.state.error is not None:
            raise self.state.error.again()


class Alarm:
    """Wakes one coroutine when something changes."""

    def __init__(self, watched: Watched) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._watching = watched.watched(self._ring)

    def __enter__(self) -> Self:
        self._watching.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._watching.__exit__(None, None, None)

    async def rung(self) -> None:
        """Wait for a change since the last call."""
        await self._changed.wait()
        self._changed.clear()

    def _ring(self) -> None:
        with suppress(RuntimeError):  # the event loop has ended
            self._loop.call_soon_threadsafe(self._changed.set)


def _new(state: AuditionState, known: set[int]) -> list[Take]:
    """Return the finished takes of a state that are not known yet, and note them."""
    new = [take for take in state.finished if take.position not in known]
    known.update(take.position for take in new)
    return new
