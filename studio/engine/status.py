"""What the engine is doing now, as the page, the command and a notebook show it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from studio.errors import StudioError, from_wire, to_wire

State = Literal[
    "stopped", "starting", "loading", "ready", "working", "stalled", "restarting", "failed", "idle", "closed"
]


@dataclass(frozen=True)
class EngineStatus:
    """A snapshot of the engine.

    Parameters
    ----------
    state : str
        stopped: not started yet; starting, loading, ready, working; stalled: working, but no step for a while;
        restarting: after a crash; failed: not restarted by itself; idle: left to give memory back; closed.
    backend, model : str
        What speaks.
    reason : str
        Why this backend was chosen.
    beside : str
        Which other engine of the same home folder this one runs beside, in words; "" where there is none.
    progress : float, optional
        How far the model is loaded, 0 to 1, while it loads.
    queued : int
        Jobs that wait.
    memory : tuple of int, optional
        Bytes the generation process holds: resident now, by the model now, by the model at most.
    held : tuple of int, optional
        The same in one: bytes the generation process holds now, and at most since it was started.
    error : StudioError, optional
        Why the engine failed, or how the last crash ended.
    log_tail : tuple of str
        The last lines of the worker's log.
    pid : int, optional
        The generation process's id, while there is one.
    restarts : int
        How often it was started again after a crash.
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
        """Give plain JSON data; `from_json` is its inverse."""
        return asdict(self) | {"error": to_wire(self.error) if self.error else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "EngineStatus":
        """Read what `to_json` gave."""
        return cls(
            **dict(data)
            | {
                "error": from_wire(data["error"]) if data["error"] else None,
                "memory": tuple(data["memory"]) if data["memory"] else None,
                "held": tuple(data["held"]) if data["held"] else None,
                "log_tail": tuple(data["log_tail"]),
            }
        )
