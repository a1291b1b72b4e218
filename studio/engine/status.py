"""What the engine is doing now, as the page, the command and a notebook show it."""

from dataclasses import dataclass
from typing import Literal

from studio.errors import StudioError

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
    progress : float, optional
        How far the model is loaded, 0 to 1, while it loads.
    queued : int
        Jobs that wait.
    memory : tuple of int, optional
        Bytes the generation process holds: resident now, by the model now, by the model at most.
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
    progress: float | None = None
    queued: int = 0
    memory: tuple[int, int, int] | None = None
    error: StudioError | None = None
    log_tail: tuple[str, ...] = ()
    pid: int | None = None
    restarts: int = 0
