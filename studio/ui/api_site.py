"""The speech API beside the page, on one server."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from studio.speech_api.api_errors import refusal
from studio.speech_api.api_token import ApiToken
from studio.speech_api.app import speech_api
from studio.speech_api.token_gate import TokenGate
from studio.ui.security.bodies import Bodies
from studio.ui.security.guard import Guard

if TYPE_CHECKING:
    from studio.session import Studio

_LARGEST_BODY = 256 * 2**10  # bytes; 20,000 characters, each written as \uXXXX\uXXXX
_ALL_BODIES = 16 * _LARGEST_BODY


def with_speech_api(page: ASGIApp, studio: "Studio", token: ApiToken, names: Iterable[str]) -> ASGIApp:
    """Return the page with the speech API at `/v1`, behind the same guard, and its token instead of a password.

    Parameters
    ----------
    page : ASGI application
        What answers everything else.
    studio : Studio
        Whose presets are spoken with.
    token : ApiToken
        What requests have to bring.
    names : iterable of str
        The host names, without a port, that are accepted.
    """
    bodies = Bodies(speech_api(studio), _LARGEST_BODY, _ALL_BODIES, refusal)
    api = Guard(TokenGate(bodies, token), names, refusal)

    async def site(scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["type"] == "http" and (scope["path"] == "/v1" or scope["path"].startswith("/v1/"))
        await (api if is_api else page)(scope, receive, send)

    return site
