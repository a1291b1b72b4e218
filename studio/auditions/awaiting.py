"""Auditions for asyncio: their sound while it is generated, and their end, without a thread for each caller."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, suppress
from typing import Self

import numpy as np
from numpy.typing import NDArray

from studio.auditions.audition import Audition
from studio.domain.take import Take
from studio.errors import TakeFailed, TakeRepeated


async def stream_samples(audition: Audition, take: int = 0) -> AsyncIterator[NDArray[np.float32]]:
    """Yield a take's samples while it is generated, from its beginning; the asynchronous `Audition.stream`.

    A take that failed before its first sample and is generated once more is streamed as if nothing had happened.

    Raises
    ------
    TakeRepeated, StudioError
        As `Audition.stream`.
    """
    stream = audition.streams[take]
    attempt = start = 0
    with _Changes(audition) as changes:
        while True:
            over = audition.state.over  # before the samples are read, so that none are missed
            segment = stream.read(attempt, start, timeout=0)
            if segment.attempt != attempt and start:
                raise TakeRepeated(f"{audition.label(take)} failed and is generated once more.", "Stream it again.")
            attempt = segment.attempt
            if len(segment.samples):
                start += len(segment.samples)
                yield segment.samples
            elif segment.end == "complete":
                return
            elif over:
                raise _reason(audition, take)
            else:
                await changes.next()


async def wait_for_takes(audition: Audition) -> list[Take]:
    """Wait for the end, and return the takes in order; the asynchronous `Audition.wait`.

    Raises
    ------
    StudioError
        As `Audition.wait`.
    """
    with _Changes(audition) as changes:
        while not audition.state.over:
            await changes.next()
    if audition.state.error is not None:
        raise audition.state.error.again()
    return audition.state.finished


def _reason(audition: Audition, take: int) -> Exception:
    error = audition.state.error
    return error.again() if error else TakeFailed(f"There is no {audition.label(take)}.", "Generate it again.")


class _Changes:
    """Wakes one coroutine when an audition changes."""

    def __init__(self, audition: Audition) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._watching: AbstractContextManager[None] = audition.watched(self._notify)

    def __enter__(self) -> Self:
        self._watching.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._watching.__exit__(None, None, None)

    async def next(self) -> None:
        """Wait for a change since the last call."""
        await self._changed.wait()
        self._changed.clear()

    def _notify(self) -> None:
        with suppress(RuntimeError):  # the event loop has ended
            self._loop.call_soon_threadsafe(self._changed.set)
