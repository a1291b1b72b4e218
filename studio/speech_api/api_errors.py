"""Errors in OpenAI's shape: `{"error": {"message", "type", "param", "code"}}`, with the status that fits."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

from studio.errors import (
    Cancelled,
    EngineBusy,
    EngineClosed,
    InvalidInput,
    ModelMissing,
    NotFound,
    StorageFailed,
    StudioError,
)

INVALID = "invalid_request_error"
_SERVER = "server_error"
_RETRY_SECONDS = "2"
#: OpenAI's clients repeat requests that failed with 5xx, unless this header tells them not to.
_NO_RETRY = {"x-should-retry": "false"}
#: Fields of the studio's errors → fields of a request.
_PARAMS = {"text": "input", "delivery": "voice"} | {
    name: name for name in ("voice", "seed", "language", "response_format")
}


class ApiError(Exception):
    """A request that is refused.

    Parameters
    ----------
    status : int
        Of HTTP.
    message : str
        What is wrong, and what to do.
    param : str, optional
        The field of the request.
    code : str, optional
        A stable name, for programs.
    """

    def __init__(self, status: int, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.param, self.code = status, param, code


def invalid(message: str, param: str | None, code: str = "invalid_value") -> ApiError:
    """Return the error of a field that cannot be used."""
    return ApiError(400, message, param, code)


def error_body(message: str, kind: str, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    """Return an error as the API writes it."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the answer to a request that is refused before its fields are read."""
    code = {401: "invalid_api_key", 404: "not_found", 405: "method_not_allowed", 413: "request_too_large"}.get(status)
    kind = INVALID if status < 500 else _SERVER
    return JSONResponse(error_body(message, kind, code=code), status, headers)


def api_error_response(error: ApiError) -> JSONResponse:
    """Return the answer to a request that is refused."""
    return JSONResponse(error_body(str(error), INVALID, error.param, error.code), error.status)


def studio_error_body(error: StudioError) -> dict[str, Any]:
    """Return an error of the studio as the API writes it."""
    kind = {400: INVALID, 429: "rate_limit_error"}.get(_status(error), _SERVER)
    return error_body(str(error), kind, _param(error), error.code)


def studio_error_response(error: StudioError) -> JSONResponse:
    """Return the answer to a request that the studio cannot fulfil."""
    status = _status(error)
    headers = {"Retry-After": _RETRY_SECONDS} if status == 429 else _NO_RETRY if status >= 500 else None
    return JSONResponse(studio_error_body(error), status, headers)


def _status(error: StudioError) -> int:
    match error:
        case InvalidInput() | NotFound():
            return 400
        case EngineBusy():
            return 429
        case ModelMissing() | EngineClosed() | Cancelled():
            return 503
        case StorageFailed():
            return 507
    return 500


def _param(error: StudioError) -> str | None:
    if isinstance(error, NotFound):
        return "voice"
    return _PARAMS.get(str(error.details.get("field")))
