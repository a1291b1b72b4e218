"""Adds a script to the page's head that runs before Gradio's: Gradio's own `head` setting takes effect too late."""

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadScript:
    """ASGI middleware that adds a script to the head of `/`.

    Parameters
    ----------
    app : ASGI application
        What serves the page.
    address : str
        The script's address.
    """

    def __init__(self, app: "ASGIApp", address: str) -> None:
        self._app = app
        self._tag = f'<head><script src="{address}"></script>'.encode()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        parts: list[bytes] = []

        async def send_whole(message: "Message") -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                page = b"".join(parts).replace(b"<head>", self._tag, 1)
                MutableHeaders(scope=start)["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, send_whole)
