"""Rejects requests with a foreign host name or origin, uploads, and bodies larger than the page's forms can send.

Binding to 127.0.0.1 keeps other machines out, not other web pages: any page the user visits can make the browser send
requests here. A rebound DNS name shows in `Host`, a cross-site form or upload in `Origin`, an embedded picture or
script in `Sec-Fetch-Site`. A page that other machines can reach also needs a password (`password.py`).
"""

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 4 * 2**20  # a text of 100,000 characters must arrive, to be answered with an error at its field

#: Gradio's own addresses that the page does not use.
CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/process_recording",
    "/gradio_api/proxy=",
    "/gradio_api/stream",
    "/gradio_api/vibe",
    "/gradio_api/run-history",
    "/monitoring",
)

# 'unsafe-eval' and 'unsafe-inline' are Gradio's: it compiles its templates in the browser.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "object-src 'none'",
    ]
)


_Refusal = tuple[int, str]
_TOO_LONG: _Refusal = (413, f"A request may have {LARGEST_BODY:,} bytes at most.")
LOCAL = ("127.0.0.1", "localhost")


class Guard:
    """Middleware that answers only under its own host names, to its own pages and to programs other than browsers.

    It also limits each request's body to `LARGEST_BODY` as it arrives, whatever length it declares, and adds a content
    security policy to each response.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    names : iterable of str
        The host names, without a port, that it accepts.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = LOCAL) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reject the request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope) if scope["type"] == "http" else (403, "The studio has no sockets.")
        if refusal is None:
            body = await _body(receive)
            if isinstance(body, bytes):
                await self._app(scope, _replayed(body, receive), _with_policy(send))
                return
            refusal = body
        code, why = refusal
        await PlainTextResponse(why, status_code=code)(scope, receive, send)

    def _refusal(self, scope: Scope) -> _Refusal | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower().partition(":")[0] not in self._names:
            return 400, "The studio does not answer under this name; --allow-host adds one to a page with a password."
        if _is_foreign(headers, scope["scheme"]):
            return 403, "This request comes from another page. Open the studio's own address."
        if scope["path"].startswith(CLOSED):
            return 404, "The studio has no such address."
        declared = headers.getlist("content-length")
        if len(declared) > 1 or (declared and "transfer-encoding" in headers):
            return 400, "The request must declare its length once."
        if declared and (not declared[0].isdigit() or int(declared[0]) > LARGEST_BODY):
            return _TOO_LONG
        return None


async def _body(receive: Receive) -> bytes | _Refusal:
    """Read the whole body, or stop where it is too long."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return 400, "The request was incomplete."
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > LARGEST_BODY:
            return _TOO_LONG
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that yields the body, then what follows: that the client has disconnected."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_body() -> Message:
        return pending.pop() if pending else await receive()

    return receive_body


def _is_foreign(headers: Headers, scheme: str) -> bool:
    origin = headers.get("origin")
    if origin is not None:
        return origin != f"{scheme}://{headers.get('host', '')}"
    site = headers.get("sec-fetch-site", "none")
    return site not in {"same-origin", "none"} and headers.get("sec-fetch-mode") != "navigate"


def _with_policy(send: Send) -> Send:
    async def send_with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            extra = {b"content-security-policy": POLICY, b"x-content-type-options": "nosniff"}
            message["headers"] = [*message["headers"], *((name, value.encode()) for name, value in extra.items())]
        await send(message)

    return send_with_policy
