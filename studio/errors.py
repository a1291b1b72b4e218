"""Everything that can go wrong, with a code and a next step.

StudioError
├── InvalidInput (ValueError)        what was typed cannot be used: description, text, seed, name …
├── NotFound (LookupError)           no such preset or take
├── AlreadyExists (FileExistsError)  a preset of that name is there
├── StorageFailed (OSError)          the disk or the folder refused
├── ModelMissing (FileNotFoundError) a model, or a file of it, is not on disk
├── ModelUnusable (RuntimeError)     the files are there but do not make a model that speaks
├── HubUnreachable (ConnectionError) the model hub did not answer
└── EngineError (RuntimeError)
    ├── EngineBusy                   the queue is full
    ├── EngineFailed                 the generation process cannot be kept alive
    ├── EngineClosed                 the studio was closed
    ├── WorkerCrashed                the generation process died while it worked on this
    ├── TakeFailed                   the model ran, but no usable take came out
    ├── TakeRepeated                 a take that was listened to went wrong, and is made once more
    ├── TookTooLong (TimeoutError)   the generation process was ended because it made no progress
    └── Cancelled                    stopped on request

Each error carries `code` (stable, for programs), `what` (what happened), `next_step` (what to do) and `details`
(the job, the signal's name, the last lines of the log: whatever is known).
"""

from collections.abc import Mapping
from typing import Any


class StudioError(Exception):
    """Base of all errors the studio raises on purpose.

    Parameters
    ----------
    what : str
        What happened, in one sentence.
    next_step : str
        What the user can do about it.
    code : str, optional
        A stable identifier; defaults to the class's own.
    details : mapping, optional
        Anything else that is known: the field, the job, the signal's name, log lines.
    """

    code: str = "studio-error"

    def __init__(
        self,
        what: str,
        next_step: str = "",
        *,
        code: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step
        self.code = code or type(self).code
        self.details = dict(details or {})

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()

    def again(self) -> "StudioError":
        """Give a fresh error that says the same: one that is raised twice would drag its old tracebacks along."""
        return type(self)(self.what, self.next_step, code=self.code, details=self.details)


class InvalidInput(StudioError, ValueError):
    """Something that was given cannot be used; `details["field"]` names it."""

    code = "invalid-input"


class NotFound(StudioError, LookupError):
    """There is no preset, take or audition of that name."""

    code = "not-found"


class AlreadyExists(StudioError, FileExistsError):
    """A preset of that name is there already."""

    code = "already-exists"


class StorageFailed(StudioError, OSError):
    """The studio's folder could not be read or written."""

    code = "storage-failed"


class ModelMissing(StudioError, FileNotFoundError):
    """A model, or a file that belongs to it, is not on disk; `details["missing"]` names the file."""

    code = "model-missing"


class ModelUnusable(StudioError, RuntimeError):
    """The files are there but do not make a model that can speak from a description."""

    code = "model-unusable"


class HubUnreachable(StudioError, ConnectionError):
    """The model hub did not answer, or refused."""

    code = "hub-unreachable"


class EngineError(StudioError, RuntimeError):
    """Base of what the generation process, or the queue before it, can do wrong."""

    code = "engine-error"


class EngineBusy(EngineError):
    """The queue is full."""

    code = "engine-busy"


class EngineFailed(EngineError):
    """The generation process crashed too often, or could not load its model."""

    code = "engine-failed"


class EngineClosed(EngineError):
    """The studio was closed before the work was done."""

    code = "engine-closed"


class WorkerCrashed(EngineError):
    """The generation process died while it worked; `details["signal"]` names the signal where there was one."""

    code = "worker-crashed"


class TakeFailed(EngineError):
    """The model ran, but what came out is no usable take."""

    code = "take-failed"


class TakeRepeated(EngineError):
    """A take that was listened to while it was made went wrong, and is made once more."""

    code = "take-repeated"


class TookTooLong(EngineError, TimeoutError):
    """No progress for too long; the generation process was ended."""

    code = "took-too-long"


class Cancelled(EngineError):
    """The work was stopped on request."""

    code = "cancelled"


def _tree(root: type[StudioError]) -> list[type[StudioError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in _tree(child))]


_KINDS = {kind.code: kind for kind in _tree(StudioError)}


def to_wire(error: StudioError) -> dict[str, Any]:
    """Give an error as plain JSON data, to cross a process boundary; `from_wire` is the inverse.

    Details that are no plain values, or lists of them, become text.
    """
    details = {key: _plain(value) for key, value in error.details.items()}
    return {
        "kind": type(error).code,
        "what": error.what,
        "next_step": error.next_step,
        "code": error.code,
        "details": details,
    }


def from_wire(data: Mapping[str, Any]) -> StudioError:
    """Make the error again that `to_wire` gave, whatever else may have been sent.

    Returns
    -------
    StudioError
        Of the same class; `EngineError` for a kind that is not known here.
    """
    details = data.get("details")
    kind = _KINDS.get(str(data.get("kind")), EngineError)
    return kind(
        str(data.get("what", "")),
        str(data.get("next_step", "")),
        code=str(data["code"]) if data.get("code") else None,
        details=details if isinstance(details, Mapping) else None,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
