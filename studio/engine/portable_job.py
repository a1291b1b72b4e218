"""Jobs that go on at another engine when the program that ran the first one is gone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from studio.engine import job_errors
from studio.engine.client import EngineClient
from studio.engine.events import JobEnded, JobEvent, SpeakerEmbedding, TakeChunk, TakeDone, TakeRepeated
from studio.engine.queue import Job
from studio.errors import EngineClosed

_REPEATED = "the program that ran the engine has closed"


class PortableJob:
    """A caller's job at the engine of another program.

    What is submitted is an attempt: a job of the takes that are missing, with the same recipes. Its events go to the
    caller's job. If the owner of the engine exits, the next attempt can be submitted elsewhere; the caller receives
    each take once, and one end.

    Parameters
    ----------
    job : Job
        The caller's.
    on_lost : callable
        Called with this object when the owner of its engine has exited; must not block.
    """

    def __init__(self, job: Job, on_lost: "Callable[[PortableJob], None]") -> None:
        self.job = job
        self._on_lost = on_lost
        self._missing = set(range(len(job.recipes)))
        self._begun: set[int] = set()  # takes of which the caller has samples, but not the end
        self._cancelled = False
        self._at: tuple[EngineClient, Job] | None = None

    def submit_to(self, engine: EngineClient) -> None:
        """Submit the takes that are missing; do nothing if the job has ended.

        Raises
        ------
        StudioError
            As for `EngineClient.submit`.
        """
        if self._cancelled:
            self.job.end(job_errors.cancelled())
        elif not self._missing:
            self.job.end()  # only the news of its end was lost
        if self.job.ended:
            return
        attempt = self._next_attempt()
        self._at = engine, attempt
        engine.submit(attempt)
        if self._cancelled:  # before the engine had it
            engine.cancel(attempt)

    def cancel(self) -> None:
        """Stop the job, also while no engine has it."""
        self._cancelled = True
        if self._at is None:
            self.job.end(job_errors.cancelled())
        else:
            engine, attempt = self._at
            engine.cancel(attempt)

    def _next_attempt(self) -> Job:
        for take in sorted(self._begun):
            self.job.deliver(TakeRepeated(self.job.id, take, _REPEATED))
        self._begun.clear()
        # An embedding may be missing though its take is not: then all takes are made, and those that are not missing
        # are dropped.
        takes = range(len(self.job.recipes)) if self.job.embed else sorted(self._missing)
        recipes = [self.job.recipes[take] for take in takes]
        return Job(recipes, self.job.client, lambda event: self._receive(event, takes), self.job.embed)

    def _receive(self, event: JobEvent, takes: Sequence[int]) -> None:
        """Pass on an event of an attempt that was submitted for these takes."""
        if isinstance(event, JobEnded):
            self._end(event)
            return
        changes: dict[str, Any] = {"job": self.job.id}
        position = getattr(event, "take", None)
        if position is not None:
            take = takes[position]
            if take not in self._missing and not isinstance(event, SpeakerEmbedding):
                return
            changes["take"] = take
            if isinstance(event, TakeChunk):
                self._begun.add(take)
            elif isinstance(event, TakeDone):
                self._begun.discard(take)
                self._missing.discard(take)
        self.job.deliver(replace(event, **changes))

    def _end(self, event: JobEnded) -> None:
        self._at = None
        lost = isinstance(event.error, EngineClosed) and event.error.code == job_errors.OWNER_CLOSED
        if not lost:
            self.job.end(event.error)
        elif self._cancelled:  # while its owner exited, which did not learn of it
            self.job.end(job_errors.cancelled())
        else:
            self._on_lost(self)
