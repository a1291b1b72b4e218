"""The password of a page that other machines can reach: required for every request, before its body is read."""

import hashlib
import hmac
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.ui.security.attempts import Attempts
from studio.ui.security.bodies import read_short_body
from studio.ui.security.tickets import Tickets

LOGIN = "/studio/login"
LOGOUT = "/studio/logout"
_LARGEST_FORM = 16 * 2**10  # bytes; a passphrase in percent-encoding


class Gate:
    """Middleware that passes on only requests with the cookie that the right password sets.

    Each browser gets a ticket of its own, which logging out revokes. Of a request without a valid ticket no body is
    read, except the log-in form.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    password : str
        Eight characters or more.
    attempts : Attempts, optional
        Counts the wrong ones.
    tickets : Tickets, optional
        Those of the browsers that are logged in.
    """

    def __init__(
        self, app: ASGIApp, password: str, attempts: Attempts | None = None, tickets: Tickets | None = None
    ) -> None:
        self._app = app
        self._digest = _digest(password)
        self._attempts = Attempts() if attempts is None else attempts
        self._tickets = Tickets() if tickets is None else tickets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or ask for the password."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        ticket = HTTPConnection(scope).cookies.get(_cookie(scope), "")
        if self._tickets.use(ticket):
            answer = self._answer_known(scope, ticket)
            await (answer or self._app)(scope, receive, self._until_revoked(ticket, send))
        elif scope["path"] == LOGIN and scope["method"] == "POST":
            answer = await self._log_in(scope, receive)
            await answer(scope, receive, send)
        else:
            await _ask(scope)(scope, receive, send)

    def _answer_known(self, scope: Scope, ticket: str) -> Response | None:
        """Return the answer of this gate's own addresses to somebody who is logged in."""
        if scope["path"] == LOGIN:
            return RedirectResponse("/", status_code=303)
        if scope["path"] == LOGOUT:
            return self._log_out(scope, ticket)
        return None

    def _log_out(self, scope: Scope, ticket: str) -> Response:
        if scope["method"] != "POST":  # following a link must not log anybody out
            return PlainTextResponse("Use the page's log out button.", 405, {"Allow": "POST"})
        self._tickets.revoke(ticket)
        answer = RedirectResponse("/", status_code=303)
        answer.delete_cookie(_cookie(scope), httponly=True, samesite="strict", secure=_is_https(scope))
        return answer

    async def _log_in(self, scope: Scope, receive: Receive) -> Response:
        form = await read_short_body(receive, _LARGEST_FORM)
        # Nothing is awaited from here on, so that attempts at the same time are counted one by one.
        client = scope["client"][0] if scope["client"] else ""
        wait = self._attempts.wait(client)
        if wait:
            return _page(f"Too many wrong passwords. Try again in {wait:.0f} s.", 429, {"Retry-After": f"{wait:.0f}"})
        if form is None:
            return _page("This is not the password.", 413)
        given = parse_qs(form.decode(errors="replace")).get("password", [""])[0]
        if not hmac.compare_digest(_digest(given), self._digest):
            self._attempts.note(client)
            return _page("This is not the password.", 401)
        answer = RedirectResponse("/", status_code=303)
        ticket = self._tickets.issue()
        answer.set_cookie(_cookie(scope), ticket, httponly=True, samesite="strict", secure=_is_https(scope))
        return answer

    def _until_revoked(self, ticket: str, send: Send) -> Send:
        """Return a `send` that ends a stream once the ticket is invalid. A response of known length is completed."""
        is_stream, ended = False, False

        async def send_until_revoked(message: Message) -> None:
            nonlocal is_stream, ended
            if ended:
                return
            if message["type"] == "http.response.start":
                is_stream = "content-length" not in Headers(raw=message["headers"])
            elif is_stream and message.get("more_body") and not self._tickets.use(ticket):
                ended = True
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        return send_until_revoked


def _cookie(scope: Scope) -> str:
    """Name the cookie after the port: browsers share cookies between the ports of a host."""
    _, port = scope.get("server") or ("", 0)
    return f"studio-{port}"


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode()).digest()


def _is_https(scope: Scope) -> bool:
    return bool(scope["scheme"] == "https")


def _ask(scope: Scope) -> Response:
    if "text/html" in Headers(scope=scope).get("accept", ""):
        return _page("", 401)
    return PlainTextResponse("The studio asks for its password.", status_code=401)


def _page(problem: str, status: int, headers: dict[str, str] | None = None) -> Response:
    told = f'<p role="alert">{problem}</p>' if problem else ""  # constant text and a number, never user input
    return HTMLResponse(_PAGE.format(told=told), status, headers={"Cache-Control": "no-store"} | (headers or {}))


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Voice studio</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0;
  background: light-dark(#faf9f7, #171514); color: light-dark(#26221f, #ece8e4); }}
form {{ display: grid; gap: 12px; width: min(320px, 80vw); padding: 28px; border-radius: 14px;
  background: light-dark(#fff, #1f1c1a); border: 1px solid light-dark(#e4dfd9, #38332f); }}
h1 {{ font-size: 20px; margin: 0; }}
label {{ font-weight: 600; display: grid; gap: 6px; }}
input, button {{ font: inherit; padding: 9px 12px; border-radius: 8px; border: 1px solid light-dark(#d8d2cb, #555); }}
button {{ background: #0f766e; color: #fff; font-weight: 600; border: 0; cursor: pointer; }}
p {{ margin: 0; color: light-dark(#b3261e, #ff8a80); }}
</style>
<form method="post" action="/studio/login">
<h1>Voice studio</h1>
<label>Password <input type="password" name="password" autocomplete="current-password" autofocus required></label>
{told}
<button>Open the studio</button>
</form>
</html>
"""
