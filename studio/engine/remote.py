"""The engine of another program, reached through the socket on which `studio.engine.relay` serves it.

The reader thread receives and the writer thread sends, so that a caller never waits for an owner that is stopped; the
watcher thread ends what waits when the owner has been silent for too long.
"""

import contextlib
import queue
import socket
import threading
import uuid
from dataclasses import replace
from multiprocessing.connection import Connection

import psutil

from studio.engine import job_errors, messages
from studio.engine.backend_choice import Choice
from studio.engine.channel import Channel, ProtocolError
from studio.engine.client import EngineClient
from studio.engine.events import JobEnded, JobEvent
from studio.engine.messages import Message
from studio.engine.queue import Job
from studio.engine.relay import EPOCH
from studio.engine.status import EngineStatus
from studio.errors import EngineBusy, EngineClosed, EngineError, StudioError, studio_closed

_CONNECT_SECONDS = 5.0
_STATUS_SECONDS = 1.0
_ANSWER_SECONDS = 10.0
# Seconds without a message from the owner, which sends one every second:
_GONE_AFTER = 3  # then look whether it still exists; a child that it forked may keep the connection open
_UNREACHABLE_AFTER = 5
_LOST_AFTER = 20  # then its jobs end; as long as for a worker without a heartbeat


class RemoteEngine(EngineClient):
    """The engine of another program.

    Parameters
    ----------
    address : str
        The path of the socket, as its owner announced it.
    owner : int
        The owner's process id.
    choice : Choice
        Its backend and model.

    Raises
    ------
    OSError
        If no program listens there.
    """

    def __init__(self, address: str, owner: int, choice: Choice) -> None:
        self.choice = choice
        self._owner = owner
        self._socket = _connected(address)
        self._channel = Channel(Connection(self._socket.dup().detach()), EPOCH)
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._jobs: dict[str, Job] = {}
        self._cancelled: set[str] = set()
        self._answers: dict[str, Message | None] = {}  # of the requests that wait for one
        self._answered = threading.Condition()
        self._status = EngineStatus("stopped", choice.backend, choice.model or "", choice.reason)
        self._silence = 0  # seconds, counted by the watcher, so that a pause of this process is not the owner's
        self._gone = threading.Event()
        self._why: EngineClosed | None = None  # set where this program closes the connection
        self._threads = [
            threading.Thread(target=work, name=f"studio-remote-{name}", daemon=True)
            for work, name in ((self._read, "reader"), (self._write, "writer"), (self._watch, "watcher"))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def gone(self) -> bool:
        """Whether the owner has exited."""
        return self._gone.is_set()

    @property
    def status(self) -> EngineStatus:
        """The engine's status, within a second; "unreachable" where its owner does not answer.

        Raises
        ------
        EngineClosed
            If its owner has exited.
        """
        if self._silence < _UNREACHABLE_AFTER:
            question = uuid.uuid4().hex
            with contextlib.suppress(EngineBusy):
                answer = self._ask(messages.GetStatus(question), question, _STATUS_SECONDS)
                assert isinstance(answer, messages.StatusReport)
                self._status = answer.status
                return answer.status
        if self._silence < _UNREACHABLE_AFTER and not job_errors.is_stopped(self._owner):
            return self._status  # the owner is only slow
        return replace(self._status, state="unreachable", error=job_errors.owner_silent(self._owner))

    def start(self) -> None:
        """Ask the owner to load the model; return at once."""
        self._send(messages.StartEngine())

    def restart(self) -> None:
        """Ask the owner to start the generation process again after it failed; return at once."""
        self._send(messages.RestartEngine())

    def submit(self, job: Job) -> Job:
        """Queue a job at the owner; see `EngineClient.submit`.

        Raises
        ------
        EngineBusy
            If its queue is full, or its owner does not answer within 10 s.
        EngineClosed
            With the code `OWNER_CLOSED` if its owner has exited.
        """
        self._jobs[job.id] = job
        recipes = [recipe.to_json() for recipe in job.recipes]
        try:
            answer = self._ask(messages.Submit(job.id, recipes, job.client, list(job.embed)), job.id, _ANSWER_SECONDS)
            if isinstance(answer, messages.Refused):
                raise answer.error
        except EngineError:
            if self._forget(job) is None:
                return job  # it has ended, and its listener knows why
            self._outbox.put(messages.Cancel(job.id))  # it may arrive there late
            raise
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job; see `EngineClient.cancel`."""
        self._cancelled.add(job.id)
        self._outbox.put(messages.Cancel(job.id))
        self._end_jobs_of_silent_owner()

    def close(self, why: EngineClosed | None = None) -> None:
        """Disconnect, and end this program's jobs with `why`; the engine goes on for the others."""
        self._why = why or studio_closed()
        self._hang_up()
        for thread in self._threads:
            thread.join()
        self._socket.close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _forget(self, job: Job) -> Job | None:
        """Return the job if it has not ended, to whoever asks first: that one ends it."""
        self._cancelled.discard(job.id)
        return self._jobs.pop(job.id, None)

    # -- requests and their answers ------------------------------------------------------------------------------

    def _send(self, message: Message) -> None:
        if self.gone:
            raise job_errors.owner_closed()
        self._outbox.put(message)

    def _ask(self, message: Message, key: str, seconds: float) -> Message:
        """Send a request and return its answer.

        Raises
        ------
        EngineClosed
            If the owner has exited.
        EngineBusy
            If it does not answer in time.
        """
        with self._answered:
            self._answers[key] = None
            self._outbox.put(message)
            self._answered.wait_for(lambda: self.gone or self._answers[key] is not None, seconds)
            answer = self._answers.pop(key)
        if answer is not None:
            return answer
        raise job_errors.owner_closed() if self.gone else job_errors.owner_silent(self._owner)

    # -- the threads ---------------------------------------------------------------------------------------------

    def _write(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self._channel.send(message)
            except ProtocolError:
                continue  # over the limit of a frame; whoever asked is told that there is no answer
            except OSError:
                self._hang_up()
                return

    def _read(self) -> None:
        try:
            while True:
                message = self._channel.receive()
                self._silence = 0
                self._receive(message)
        except (EOFError, OSError, ProtocolError, StudioError):
            pass
        finally:
            self._lose()

    def _lose(self) -> None:
        with self._answered:
            self._gone.set()
            self._answered.notify_all()
        self._hang_up()
        self._outbox.put(None)
        self._channel.close()
        for job in list(self._jobs.values()):
            if self._forget(job):
                job.end((self._why or job_errors.owner_closed()).again())

    def _receive(self, message: Message) -> None:
        match message:
            case messages.Accepted(job=key) | messages.Refused(job=key) | messages.StatusReport(question=key):
                with self._answered:
                    if key in self._answers:
                        self._answers[key] = message
                        self._answered.notify_all()
            case _ if isinstance(message, JobEvent) and (job := self._jobs.get(message.job)):
                if isinstance(message, JobEnded):
                    self._forget(job)
                if getattr(message, "take", None) in (None, *range(len(job.recipes))):
                    job.deliver(message)

    def _watch(self) -> None:
        while not self._gone.wait(1.0):
            self._silence += 1
            if self._silence >= _GONE_AFTER and not _exists(self._owner):
                self._hang_up()
            self._end_jobs_of_silent_owner()

    def _end_jobs_of_silent_owner(self) -> None:
        """End the jobs that were cancelled, and after a longer silence all; the owner cancels them if it continues."""
        for job in list(self._jobs.values()):
            cancelled = job.id in self._cancelled
            if self._silence >= (_UNREACHABLE_AFTER if cancelled else _LOST_AFTER) and self._forget(job):
                self._outbox.put(messages.Cancel(job.id))
                job.end(job_errors.cancelled() if cancelled else job_errors.owner_silent(self._owner))


def _connected(address: str) -> socket.socket:
    connecting = socket.socket(socket.AF_UNIX)
    try:
        connecting.settimeout(_CONNECT_SECONDS)  # it waits while the backlog of an owner that is stopped is full
        connecting.connect(address)
        connecting.settimeout(None)
    except OSError:
        connecting.close()
        raise
    return connecting


def _exists(process: int) -> bool:
    try:
        return bool(psutil.pid_exists(process))
    except OverflowError:
        return False
