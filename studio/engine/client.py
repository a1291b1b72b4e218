"""What an engine offers to its callers, wherever it runs: in this program or in another one."""

from typing import Protocol

from studio.engine.queue import Job
from studio.engine.status import EngineStatus


class EngineClient(Protocol):
    """Submits jobs to an engine and asks how it is; every method may be called from any thread."""

    @property
    def status(self) -> EngineStatus:
        """The engine's status; reading it does not start the engine."""

    def start(self) -> None:
        """Begin to load the model, so that the first job need not wait for it; return at once."""

    def restart(self) -> None:
        """Start the generation process again after it failed; return when jobs are accepted again."""

    def submit(self, job: Job) -> Job:
        """Queue a job and return it; its events tell what happens.

        Raises
        ------
        EngineBusy
            If the queue is full, or another program runs the engine and does not answer.
        EngineFailed
            If the generation process cannot be kept alive.
        EngineClosed
            If the engine was closed.
        """

    def cancel(self, job: Job) -> None:
        """Stop a job: at once while it waits, at the next step while it runs; after its end, do nothing."""

    def close(self) -> None:
        """End every job of this caller, and the worker where it is this program's own; return when that is done."""
