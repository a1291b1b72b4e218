"""Serves the Wyoming protocol until it is stopped."""

import asyncio
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wyoming.server import AsyncEventHandler, AsyncServer

from studio.errors import InvalidInput, StudioError
from studio.interrupt import end_at_once
from studio.wyoming.conversation import Conversation
from studio.wyoming.voice_info import describe

if TYPE_CHECKING:
    from studio.session import Studio

_MOST_CONNECTIONS = 64
_LOCAL = ("127.0.0.1", "localhost", "::1")


def serve_wyoming(studio: "Studio", uri: str, voice: str, announce: Callable[[], None]) -> None:
    """Serve saved voices until Ctrl-C or SIGTERM.

    Parameters
    ----------
    studio : Studio
        What speaks.
    uri : str
        tcp://ADDRESS:PORT or unix://PATH.
    voice : str
        The voice of requests that name none; "" for the first preset.
    announce : callable
        Called once clients can connect.

    Raises
    ------
    InvalidInput
        If the address is not valid.
    StudioError
        If it cannot be listened on.
    """
    check_uri(uri)
    studio.start()
    asyncio.run(_serve(studio, uri, voice, announce))


def check_uri(uri: str) -> None:
    """Check the address of a server.

    Raises
    ------
    InvalidInput
        If it is not valid.
    StudioError
        If something else than a socket is where a Unix socket is to be.
    """
    try:
        parts = urlsplit(uri)
        valid = bool(parts.hostname and parts.port) if parts.scheme == "tcp" else parts.scheme == "unix" and parts.path
    except ValueError:
        valid = False
    if not valid:
        raise InvalidInput(
            f"{uri!r} is not a valid address.", "Use tcp://127.0.0.1:10200 or unix:///PATH.", code="invalid-uri"
        )
    if parts.scheme == "unix" and Path(parts.path).exists() and not stat.S_ISSOCK(Path(parts.path).stat().st_mode):
        raise StudioError(f"{parts.path} is not a socket.", "Name a new file.", code="not-a-socket")


def is_local(uri: str) -> bool:
    """Return whether only programs of this machine can connect."""
    parts = urlsplit(uri)
    return parts.scheme == "unix" or parts.hostname in _LOCAL


async def _serve(studio: "Studio", uri: str, voice: str, announce: Callable[[], None]) -> None:
    stopped = asyncio.Event()

    def stop() -> None:
        stopped.set()
        end_at_once()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await asyncio.to_thread(describe, studio)  # loads what tells languages: Home Assistant waits one second for `info`
    server = AsyncServer.from_uri(uri)
    try:
        await server.start(_Connections(studio, voice).open)
    except OSError as error:
        raise StudioError(
            f"The Wyoming server cannot listen on {uri}: {error.strerror or error}.",
            "Choose another --port or --uri.",
            code="cannot-listen",
        ) from None
    announce()
    await stopped.wait()
    await server.stop()


class _Connections:
    """Opens conversations, up to a limit."""

    def __init__(self, studio: "Studio", voice: str) -> None:
        self._studio = studio
        self._voice = voice
        self._open: set[asyncio.StreamWriter] = set()

    def open(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> AsyncEventHandler:
        self._open = {each for each in self._open if not each.is_closing()}
        if len(self._open) >= _MOST_CONNECTIONS:
            reader.feed_eof()  # the conversation ends at once
        else:
            self._open.add(writer)
        return Conversation(self._studio, self._voice, reader, writer)
