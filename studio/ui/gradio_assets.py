"""Serves Gradio's files cheaply: those whose names contain a hash come from memory, and browsers keep them.

Nothing is compressed: the browser is usually on the same machine, where that takes longer than sending.
"""

import mimetypes
from functools import lru_cache
from pathlib import Path

import gradio
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.ui.lookups import UNCHANGING

#: The folder of the files that Gradio's build names after a hash of their content.
FOLDER = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"
ADDRESS = "/assets/"


class GradioAssets:
    """Middleware that answers requests for Gradio's hashed files, and asks the application not to compress.

    A page asks for more than seventy of them; Gradio's own route reads each from the disk, on another thread.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._names = {path.name for path in FOLDER.glob("*")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a hashed file; pass others on without `Accept-Encoding`."""
        if scope["type"] == "http":
            name = scope["path"].removeprefix(ADDRESS)
            if name in self._names and scope["method"] == "GET" and scope["path"] != name:
                return await _asset(name)(scope, receive, send)
            headers = [(key, value) for key, value in scope["headers"] if key != b"accept-encoding"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)


@lru_cache(maxsize=256)
def _asset(name: str) -> Response:
    kind = mimetypes.guess_type(name)[0]
    return Response((FOLDER / name).read_bytes(), media_type=kind, headers=UNCHANGING)
