"""The sound of auditions for asyncio, while it is generated, without a thread for each caller."""

from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray

from studio.auditions.audition import Audition
from studio.auditions.handle import Alarm
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
    with Alarm(audition) as alarm:
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
                await alarm.rung()


def _reason(audition: Audition, take: int) -> Exception:
    error = audition.state.error
    return error.again() if error else TakeFailed(f"There is no {audition.label(take)}.", "Generate it again.")
