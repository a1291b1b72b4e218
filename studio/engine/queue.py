"""The queue before the worker: first come, first served within a client, turn and turn about between clients."""

import threading
from collections import OrderedDict, deque

from studio.engine.job import Job, Queued
from studio.errors import EngineBusy

MAX_QUEUED = 32


class FairQueue:
    """Jobs that wait, at most `MAX_QUEUED`; every method may be called from any thread."""

    def __init__(self, limit: int = MAX_QUEUED) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()  # its first client is served next

    def __len__(self) -> int:
        with self._lock:
            return len(self._in_order())

    def push(self, job: Job) -> None:
        """Add a job at its client's end.

        Raises
        ------
        EngineBusy
            If the queue is full.
        """
        with self._lock:
            if len(self._in_order()) >= self._limit:
                raise EngineBusy(
                    f"{self._limit} auditions are waiting already.", "Wait until one is done, or stop one of them."
                )
            self._waiting.setdefault(job.client, deque()).append(job)
            self._tell_positions()

    def pop(self) -> Job | None:
        """Take out the job whose turn it is; its client goes to the end of the round."""
        with self._lock:
            if not self._waiting:
                return None
            client, jobs = next(iter(self._waiting.items()))
            job = jobs.popleft()
            self._waiting.move_to_end(client)
            self._forget_if_empty(client)
            self._tell_positions()
            return job

    def remove(self, job: Job) -> bool:
        """Take this job out; False if it does not wait here (any more)."""
        with self._lock:
            jobs = self._waiting.get(job.client, deque())
            if job not in jobs:
                return False
            jobs.remove(job)
            self._forget_if_empty(job.client)
            self._tell_positions()
            return True

    def drain(self) -> list[Job]:
        """Take out all jobs, in the order they would have been served."""
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

    def _tell_positions(self) -> None:
        for position, job in enumerate(self._in_order(), start=1):
            job.tell(Queued(position))
