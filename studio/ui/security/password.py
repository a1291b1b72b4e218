"""The password of a page that other machines can reach: required for every request, with limited attempts."""

import hashlib
import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOGIN = "/studio/login"
_WINDOW = 60.0  # seconds over which wrong tries are counted
_TRIES = 5  # of one address
_TRIES_OF_ALL = 60  # together, so that many addresses help little


class Tries:
    """Counts wrong passwords, and limits them.

    Parameters
    ----------
    clock : callable
        Returns the current time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()

    def wait(self, address: str) -> float:
        """Return the seconds until this address may try again; 0 if it may now."""
        now = self._clock()
        while self._wrong and now - self._wrong[0][0] >= _WINDOW:
            self._wrong.popleft()
        own = [when for when, who in self._wrong if who == address]
        everyone = [when for when, _ in self._wrong]
        return max(_until_free(own, _TRIES, now), _until_free(everyone, _TRIES_OF_ALL, now))

    def note(self, address: str) -> None:
        """Count a wrong password. Callers check `wait` first, so the list stays short."""
        self._wrong.append((self._clock(), address))


class Gate:
    """Middleware that passes on only requests with the cookie that the right password sets.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    password : str
        Eight characters or more.
    tries : Tries, optional
        Counts the wrong ones.
    """

    def __init__(self, app: ASGIApp, password: str, tries: Tries | None = None) -> None:
        self._app = app
        self._digest = _digest(password)
        self._tries = tries or Tries()
        self._ticket = secrets.token_urlsafe(32)  # of this run: a restart of the studio requires a new login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or ask for the password."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._is_known(scope):
            passed = RedirectResponse("/") if scope["path"] == LOGIN else self._app
            await passed(scope, receive, send)
        elif scope["path"] == LOGIN and scope["method"] == "POST":
            await (await self._log_in(Request(scope, receive)))(scope, receive, send)
        else:
            await _ask(scope)(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        try:
            cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
        except CookieError:
            return False
        shown = cookies.get(_cookie(scope))
        return shown is not None and hmac.compare_digest(shown.value.encode(), self._ticket.encode())

    async def _log_in(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        wait = self._tries.wait(address)
        if wait:
            return _page(f"Too many wrong passwords. Try again in {wait:.0f} s.", 429, {"Retry-After": f"{wait:.0f}"})
        given = parse_qs((await request.body()).decode(errors="replace")).get("password", [""])[0]
        if not hmac.compare_digest(_digest(given), self._digest):
            self._tries.note(address)
            return _page("This is not the password.", 401)
        answer = RedirectResponse("/", status_code=303)
        secure = request.url.scheme == "https"
        answer.set_cookie(_cookie(request.scope), self._ticket, httponly=True, samesite="strict", secure=secure)
        return answer


def _cookie(scope: Scope) -> str:
    """Name the cookie after the port: browsers share cookies between the ports of a host."""
    _, port = scope.get("server") or ("", 0)
    return f"studio-{port}"


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode()).digest()


def _until_free(times: list[float], limit: int, now: float) -> float:
    return max(1.0, times[-limit] + _WINDOW - now) if len(times) >= limit else 0.0


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
