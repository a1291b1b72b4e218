"""Jobs, and the queue in which they wait: first come, first served within a client, in turn between clients."""

import queue
import threading
import uuid
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence

from studio.domain.recipe import Recipe
from studio.engine.events import JobEnded, JobEvent, JobQueued, Listener
from studio.errors import EngineBusy, StudioError

MAX_QUEUED = 32


class Job:
    """A request for takes, one for each recipe, and the delivery of its events.

    Parameters
    ----------
    recipes : sequence of Recipe
        One a take.
    client : str
        Who submits it; the queue is fair between clients.
    listener : callable, optional
        Receives each event, in order, and must not block; without it, `events` yields them.
    embed : sequence of str
        Hashes of references. Where there are any, their speaker embeddings and those of the takes are events too.
    id : str, optional
        The id another program gave it; default: a new one.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        client: str = "",
        listener: Listener | None = None,
        embed: Sequence[str] = (),
        id: str = "",
    ) -> None:
        self.id = id or uuid.uuid4().hex
        self.recipes = tuple(recipes)
        self.embed = tuple(embed)
        self.client = client
        self._events: queue.SimpleQueue[JobEvent] = queue.SimpleQueue()
        self._listener = listener or self._events.put
        self._lock = threading.Lock()
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether `JobEnded` was delivered."""
        return self._ended

    def deliver(self, event: JobEvent) -> bool:
        """Deliver an event to the listener, unless the job has ended.

        Returns
        -------
        bool
            False if the job had ended already.
        """
        with self._lock:
            if self._ended:
                return False
            self._ended = isinstance(event, JobEnded)
            self._listener(event)
            return True

    def end(self, error: StudioError | None = None) -> None:
        """Deliver `JobEnded`, unless the job has ended already."""
        self.deliver(JobEnded(self.id, error))

    def events(self) -> Iterator[JobEvent]:
        """Yield the events as they come, `JobEnded` last; for one reader, of a job without a listener."""
        while True:
            event = self._events.get()
            yield event
            if isinstance(event, JobEnded):
                return


class FairQueue:
    """Jobs that wait, at most `limit`; every method may be called from any thread."""

    def __init__(self, limit: int = MAX_QUEUED) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()  # its first client is served next

    def __len__(self) -> int:
        with self._lock:
            return len(self._in_order())

    def push(self, job: Job) -> None:
        """Append a job to its client's jobs.

        Raises
        ------
        EngineBusy
            If the queue is full.
        """
        with self._lock:
            if len(self._in_order()) >= self._limit:
                raise EngineBusy(
                    f"{self._limit} auditions are waiting already.",
                    "Wait until one is done, or stop one of them.",
                    details={"waiting": self._limit},
                )
            self._waiting.setdefault(job.client, deque()).append(job)
            self._announce_positions()

    def pop(self) -> Job | None:
        """Remove and return the next job, or None; its client is served last in the next round."""
        with self._lock:
            if not self._waiting:
                return None
            client, jobs = next(iter(self._waiting.items()))
            job = jobs.popleft()
            self._waiting.move_to_end(client)
            self._forget_if_empty(client)
            self._announce_positions()
            return job

    def remove(self, job: Job) -> bool:
        """Remove this job; return False if it does not wait here."""
        with self._lock:
            jobs = self._waiting.get(job.client, deque())
            if job not in jobs:
                return False
            jobs.remove(job)
            self._forget_if_empty(job.client)
            self._announce_positions()
            return True

    def drain(self) -> list[Job]:
        """Remove and return all jobs, in the order in which they would have been served."""
        with self._lock:
            jobs = self._in_order()
            self._waiting.clear()
            return jobs

    def _in_order(self) -> list[Job]:
        rounds = [list(jobs) for jobs in self._waiting.values()]
        longest = max(map(len, rounds), default=0)
        return [jobs[turn] for turn in range(longest) for jobs in rounds if turn < len(jobs)]

    def _forget_if_empty(self, client: str) -> None:
        if not self._waiting[client]:
            del self._waiting[client]

    def _announce_positions(self) -> None:
        for position, job in enumerate(self._in_order(), start=1):
            job.deliver(JobQueued(job.id, position))
