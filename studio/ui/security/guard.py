"""Rejects requests with a foreign host name or origin, ambiguous ones, and uploads. It reads no body.

Binding to 127.0.0.1 keeps other machines out, not other web pages: any page the user visits can make the browser send
requests here. A rebound DNS name shows in `Host`, a cross-site form or upload in `Origin`, an embedded picture or
script in `Sec-Fetch-Site`. A page that other machines can reach also needs a password (`password.py`).
"""

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.ui.security.refusals import Refuse, refuse_in_text

#: Gradio's own addresses that the page does not use.
CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/process_recording",
    "/gradio_api/proxy=",
    "/gradio_api/stream",
    "/gradio_api/vibe",
    "/gradio_api/run-history",
    "/gradio_api/deep_link",
    "/login",
    "/logout",
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

_CLOSE = {"Connection": "close"}  # where the next request begins is unknown
LOCAL = ("127.0.0.1", "localhost", "::1")


class Guard:
    """Middleware that answers only under its own host names, to its own pages and to programs other than browsers.

    It also removes the headers with which proxies report other addresses (Gradio believes X-Forwarded-Host from
    anybody), and adds a content security policy to each response.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    names : iterable of str
        The host names, without a port, that it accepts.
    refuse : callable
        Makes the answer to a request that is rejected.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = LOCAL, refuse: Refuse = refuse_in_text) -> None:
        self._app = app
        self._refuse = refuse
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reject the request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = (
            self._refusal(scope) if scope["type"] == "http" else self._refuse(403, "The studio has no sockets.", None)
        )
        if refusal is None:
            await self._app({**scope, "headers": _without_forwarded(scope)}, receive, _with_policy(send))
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not _has_one_length(headers, scope["http_version"]):
            return self._refuse(400, "The request must declare its length once.", _CLOSE)
        if _name(headers.get("host", "")) not in self._names:
            return self._refuse(
                400,
                "The studio does not answer under this name; --allow-host adds one to a page with a password.",
                None,
            )
        if _is_foreign(headers, scope["scheme"]):
            return self._refuse(403, "This request comes from another page. Open the studio's own address.", None)
        if scope["path"].startswith(CLOSED):
            return self._refuse(404, "The studio has no such address.", None)
        return None


def _name(host: str) -> str:
    """Return the name or address in a Host header: without the port, and an IPv6 address without its brackets."""
    host = host.lower()
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _has_one_length(headers: Headers, version: str) -> bool:
    """Return whether the end of the body is certain, for proxies too (RFC 9112, section 6.3)."""
    declared = headers.getlist("content-length")
    if "transfer-encoding" in headers:
        return not declared and version != "1.0"
    return not declared or (len(declared) == 1 and declared[0].isascii() and declared[0].isdigit())


def _without_forwarded(scope: Scope) -> list[tuple[bytes, bytes]]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return [each for each in headers if each[0] != b"forwarded" and not each[0].startswith(b"x-forwarded")]


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
