"""Adds to the page's head what comes before Gradio's scripts: Gradio's own `head` setting takes effect too late."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadScript:
    """ASGI middleware that adds a script and a stylesheet to the head of `/`, and modules to fetch at once.

    Parameters
    ----------
    app : ASGI application
        What serves the page.
    address : str
        The script's address.
    styles : str
        The stylesheet's address.
    modules : sequence of str
        Addresses of JavaScript modules; without this, a browser learns of each only when the one that imports it has
        arrived.
    """

    def __init__(self, app: "ASGIApp", address: str, styles: str, modules: Sequence[str] = ()) -> None:
        self._app = app
        preloads = "".join(f'<link rel="modulepreload" href="{module}">' for module in modules)
        sheet = f'<link rel="stylesheet" href="{styles}">'
        self._tag = f'<head><script src="{address}"></script>{sheet}{preloads}'.encode()

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
