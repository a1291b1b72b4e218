"""Limits the bodies of requests: each one, and all together."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.ui.security.refusals import Refuse, refuse_in_text

LARGEST_BODY = 4 * 2**20  # a text of 100,000 characters must arrive, to be answered with an error at its field
ALL_BODIES = 16 * LARGEST_BODY
_SMALL = 64 * 2**10  # bytes of each body that are not counted, so that large ones never keep out a click

Refusal = tuple[int, str]
_TOO_MANY: Refusal = (503, "The studio is receiving other large requests. Try again.")
_INCOMPLETE: Refusal = (400, "The request was incomplete.")


class Bodies:
    """Middleware that reads each body before it passes the request on, and holds a bounded number of bytes.

    Bytes are counted as they arrive, whatever length the request declares. The first 64 KiB of each body do not count
    towards the limit of all; the number of connections limits those.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    largest : int
        Bytes of one body.
    together : int
        Bytes of all bodies whose requests are not answered yet.
    refuse : callable
        Makes the answer to a request that is refused.
    """

    def __init__(
        self,
        app: ASGIApp,
        largest: int = LARGEST_BODY,
        together: int = ALL_BODIES,
        refuse: Refuse = refuse_in_text,
    ) -> None:
        self._app = app
        self._largest = largest
        self._together = together
        self._refuse = refuse
        self._too_long: Refusal = (413, f"A request may have {largest:,} bytes at most.")
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body and pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body()
        try:
            refusal = self._too_long if _declared(scope) > self._largest else await self._read(body, receive)
            if refusal is None:
                await self._app(scope, _replayed(bytes(body.data), receive), send)
        finally:
            self._held -= body.counted
        if refusal is not None:
            await self._refuse(*refusal, None)(scope, receive, send)

    async def _read(self, body: "_Body", receive: Receive) -> Refusal | None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return _INCOMPLETE
            self._held += body.add(message.get("body", b""))
            more = message.get("more_body", False)
            if len(body.data) > self._largest:
                return self._too_long
            if body.counted and self._held > self._together:
                return _TOO_MANY
        return None


class _Body:
    """What has arrived of a body, and how much of it counts towards the limit of all bodies."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.counted = 0

    def add(self, part: bytes) -> int:
        """Append a part and return how many bytes more count."""
        before = self.counted
        self.data += part
        self.counted = max(0, len(self.data) - _SMALL)
        return self.counted - before


async def read_short_body(receive: Receive, largest: int) -> bytes | None:
    """Return the body of a request, or None if it is incomplete or has more than `largest` bytes."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or len(body) > largest:
            return None
        more = message.get("more_body", False)
    return body


def _declared(scope: Scope) -> int:
    return int(Headers(scope=scope).get("content-length", "0"))


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that yields the body, then what follows: that the client has disconnected."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_body() -> Message:
        return pending.pop() if pending else await receive()

    return receive_body
