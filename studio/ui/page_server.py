"""uvicorn's server with limits for connections, and with the studio's way to end it."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import TYPE_CHECKING, cast

import uvicorn

from studio.interrupt import end_at_once
from studio.ui.connections import Connection, ConnectionLimits, Connections
from studio.ui.log_limit import limit_repetitions
from studio.ui.signals import handled_by

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_GRACE = 2  # seconds for open responses when the studio is stopped
_RETRY = 0.2  # seconds until the next attempt to accept a connection
_log = logging.getLogger("uvicorn.error")


class PageServer(uvicorn.Server):
    """Serves an application on one listening socket.

    Parameters
    ----------
    app : ASGI application
        What answers the requests.
    limits : ConnectionLimits, optional
        How many connections there may be, and how long each may keep the server waiting.
    proxies : sequence of str
        Addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are believed. uvicorn's own default believes
        every program of this machine.
    """

    def __init__(self, app: "ASGIApp", limits: ConnectionLimits | None = None, proxies: Sequence[str] = ()) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            log_level="warning",
            timeout_graceful_shutdown=_GRACE,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
        )
        super().__init__(config)
        limit_repetitions("uvicorn.error", "asyncio")
        self._connections = Connections(self._opened, limits or ConnectionLimits(), proxies)

    def _opened(self) -> set[Connection]:
        return cast("set[Connection]", self.server_state.connections)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections.

        asyncio's own loop calls `accept` 2,048 times a second, with a line in the log each, while files are short.
        """
        await super().startup(sockets=[])
        self._accepting = [asyncio.create_task(self._accept(listener)) for listener in sockets or []]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, and end the open responses."""
        for task in self._accepting:
            task.cancel()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Close overdue connections once a second; uvicorn calls this ten times a second."""
        if counter % 10 == 0:
            self._connections.close_overdue()
        return await super().on_tick(counter)

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        listener.setblocking(False)
        while True:
            try:
                accepted, (address, *_) = await loop.sock_accept(listener)
            except OSError as error:
                await self._wait_after(error)
                continue
            if self._connections.make_room(address):
                await self._open(accepted)
            else:
                _log.warning("The page has all the connections that it may have; a new one was closed.")
                accepted.close()
                await asyncio.sleep(0)

    async def _wait_after(self, error: OSError) -> None:
        if error.errno != errno.ECONNABORTED:
            _log.warning("The page cannot accept a connection: %s.", error.strerror)
            self._connections.close_one()
            await asyncio.sleep(_RETRY)

    async def _open(self, accepted: socket.socket) -> None:
        def protocol() -> Connection:
            return Connection(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

        try:
            await asyncio.get_running_loop().connect_accepted_socket(protocol, accepted)
        except OSError:  # the client has gone
            accepted.close()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Make the first signal end open responses, and the next Ctrl-C the program, without a traceback."""

        def stop(number: int, frame: FrameType | None) -> None:
            self.should_exit = True
            end_at_once()

        with handled_by(stop, signal.SIGINT, signal.SIGTERM):
            yield
