"""The sound of a take while it is made, as a stream of 16-bit PCM.

A client requests what follows a position: an attempt, and how many of its samples it has. The headers say where the
response starts. It ends when the take is finished, made once more, or stopped; the client then requests again from its
position, as it does after a lost connection, and learns which of these it was.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse

from studio.audio.pcm import pcm16
from studio.auditions.take_stream import Segment, TakeStream
from studio.session import Studio, auditions_of

_LOOK_SECONDS = 0.02  # a quarter of a codec frame
_Place = Annotated[int, Query(ge=0, lt=2**31)]


def add_live(router: APIRouter, studio: Studio) -> None:
    """Add `/live/AUDITION/TAKE.pcm`.

    Parameters
    ----------
    router : APIRouter
        Of everything under /studio.
    studio : Studio
        Whose auditions are listened to.
    """

    @router.get("/live/{audition}/{take}.pcm")
    async def live(request: Request, audition: str, take: int, attempt: _Place = 0, start: _Place = 0) -> Response:
        stream = _find(studio, audition, take)
        first = stream.read(attempt, start, timeout=0)
        while not (first.sample_rate or first.end or await request.is_disconnected()):
            await asyncio.sleep(_LOOK_SECONDS)  # the header needs the rate, which comes with the first samples
            first = stream.read(attempt, start, timeout=0)
        headers = {
            "Cache-Control": "no-store",
            "Studio-Rate": str(first.sample_rate),
            "Studio-Attempt": str(first.attempt),
            "Studio-Start": str(first.start),
        }
        if first.end and not len(first.samples):
            return Response(status_code=204, headers=headers | {"Studio-End": first.end})
        return StreamingResponse(_pcm(stream, first), media_type="application/octet-stream", headers=headers)


def _find(studio: Studio, audition: str, take: int) -> TakeStream:
    found = auditions_of(studio).recent.find(audition)
    if found is None or not 0 <= take < len(found.streams):
        raise HTTPException(404, "Nothing is being made there any more.")
    return found.streams[take]


async def _pcm(stream: TakeStream, segment: Segment) -> AsyncIterator[bytes]:
    """Yield the first segment, and all that follow in the same attempt."""
    attempt = segment.attempt
    while segment.attempt == attempt:
        if len(segment.samples):
            yield pcm16(segment.samples)
        elif segment.end:
            return
        else:
            await asyncio.sleep(_LOOK_SECONDS)
        segment = stream.read(attempt, segment.start + len(segment.samples), timeout=0)
