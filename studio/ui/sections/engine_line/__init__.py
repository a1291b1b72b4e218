"""The line at the top: what the generation process does, with which model, and how much memory it has."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fastapi import APIRouter

from studio.domain.backends import is_neural
from studio.errors import StudioError
from studio.session import Studio, auditions_of
from studio.ui.payloads import ProblemPayload
from studio.ui.section import Action, Section, Workspace

if TYPE_CHECKING:
    from studio.auditions.audition import Audition
    from studio.engine.status import EngineStatus

_LOG_LINES = 40


@dataclass(frozen=True)
class WorkPayload:
    """The takes of the audition under way: how many are finished, of how many."""

    finished: int
    total: int


@dataclass(frozen=True)
class ModelMemoryPayload:
    """Bytes of the generation process, and of its model now and at its peak."""

    process: int
    model: int
    model_peak: int


@dataclass(frozen=True)
class HeldMemoryPayload:
    """Bytes of the generation process and its model together, now and at their peak."""

    now: int
    peak: int


@dataclass(frozen=True)
class EnginePayload:
    """What the engine line shows.

    Parameters
    ----------
    preview : bool
        Whether the backend has no neural model.
    reason : str
        Why this backend was chosen.
    beside : str
        What other engines of this home folder run, if any.
    progress : float or None
        The part of the model that is loaded, 0 to 1.
    log : list of str
        The last lines of the generation process's log.
    """

    state: str
    backend: str
    preview: bool
    model: str | None
    reason: str | None
    beside: str | None
    progress: float | None
    queued: int
    pid: int | None
    restarts: int
    work: WorkPayload | None
    memory: ModelMemoryPayload | None
    held: HeldMemoryPayload | None
    error: ProblemPayload | None
    log: list[str]

    @classmethod
    def of(cls, status: "EngineStatus", working: "Audition | None", fault: StudioError | None) -> Self:
        """Return the payload of a status, of the audition that this process works on, and of the library's fault."""
        error = status.error or fault
        takes = working.state.takes if working is not None else ()
        finished = sum(each.take is not None for each in takes)
        return cls(
            state=status.state,
            backend=status.backend,
            preview=not is_neural(status.backend),
            model=status.model,
            reason=status.reason,
            beside=status.beside,
            progress=status.progress,
            queued=status.queued,
            pid=status.pid,
            restarts=status.restarts,
            work=WorkPayload(finished, len(takes)) if takes else None,
            memory=ModelMemoryPayload(*status.memory) if status.memory else None,
            held=HeldMemoryPayload(*status.held) if status.held else None,
            error=ProblemPayload.of(error) if error else None,
            log=list(status.log_tail)[-_LOG_LINES:],
        )


def _layout(layout: Any) -> None:
    layout.part(SECTION, SECTION.name, SECTION.module, value={"has_password": layout.has_password})


def _routes(router: APIRouter, studio: Studio) -> None:
    @router.get("/engine.json")
    def engine() -> EnginePayload:
        return EnginePayload.of(studio.status, auditions_of(studio).recent.working(), studio.library.database.fault)


def _actions(studio: Studio) -> list[Action]:
    def restart(_: object) -> None:
        """Start the generation process again after it failed for good."""
        studio.restart()

    return [restart]


SECTION = Section(
    name="engine_line",
    folder=Path(__file__).parent,
    workspace=Workspace.SHELL,
    column="top",
    module="engine_line.js",
    styles="engine_line.css",
    routes=_routes,
    layout=_layout,
    actions=_actions,
)
