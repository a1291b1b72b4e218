"""Snapshots of auditions and their takes."""

from dataclasses import dataclass
from typing import Literal

from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.errors import StudioError

Phase = Literal["queued", "working", "done", "cancelled", "failed"]


@dataclass(frozen=True)
class TakeState:
    """The state of one take.

    Parameters
    ----------
    position : int
        Its index in the audition.
    seed : int
        Its recipe's.
    fraction : float
        The part that is generated, 0 to 1; an estimate until it is complete.
    take : Take, optional
        The take, once it is complete and stored; after the end, the beginning of one that was stopped.
    reading : float, optional
        The part of its text that is read, 0 to 1, while that lasts; None otherwise.
    sounded : float
        Seconds of sound there are, which `Audition.stream` yields.
    repeated : bool
        Whether it failed and is generated once more.
    """

    position: int
    seed: int
    fraction: float = 0.0
    reading: float | None = None
    take: Take | None = None
    sounded: float = 0.0
    repeated: bool = False


@dataclass(frozen=True)
class AuditionState:
    """A snapshot of an audition.

    Parameters
    ----------
    id : str
        The audition's.
    phase : str
        queued, working, done, cancelled or failed.
    position : int
        Its place in the queue, 1 is next; 0 when it does not wait.
    takes : tuple of TakeState
        One a recipe, in order.
    error : StudioError, optional
        Why it failed or was cancelled.
    """

    id: str
    phase: Phase
    position: int
    takes: tuple[TakeState, ...]
    error: StudioError | None = None

    @property
    def over(self) -> bool:
        """Whether this is the last state."""
        return self.phase in ("done", "cancelled", "failed")

    @property
    def finished(self) -> Takes:
        """The takes that are complete and stored, in order."""
        return Takes(state.take for state in self.takes if state.take is not None and not state.take.incomplete)
