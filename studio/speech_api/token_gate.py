"""Passes on only requests with the API's token, before their bodies are read."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.speech_api.api_errors import refusal
from studio.speech_api.api_token import ApiToken

_SCHEME = "bearer "


class TokenGate:
    """Middleware that answers 401 to requests without the token.

    Attempts are not counted: the token has 256 random bits, and one program with an old token must not lock out the
    others of its machine.

    Parameters
    ----------
    app : ASGI application
        The application behind it.
    token : ApiToken
        What `Authorization: Bearer …` has to hold.
    """

    def __init__(self, app: ASGIApp, token: ApiToken) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        given = Headers(scope=scope).get("authorization", "")
        is_token = given.lower().startswith(_SCHEME) and self._token.matches(given[len(_SCHEME) :].strip())
        answer = self._app if is_token else refusal(401, _message(given), {"WWW-Authenticate": "Bearer"})
        await answer(scope, receive, send)


def _message(given: str) -> str:
    if not given:
        return "The speech API needs its token: send it as `Authorization: Bearer TOKEN`, or as the client's API key."
    return "This is not the token of the speech API. `studio api token --new` makes a new one."
