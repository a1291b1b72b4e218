"""Exposes the sections' actions to the page's JavaScript: checks what it sends, and returns errors as payloads."""

import itertools
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from studio.errors import InvalidInput, StudioError
from studio.ui.payloads import Json, ProblemPayload, to_json
from studio.ui.section import Action, Section

if TYPE_CHECKING:
    from studio.session import Studio

Value = TypeVar("Value")

_CLIENT_LENGTH = 64  # characters
_log = logging.getLogger(__name__)
_numbers = itertools.count(1)


def exposed(sections: Sequence[Section], studio: "Studio") -> list[Callable[..., Any]]:
    """Return the actions of all sections, named "SECTION.FUNCTION", each with its errors caught."""
    return [
        _exposed(section.name, action)
        for section in sections
        if section.actions is not None
        for action in section.actions(studio)
    ]


def _exposed(section: str, action: Action) -> Callable[..., Any]:
    def call(request: Any) -> Any:
        try:
            return to_json(action(request))
        except Exception as error:
            return refusal(error)

    call.__name__ = f"{section}.{action.__name__}"
    return call


def numbered(**facts: Any) -> Json:
    """Return facts with a number of their own: a module is told of its value only when the value changes."""
    return {
        "number": next(_numbers),
        **{name: to_json(fact) if fact is not None else None for name, fact in facts.items()},
    }


def refusal(error: Exception) -> Json:
    """Return an error for the page; an unexpected one is logged with its traceback."""
    if not isinstance(error, StudioError):
        _log.exception("An action of the page failed", exc_info=error)
        error = StudioError(
            f"The studio met an unexpected error ({type(error).__name__}).",
            "Try again; the details are in the terminal that runs the studio.",
        )
    return numbered(problem=ProblemPayload.of(error))


def value_of(request: Any, name: str, convert: Callable[[Any], Value]) -> Value:
    """Return a value of what the page sent, converted.

    Raises
    ------
    InvalidInput
        If it is missing or cannot be converted.
    """
    try:
        return convert(request[name])
    except (KeyError, TypeError, ValueError):
        raise InvalidInput("The page sent a request that cannot be read.", "Reload the page.") from None


def client_of(request: Json | None) -> str:
    """Return the id of the tab that asks, so that the queue takes turns between tabs."""
    return str((request or {}).get("client", ""))[:_CLIENT_LENGTH]
