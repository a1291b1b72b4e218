"""The models page's data: which models there are, what is on this machine, and how downloads stand."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from studio.domain.backends import is_neural
from studio.errors import Cancelled
from studio.models.catalogue import memory_of, recommended
from studio.ui.payloads import Json, ProblemPayload

if TYPE_CHECKING:
    from studio.models.shelf import Model
    from studio.models.task import Task
    from studio.session import Studio


@dataclass(frozen=True)
class DownloadPayload:
    """How a download stands: bytes done and in total, bytes a second, and seconds left where known."""

    phase: str
    done: int
    total: int
    rate: float | None
    left: float | None
    problem: ProblemPayload | None

    @classmethod
    def of(cls, task: "Task | None") -> Self | None:
        """Return the payload of a download; None where there is none or it is done."""
        state = task.state if task is not None else None
        if state is None or state.phase == "done":
            return None
        failed = state.error if not isinstance(state.error, Cancelled) else None
        problem = ProblemPayload.of(failed) if failed else None
        return cls(state.phase, state.done, state.total, state.rate, state.seconds_left, problem)


@dataclass(frozen=True)
class ModelsPayload:
    """What the models page shows.

    Parameters
    ----------
    memory : int
        Bytes of this machine.
    both : int
        Bytes of the recommended models together.
    cpu : bool
        Whether MLX runs on the CPU.
    preview : bool
        Whether the backend in use has no neural model.
    models : list of dict
        The fields of `studio.models.shelf.Model`, and name, speaking (whether it is in use) and download.
    """

    memory: int
    both: int
    cpu: bool
    preview: bool
    models: list[Json]

    @classmethod
    def of(cls, studio: "Studio") -> Self:
        """Return the payload of the studio's models."""
        shelf, status = studio.models, studio.status
        speaking, downloads = {status.model, studio.base_model}, shelf.downloads
        models = [_model(each, each.model in speaking, downloads.get(each.model)) for each in shelf]
        both = memory_of(*recommended(shelf.machine))
        return cls(shelf.memory_bytes, both, shelf.machine.on_cpu, not is_neural(status.backend), models)


def _model(model: "Model", speaking: bool, task: "Task | None") -> dict[str, Any]:
    return asdict(model) | {"name": model.name, "speaking": speaking, "download": DownloadPayload.of(task)}
