"""The exceptions of the studio, each with a code and a next step.

StudioError
├── InvalidInput (ValueError)        an argument is invalid: description, text, seed, name …
├── NotFound (KeyError)              no such preset, take or test
├── AlreadyExists (FileExistsError)  a preset of that name exists
├── StorageFailed (OSError)          a file or folder cannot be read or written
├── ModelMissing (FileNotFoundError) a model, or a file of it, is not on disk
├── ModelUnusable (RuntimeError)     the model's files are invalid or of the wrong kind
├── HubUnreachable (ConnectionError) the model hub did not answer
└── EngineError (RuntimeError)
    ├── EngineBusy                   the queue is full
    ├── EngineFailed                 the generation process cannot be kept alive
    ├── EngineClosed                 the studio was closed
    ├── WorkerCrashed                the generation process died during the job
    ├── TakeFailed                   the model produced no usable take
    ├── TakeRepeated                 a streamed take failed its checks and is being made again
    ├── TookTooLong (TimeoutError)   the generation process made no progress and was ended
    └── Cancelled                    cancelled on request

Each error has a `code` (stable, for programs), `what` (what happened), `next_step` (what to do) and `details`
(the field, the job, the signal's name, the last lines of the log …).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

_in_shell = False


class Advice(str):
    """A next step in the terms of Python, which it is as a string, and in those of the shell.

    Parameters
    ----------
    python : str
        With methods and arguments; in it `st` is a studio or a workspace.
    shell : str
        With commands and options; the page, which is served by a command, tells it too.

    Examples
    --------
    >>> Advice("st.presets has all names.", shell="`studio presets list` shows all presets.").shell
    '`studio presets list` shows all presets.'
    """

    shell: str

    def __new__(cls, python: str, *, shell: str) -> Self:  # noqa: D102 - the class says it
        advice = super().__new__(cls, python)
        advice.shell = shell
        return advice

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str]]:
        return (str(self),), {"shell": self.shell}


@contextmanager
def shell_terms() -> Iterator[None]:
    """Write next steps in the terms of the shell, in all threads of this process."""
    global _in_shell
    before, _in_shell = _in_shell, True
    try:
        yield
    finally:
        _in_shell = before


class StudioError(Exception):
    """Base class of the studio's errors.

    Parameters
    ----------
    what : str
        What happened, in one sentence.
    next_step : str
        What the user can do about it; an `Advice` where that differs between Python and the shell.
    code : str, optional
        A stable identifier; default: that of the class.
    details : mapping, optional
        More information: the field, the job, the signal's name, log lines.
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
        self._next_step = next_step
        self.code = code or type(self).code
        self.details = dict(details or {})

    @property
    def next_step(self) -> str:
        """What the user can do about it, in the terms of Python, or of the shell in a command of `studio`."""
        step = self._next_step
        return step.shell if _in_shell and isinstance(step, Advice) else str(step)

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()

    def _steps(self) -> dict[str, str]:
        step = self._next_step
        return {"next_step": str(step)} | ({"in_shell": step.shell} if isinstance(step, Advice) else {})

    def _render_traceback_(self) -> list[str]:
        """Return what IPython and Jupyter show instead of a traceback of fifty lines; `%debug` still has the frames."""
        return [f"{type(self).__name__}: {self} [{self.code}]"]

    def again(self) -> "StudioError":
        """Return a copy without traceback: an error that is raised twice would keep the old one."""
        return type(self)(self.what, self._next_step, code=self.code, details=self.details)


class InvalidInput(StudioError, ValueError):
    """An argument is invalid; `details["field"]` names it."""

    code = "invalid-input"


class NotFound(StudioError, KeyError):
    """There is no such preset, take, audition or test."""

    code = "not-found"


class AlreadyExists(StudioError, FileExistsError):
    """A preset of that name exists."""

    code = "already-exists"


class StorageFailed(StudioError, OSError):
    """A file or folder of the studio cannot be read or written."""

    code = "storage-failed"


class ModelMissing(StudioError, FileNotFoundError):
    """A model, or a file that belongs to it, is not on disk; `details["missing"]` names the file."""

    code = "model-missing"


class ModelUnusable(StudioError, RuntimeError):
    """The model's files are invalid, or it is of the wrong kind."""

    code = "model-unusable"


class HubUnreachable(StudioError, ConnectionError):
    """The model hub did not answer, or refused."""

    code = "hub-unreachable"


class EngineError(StudioError, RuntimeError):
    """Base class of errors of the generation process and its queue."""

    code = "engine-error"


class EngineBusy(EngineError):
    """The queue is full."""

    code = "engine-busy"


class EngineFailed(EngineError):
    """The generation process crashed too often, or could not load its model."""

    code = "engine-failed"


class EngineClosed(EngineError):
    """The studio was closed, or its engine before the work was done; the code is "studio-closed" for the first."""

    code = "engine-closed"


class WorkerCrashed(EngineError):
    """The generation process died during the job; `details["signal"]` names the signal, if there was one."""

    code = "worker-crashed"


class TakeFailed(EngineError):
    """The model produced no usable take."""

    code = "take-failed"


class TakeRepeated(EngineError):
    """A take that was being streamed failed its checks and is being made again."""

    code = "take-repeated"


class TookTooLong(EngineError, TimeoutError):
    """The generation process made no progress for too long and was ended."""

    code = "took-too-long"


class Cancelled(EngineError):
    """The job was cancelled on request."""

    code = "cancelled"


def studio_closed() -> EngineClosed:
    """Return the error of whatever is asked of a studio or a workspace that was closed."""
    return EngineClosed("The studio is closed.", "Open it again.", code="studio-closed")


def _tree(root: type[StudioError]) -> list[type[StudioError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in _tree(child))]


_KINDS = {kind.code: kind for kind in _tree(StudioError)}


def to_wire(error: StudioError) -> dict[str, Any]:
    """Return an error as plain JSON data, to send it to another process; `from_wire` is the inverse.

    Details that are not plain values or lists of them become strings.
    """
    details = {key: _plain(value) for key, value in error.details.items()}
    return {
        "kind": type(error).code,
        "what": error.what,
        **error._steps(),
        "code": error.code,
        "details": details,
    }


def from_wire(data: Mapping[str, Any]) -> StudioError:
    """Return the error that `to_wire` encoded; invalid data is tolerated.

    Returns
    -------
    StudioError
        Of the same class, or `EngineError` if the class is unknown.
    """
    details = data.get("details")
    kind = _KINDS.get(str(data.get("kind")), EngineError)
    step = str(data.get("next_step", ""))
    return kind(
        str(data.get("what", "")),
        Advice(step, shell=str(data["in_shell"])) if "in_shell" in data else step,
        code=str(data["code"]) if data.get("code") else None,
        details=details if isinstance(details, Mapping) else None,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
