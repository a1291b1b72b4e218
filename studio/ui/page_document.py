"""Adds to Gradio's document what comes before Gradio's scripts: its own `head` setting takes effect too late."""

import re
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"
_APP = b"<gradio-app"
_GRADIO = re.compile(rb'<script type="module" crossorigin src="([^"]+)"></script>')
#: The browser fetches Gradio's script at once, and `first_screen.js` runs it once the first screen is drawn: from a
#: warm cache it would run before, for half a second.
_LATER = rb'<link rel="modulepreload" crossorigin href="\1" id="gradio-script">'


class PageDocument:
    """ASGI middleware that adds a script and a stylesheet to the head of `/`, and the first screen to its body.

    Gradio starts once the first screen is drawn.

    Parameters
    ----------
    app : ASGI application
        What serves the page.
    script, styles : str
        Addresses of the script and of the stylesheet.
    first_screen : str
        HTML that is shown until Gradio has drawn the page.
    """

    def __init__(self, app: "ASGIApp", script: str, styles: str, first_screen: str) -> None:
        self._app = app
        self._head = f'<head><script src="{script}"></script><link rel="stylesheet" href="{styles}">'.encode()
        self._first_screen = first_screen.encode()

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
                page = self._completed(b"".join(parts))
                MutableHeaders(scope=start)["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, send_whole)

    def _completed(self, page: bytes) -> bytes:
        page = page.replace(_HEAD, self._head, 1).replace(_APP, self._first_screen + _APP, 1)
        return _GRADIO.sub(_LATER, page, count=1)
