"""The engine's status, as the page, the command and notebooks show it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from studio.errors import StudioError, from_wire, to_wire

State = Literal[
    "stopped",
    "starting",
    "loading",
    "ready",
    "working",
    "reading",
    "stalled",
    "restarting",
    "failed",
    "idle",
    "closed",
    "unreachable",
]


@dataclass(frozen=True)
class EngineStatus:
    """The state of the engine at one moment.

    Parameters
    ----------
    state : str
        stopped: not started yet; starting, loading, ready, working; reading: working, but the text is still read,
        before the first frame, which is slow on a CPU; stalled: working, but no step for a while;
        restarting: after a crash; failed: restarted only on request; idle: stopped to free memory; closed;
        unreachable: another program runs the engine and does not answer.
    backend, model : str
        Names of the backend and its model.
    reason : str
        Why this backend was chosen.
    beside : str
        The other engine of the same home folder that runs too, in words; "" where there is none.
    progress : float, optional
        The part of the model that is loaded, or of a text that is read, 0 to 1, in the states loading and reading.
    queued : int
        Number of jobs that wait.
    memory : tuple of int, optional
        Bytes of the generation process: resident, used by the model, used by the model at most.
    held : tuple of int, optional
        Bytes the generation process holds in all now, and at most since it was started.
    error : StudioError, optional
        Why the engine failed or is unreachable, or the last crash.
    log_tail : tuple of str
        The last lines of the worker's log.
    pid : int, optional
        The generation process's id, while there is one.
    restarts : int
        Number of restarts after crashes.
    """

    state: State = "stopped"
    backend: str = ""
    model: str = ""
    reason: str = ""
    beside: str = ""
    progress: float | None = None
    queued: int = 0
    memory: tuple[int, int, int] | None = None
    held: tuple[int, int] | None = None
    error: StudioError | None = None
    log_tail: tuple[str, ...] = ()
    pid: int | None = None
    restarts: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data; `from_json` is the inverse."""
        return asdict(self) | {"error": to_wire(self.error) if self.error else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "EngineStatus":
        """Return the status that `to_json` was called on."""
        return cls(
            **dict(data)
            | {
                "error": from_wire(data["error"]) if data["error"] else None,
                "memory": tuple(data["memory"]) if data["memory"] else None,
                "held": tuple(data["held"]) if data["held"] else None,
                "log_tail": tuple(data["log_tail"]),
            }
        )
