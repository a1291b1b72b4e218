"""What is said across a process boundary; `studio.engine.channel` turns it into bytes.

    parent → worker    Start, Work, Cancel, Shutdown
    worker → parent    Hello, Loading, Ready, Heartbeat, WorkerFailed, and the job's events (`studio.engine.events`)

The worker answers each `Work` with events, the last of which is `JobEnded`, or with `WorkerFailed`, after which it
exits. Programs that share one engine receive the same events, and besides:

    program → owner    Submit, Cancel, StartEngine, RestartEngine, GetStatus
    owner → program    Accepted, Refused, StatusReport, and OwnerAlive every second
"""

import signal
from dataclasses import dataclass
from typing import Any

from studio.engine.events import JobEvent, WorkerEvent
from studio.engine.status import EngineStatus
from studio.errors import StudioError

PROTOCOL = 6
STACKS = signal.SIGUSR1  # a worker that receives it writes the stacks of its threads to its log


@dataclass(frozen=True)
class Start:
    """Load this backend; the first message to a worker.

    Parameters
    ----------
    backend, model : str
        What to load.
    references : str
        The folder of the reference audio that voices are copied from.
    budget : int
        Bytes that all loaded models together may take.
    log : str
        The file that its output goes to; it begins a new one when that is full.
    """

    backend: str
    model: str
    references: str
    budget: int
    log: str


@dataclass(frozen=True)
class Work:
    """Generate one take for each recipe.

    Parameters
    ----------
    job : str
        The job's id.
    recipes : list of dict
        As `Recipe.to_json` returns them; the receiver validates them.
    seconds : float
        The time limit.
    embed : list of str
        Hashes of references. Where there are any, the speaker embedding of each of them and of every take is sent.
    """

    job: str
    recipes: list[dict[str, Any]]
    seconds: float
    embed: list[str]


@dataclass(frozen=True)
class Cancel:
    """Stop this job at the next step."""

    job: str


@dataclass(frozen=True)
class Shutdown:
    """Stop at the next step and exit."""


@dataclass(frozen=True)
class Hello:
    """The worker runs; nothing is loaded yet."""

    protocol: int
    pid: int
    versions: dict[str, str]


@dataclass(frozen=True)
class Loading:
    """The part of the model, or of what a job needs besides, that is loaded: 0 to 1."""

    fraction: float


@dataclass(frozen=True)
class Ready:
    """The model is loaded; the worker accepts jobs."""

    backend: str
    model: str


@dataclass(frozen=True)
class Heartbeat:
    """The worker lives. Bytes: resident memory, and what the backend uses and used at most."""

    resident: int
    active: int
    peak: int


@dataclass(frozen=True)
class WorkerFailed:
    """The worker exits because of this error; its job, if it has one, ends with it."""

    error: StudioError


@dataclass(frozen=True)
class Submit:
    """Another program submits a job, as in `Work`; answered by `Accepted` or `Refused`."""

    job: str
    recipes: list[dict[str, Any]]
    client: str
    embed: list[str]


@dataclass(frozen=True)
class Accepted:
    """The job is in the queue."""

    job: str


@dataclass(frozen=True)
class Refused:
    """The job is not in the queue."""

    job: str
    error: StudioError


@dataclass(frozen=True)
class StartEngine:
    """Another program asks the owner to load the model."""


@dataclass(frozen=True)
class RestartEngine:
    """Another program asks the owner to start the worker again after a failure."""


@dataclass(frozen=True)
class GetStatus:
    """Another program asks for the engine's status; answered by a `StatusReport` with the same `question`."""

    question: str


@dataclass(frozen=True)
class StatusReport:
    """The engine's status."""

    question: str
    status: EngineStatus


@dataclass(frozen=True)
class OwnerAlive:
    """The program that runs the engine is not stopped."""


ToWorker = Start | Work | Cancel | Shutdown
FromWorker = Hello | Loading | Ready | Heartbeat | WorkerFailed | WorkerEvent
ToOwner = Submit | Cancel | StartEngine | RestartEngine | GetStatus
FromOwner = Accepted | Refused | StatusReport | OwnerAlive | JobEvent
Message = ToWorker | FromWorker | ToOwner | FromOwner
