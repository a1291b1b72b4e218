"""The addresses of the speech API."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.auditions.audition import Audition
from studio.errors import StudioError
from studio.speech_api.api_errors import ApiError, api_error_response, refusal, studio_error_response
from studio.speech_api.speech import encode_take, speak, stream_bytes, stream_events
from studio.speech_api.speech_request import SpeechRequest, parse_speech_request
from studio.speech_api.voices import list_voices

if TYPE_CHECKING:
    from studio.session import Studio

#: The only model in the lists: the voice decides which one speaks.
MODEL = "voice-studio"
_SEED = "X-Voice-Seed"
_UNSENT = 499  # status of an answer whose client has left
_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


def speech_api(studio: "Studio") -> ASGIApp:
    """Return the application behind `/v1`; it checks no token and no origin, `studio.ui.api_site` does.

    Parameters
    ----------
    studio : Studio
        Whose presets are spoken with.
    """

    async def speech(request: Request) -> Response:
        wanted = parse_speech_request(await request.body())
        audition = await run_in_threadpool(speak, studio, wanted)
        try:
            if wanted.sse or wanted.format.streams:
                return await _streamed(request, audition, wanted)
            return await _complete(request, audition, wanted)
        except ClientDisconnect:
            audition.cancel()
            return Response(status_code=_UNSENT)
        except BaseException:
            audition.cancel()
            raise

    async def voices(request: Request) -> Response:
        return JSONResponse({"voices": await run_in_threadpool(list_voices, studio)})

    routes = [
        Route("/v1/audio/speech", speech, methods=["POST"]),
        Route("/v1/audio/voices", voices),
        Route("/v1/audio/models", _audio_models),
        Route("/v1/models", _models),
        Route("/v1/models/{name:path}", _model),
    ]
    return Starlette(routes=routes, exception_handlers=_HANDLERS)


async def _complete(request: Request, audition: Audition, wanted: SpeechRequest) -> Response:
    (take,) = await _while_connected(request, audition)
    content = await run_in_threadpool(encode_take, take, wanted)
    return Response(content, media_type=wanted.format.media_type, headers={_SEED: str(take.recipe.seed)})


async def _streamed(request: Request, audition: Audition, wanted: SpeechRequest) -> Response:
    """Answer once there is sound, so that an error before that has its status."""
    parts = (stream_events if wanted.sse else stream_bytes)(audition, wanted)
    first = await _while_connected(request, _next(parts))
    known = audition.streams[0].attempt == 0  # a take that is generated once more has another seed
    headers = {"Cache-Control": "no-store"} | ({_SEED: str(audition.recipes[0].seed)} if known else {})
    media_type = "text/event-stream" if wanted.sse else wanted.format.media_type
    return _LiveResponse(audition, _joined(first, parts), media_type=media_type, headers=headers)


class _LiveResponse(StreamingResponse):
    """Sound that is sent while it is generated; the generation stops when the client has left.

    After an error the connection ends without the mark of a complete response, so that no client takes the beginning
    for all of it.
    """

    def __init__(self, audition: Audition, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._audition = audition

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except StudioError as error:
            _log.warning("A speech that was being sent has ended: %s", error)
        finally:
            self._audition.cancel()


async def _next(parts: AsyncIterator[bytes]) -> bytes:
    return await anext(parts, b"")


async def _joined(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in parts:
        yield part


async def _while_connected(request: Request, work: Awaitable[_Result]) -> _Result:
    """Return the result of work; end it and raise `ClientDisconnect` when the client leaves before."""
    task = asyncio.ensure_future(work)
    left = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        task.cancel()
        left.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _models(request: Request) -> Response:
    return JSONResponse({"object": "list", "data": [_described()]})


async def _model(request: Request) -> Response:
    name = request.path_params["name"]
    if name != MODEL:
        raise ApiError(404, f"There is no model {name[:80]!r}, only {MODEL!r}.", "model", "model_not_found")
    return JSONResponse(_described())


async def _audio_models(request: Request) -> Response:
    return JSONResponse({"models": [{"id": MODEL, "name": "Voice studio"}]})


def _described() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "voice-studio"}


async def _answer_api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return api_error_response(error)


async def _answer_studio_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StudioError)
    return studio_error_response(error)


async def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    where = f"{request.method} {request.url.path}"
    return refusal(error.status_code, f"The speech API has no {where[:200]}.", error.headers)


async def _answer_fault(request: Request, error: Exception) -> Response:
    return refusal(500, "The studio failed; its output says why.", {"x-should-retry": "false"})


_HANDLERS: dict[Any, Callable[[Request, Exception], Coroutine[Any, Any, Response]]] = {
    ApiError: _answer_api_error,
    StudioError: _answer_studio_error,
    HTTPException: _answer_http_error,
    Exception: _answer_fault,
}
