"""What the page's server refuses: other names, other origins, uploads, and bodies no form of ours can make.

Binding to 127.0.0.1 keeps other machines out, not other web pages: any page the user visits can make the browser send
requests here. A rebound DNS name shows in `Host`, a cross-site form or upload in `Origin`, an embedded picture or
script in `Sec-Fetch-Site`.
"""

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 4 * 2**20  # a text of 100,000 characters must get through, to be refused in words

#: Gradio's own doors that the page has no use for.
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


def guarded(app: ASGIApp) -> ASGIApp:
    """Put the guard before an ASGI app.

    Parameters
    ----------
    app : ASGI application
        Served on this machine's loopback address only.

    Returns
    -------
    ASGI application
        That answers only under the names 127.0.0.1 and localhost, and only to its own pages and to programs.
    """
    return TrustedHostMiddleware(SameOrigin(app), allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)


class SameOrigin:
    """Answers requests of its own pages, and of programs that are no browser; adds a content policy to each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope) if scope["type"] == "http" else (403, "The studio has no sockets.")
        if refusal is not None:
            code, why = refusal
            await PlainTextResponse(why, status_code=code)(scope, receive, send)
            return
        await self._app(scope, receive, _with_policy(send))


def _refusal(scope: Scope) -> tuple[int, str] | None:
    headers = Headers(scope=scope)
    if _is_foreign(headers):
        return 403, "This request comes from another page. Open the studio's own address."
    if scope["path"].startswith(CLOSED):
        return 404, "The studio has no such address."
    if scope["method"] in {"POST", "PUT", "PATCH"}:
        length = headers.get("content-length", "")
        if not length.isdigit():
            return 411, "Say how long the request is."
        if int(length) > LARGEST_BODY:
            return 413, f"A request may have {LARGEST_BODY:,} bytes at most."
    return None


def _is_foreign(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is not None:
        return origin != f"http://{headers.get('host', '')}"
    site = headers.get("sec-fetch-site", "none")
    return site not in {"same-origin", "none"} and headers.get("sec-fetch-mode") != "navigate"


def _with_policy(send: Send) -> Send:
    async def send_with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            extra = {b"content-security-policy": POLICY, b"x-content-type-options": "nosniff"}
            message["headers"] = [*message["headers"], *((name, value.encode()) for name, value in extra.items())]
        await send(message)

    return send_with_policy
