"""The page's connections: how many there may be, and how long a client may keep the server waiting.

A browser holds up to six connections, and keeps some of them idle. A client that opens connections and sends nothing,
or little, must not use up the open files of the process, so the connections that wait for their client are closed: at a
deadline, and before that when a new connection needs the room. A connection whose request is being answered (live
sound, Gradio's events) is never closed.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


@dataclass(frozen=True)
class ConnectionLimits:
    """Limits of the page's connections.

    Parameters
    ----------
    total : int
        Connections at once.
    per_address : int
        Connections at once from one address.
    patience : float
        Seconds for the headers of a request, and for the next bytes of a body.
    slowest : int
        Bytes a second, on average after the first `patience` seconds, that a body must arrive with.
    """

    total: int = 512
    per_address: int = 64
    patience: float = 10.0
    slowest: int = 16 * 1024

    @classmethod
    def within(cls, open_files: int) -> "ConnectionLimits":
        """Return limits that leave half of the open files to the rest of the program."""
        total = min(cls.total, open_files // 2)
        return cls(total=total, per_address=min(cls.per_address, (total + 1) // 2))


class Connection(H11Protocol):
    """A connection that knows since when it has been waiting for its client."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.waiting_since = self._last_data = self.loop.time()
        self._received = 0  # bytes, since then

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._restart_wait()

    def data_received(self, data: bytes) -> None:
        """Parse the data, and note that the client has sent something."""
        cycle = self.cycle
        super().data_received(data)
        if self.cycle is not cycle:
            self._restart_wait()
        self._received += len(data)
        self._last_data = self.loop.time()

    def on_response_complete(self) -> None:
        """Start to wait for the next request, or for the rest of a body that was not needed for the answer."""
        self._restart_wait()
        super().on_response_complete()

    def _restart_wait(self) -> None:
        self.waiting_since = self._last_data = self.loop.time()
        self._received = 0

    @property
    def address(self) -> str:
        """The address of the client's end of the connection."""
        return self.client[0] if self.client else ""

    @property
    def is_answering(self) -> bool:
        """Whether a request has arrived, with or without its body, and its response is not complete."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def awaits_client(self) -> bool:
        """Whether the client has something to send before the server can continue."""
        return not self.is_answering or self.conn.their_state is h11.SEND_BODY

    def is_overdue(self, limits: ConnectionLimits) -> bool:
        """Return whether the client has kept the server waiting for too long.

        The rule for bodies is that of Apache's mod_reqtimeout (`body=10,MinRate=16384`).
        """
        if not self.awaits_client:
            return False
        now = self.loop.time()
        waited = now - self.waiting_since
        if not self.is_answering:
            return waited > limits.patience
        slow = waited > limits.patience + self._received / limits.slowest
        return slow or now - self._last_data > limits.patience


class Connections:
    """All open connections, within limits.

    Parameters
    ----------
    opened : callable
        Returns the server's open connections. Those that are closed are removed from that set.
    limits : ConnectionLimits
        How many, and how long.
    proxies : iterable of str
        Addresses and networks of proxies, each of which has the connections of many clients.
    """

    def __init__(
        self, opened: Callable[[], set[Connection]], limits: ConnectionLimits, proxies: Iterable[str] = ()
    ) -> None:
        self._opened = opened
        self._limits = limits
        self._proxies = [ip_network(proxy) for proxy in proxies]

    def close_overdue(self) -> None:
        """Close the connections whose clients have kept the server waiting for too long."""
        for connection in list(self._opened()):
            if connection.is_overdue(self._limits):
                self._close(connection)

    def make_room(self, address: str) -> bool:
        """Return whether a new connection from an address may be opened; close another one if it has to give way."""
        opened = self._opened()
        same = [each for each in opened if each.address == address]
        if len(same) >= self._limits.per_address and not self._is_proxy(address):
            return self.close_one_of(same)
        return len(opened) < self._limits.total or self.close_one()

    def close_one(self) -> bool:
        """Close the connection that has waited longest for its client. Return False if none is waiting."""
        return self.close_one_of(self._opened())

    def close_one_of(self, connections: Collection[Connection]) -> bool:
        """Do the same among some connections; those without a request go before those that wait for a body."""
        waiting = (each for each in connections if each.awaits_client)
        longest = min(waiting, key=lambda each: (each.is_answering, each.waiting_since), default=None)
        if longest is not None:
            self._close(longest)
        return longest is not None

    def _close(self, connection: Connection) -> None:
        """Close it at once: `close` would wait for a client that reads nothing."""
        connection.transport.abort()
        self._opened().discard(connection)

    def _is_proxy(self, address: str) -> bool:
        return bool(self._proxies) and any(ip_address(address) in network for network in self._proxies)
