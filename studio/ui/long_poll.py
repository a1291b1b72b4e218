"""Answers about auditions when they change: one that waits until there is something new, or a stream of them.

A stamp names the state that an answer shows. It has two parts, the steps of the auditions (a take finished, a place in
the queue, the first sound) and their progress. A new step is answered at once, progress a few times a second, and
nothing new after some seconds, so that a connection that nobody listens to any more ends.
"""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, suppress
from typing import Protocol, Self, TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from studio.auditions.audition import Audition
from studio.auditions.audition_state import AuditionState, TakeState

_LOOK_SECONDS = 0.1  # until the next look for auditions that began meanwhile, and for a client that has left
_PROGRESS_SECONDS = 0.25
_LONGEST_SECONDS = 8.0


class Stamped(Protocol):
    """An answer about auditions, with the stamp of the state that it shows."""

    @property
    def stamp(self) -> str:
        """As `stamp_of` returned it, at the latest when the answer was made."""


_Answer = TypeVar("_Answer", bound=Stamped)


def stamp_of(auditions: Sequence[Audition]) -> str:
    """Return the stamp of the present state of auditions.

    Examples
    --------
    >>> stamp_of([])
    '0.0'
    """
    states = [audition.state for audition in auditions]
    if not states:
        return "0.0"
    return f"{_digest([_steps(state) for state in states])}.{_digest([_progress(state) for state in states])}"


async def until_changed(request: Request, find: Callable[[], Sequence[Audition]], after: str) -> None:
    """Wait until auditions are in another state than the one a stamp names, or until some seconds have passed.

    Parameters
    ----------
    request : Request
        Whose client waits; the waiting ends when it has left.
    find : callable
        Returns the auditions; their number may change.
    after : str
        The stamp of the last answer; "" answers at once, and so do auditions of which none is under way.
    """
    steps, _, _ = after.partition(".")
    begun = time.monotonic()
    with _Alarm() as alarm:
        while after and any(not audition.state.over for audition in alarm.watch(find())):
            stamp, waited = stamp_of(find()), time.monotonic() - begun
            if stamp.partition(".")[0] != steps or waited > _LONGEST_SECONDS:
                return
            if waited > _PROGRESS_SECONDS and (stamp != after or await request.is_disconnected()):
                return
            await alarm.wait(_LOOK_SECONDS)


async def each_change(
    request: Request, find: Callable[[], Sequence[Audition]], answer: Callable[[], _Answer]
) -> AsyncIterator[_Answer]:
    """Yield an answer about auditions at once, and after each change, until none of them is under way.

    Parameters
    ----------
    request : Request
        Whose client listens; the answers end when it has left.
    find : callable
        As for `until_changed`.
    answer : callable
        Returns the answer about the present state; called on a worker thread.
    """
    under_way, stamp = True, ""
    while under_way:
        await until_changed(request, find, stamp)
        under_way = any(not audition.state.over for audition in find()) and not await request.is_disconnected()
        shown = await run_in_threadpool(answer)
        yield shown
        stamp = shown.stamp


class _Alarm:
    """Wakes a coroutine when one of the auditions changes that it watches."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()
        self._watched: set[str] = set()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def watch(self, auditions: Sequence[Audition]) -> Sequence[Audition]:
        """Watch auditions, each once, and return them; what changes after this rings."""
        for audition in auditions:
            if audition.id not in self._watched:
                self._watched.add(audition.id)
                self._stack.enter_context(audition.watched(self._ring))
        return auditions

    async def wait(self, seconds: float) -> None:
        """Wait for a change, at most so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()

    def _ring(self) -> None:
        with suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self._rung.set)


def _steps(state: AuditionState) -> object:
    return state.id, state.phase, state.position, [_step(take) for take in state.takes]


def _step(take: TakeState) -> object:
    return take.take is not None, take.fraction == 1, take.repeated, take.sounded > 0, take.reading is not None


def _progress(state: AuditionState) -> object:
    return [(take.fraction, take.sounded, take.reading) for take in state.takes]


def _digest(facts: Sequence[object]) -> int:
    return zlib.crc32(repr(facts).encode())
