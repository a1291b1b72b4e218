"""How a request is refused: with a status, the reason, and headers."""

from collections.abc import Callable, Mapping

from starlette.responses import PlainTextResponse, Response

Refuse = Callable[[int, str, Mapping[str, str] | None], Response]


def refuse_in_text(status: int, reason: str, headers: Mapping[str, str] | None) -> Response:
    """Return the reason as plain text."""
    return PlainTextResponse(reason, status, headers)
