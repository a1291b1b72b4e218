"""Bodies of requests: limited each, and all together."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from studio.ui.security.bodies import Bodies

SCOPE = {"type": "http", "method": "POST", "path": "/", "headers": []}
KIB = 1024


class Request:
    """A request whose body arrives in parts, and the status of its answer."""

    def __init__(self, app: Bodies) -> None:
        self.parts: asyncio.Queue[Message] = asyncio.Queue()
        self.status: int | None = None
        self.task = asyncio.create_task(app(SCOPE, self.parts.get, self._send))

    async def part(self, size: int, *, more: bool) -> None:
        """Deliver a part of the body, and let the application work."""
        self.parts.put_nowait({"type": "http.request", "body": b"x" * size, "more_body": more})
        for _ in range(3):
            await asyncio.sleep(0)

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    assert not (await receive())["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_bodies_are_limited_together_and_small_ones_always_pass() -> None:
    async def attack() -> list[int | None]:
        app = Bodies(answer, largest=300 * KIB, together=400 * KIB)
        stalled = [Request(app), Request(app)]
        for each in stalled:
            await each.part(250 * KIB, more=True)
        large, small = Request(app), Request(app)
        await large.part(250 * KIB, more=False)
        await small.part(60 * KIB, more=False)
        for each in stalled:
            await each.part(1, more=False)
        again = Request(app)
        await again.part(250 * KIB, more=False)
        return [each.status for each in (*stalled, large, small, again)]

    assert asyncio.run(attack()) == [200, 200, 503, 200, 200]


def test_body_is_limited_by_what_arrives() -> None:
    async def attack() -> int | None:
        request = Request(Bodies(answer, largest=300 * KIB))
        await request.part(200 * KIB, more=True)
        assert request.status is None
        await request.part(101 * KIB, more=True)
        return request.status

    assert asyncio.run(attack()) == 413
