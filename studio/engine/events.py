"""What happens to a job: the events that its listener receives, in order, with exactly one `JobEnded` as the last.

The generation process sends them as messages, the engine delivers the same objects to whoever asked for the job, and
the relay passes them on to other programs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Recipe
from studio.errors import StudioError


@dataclass(frozen=True)
class JobQueued:
    """The job waits; `position` 1 is next."""

    job: str
    position: int


@dataclass(frozen=True)
class JobStarted:
    """The generation process has the job."""

    job: str


@dataclass(frozen=True)
class TakeProgress:
    """A take is at this step of its generation, of about `steps`.

    What a step is depends on the backend. `steps` is an estimate, at least 1, and `step` may exceed it.
    """

    job: str
    take: int
    step: int
    steps: int


@dataclass(frozen=True)
class TakeReading:
    """The text of a take is read before its first step; `part` of it, 0 to 1. Sent only where that takes long."""

    job: str
    take: int
    part: float


@dataclass(frozen=True, eq=False)
class TakeChunk:
    """The next samples of a take: float32, shape (n,), mono, at `sample_rate` Hz."""

    job: str
    take: int
    samples: NDArray[np.float32] = field(repr=False)
    sample_rate: int


@dataclass(frozen=True)
class TakeRepeated:
    """The take failed and is generated once more with another seed; discard its chunks so far."""

    job: str
    take: int
    reason: str


@dataclass(frozen=True)
class TakeDone:
    """A take is complete; `recipe` is the one it was really made with."""

    job: str
    take: int
    recipe: Recipe


@dataclass(frozen=True)
class SpeakerEmbedding:
    """The speaker embedding of a take, or, where `take` is None, of the reference with that hash."""

    job: str
    take: int | None
    reference: str
    vector: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True)
class JobEnded:
    """The job is over: complete where `error` is None, stopped on request where it is `Cancelled`."""

    job: str
    error: StudioError | None = None


WorkerEvent = TakeProgress | TakeReading | TakeChunk | TakeRepeated | TakeDone | SpeakerEmbedding | JobEnded
JobEvent = JobQueued | JobStarted | WorkerEvent
Listener = Callable[[JobEvent], None]
