"""Serves Gradio's files cheaply: browsers keep those whose names contain a hash, and nothing is compressed.

The browser is usually on the same machine, where compressing takes longer than sending.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.ui.lookups import UNCHANGING

_HASHED = "/assets/"  # Gradio's build names each file here after a hash of its content


class AssetHeaders:
    """Middleware that lets browsers keep Gradio's hashed files, and asks the application not to compress.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without `Accept-Encoding`, and add `Cache-Control` to a hashed file."""
        if scope["type"] == "http":
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": headers}
            if scope["path"].startswith(_HASHED):
                send = _kept_by_browsers(send)
        await self._app(scope, receive, send)


def _kept_by_browsers(send: Send) -> Send:
    async def send_with_cache_control(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            MutableHeaders(scope=message).update(UNCHANGING)
        await send(message)

    return send_with_cache_control
