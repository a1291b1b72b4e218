"""One engine for several programs: its owner serves it on a Unix socket that only its user can reach.

Both sides exchange the messages of `studio.engine.messages`. `RemoteEngine` is the client.
"""

import contextlib
import os
import shutil
import socket
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

from studio.domain.limits import MAX_LINES
from studio.domain.recipe import Recipe
from studio.engine import job_errors, messages
from studio.engine.channel import Channel, ProtocolError
from studio.engine.client import EngineClient
from studio.engine.engine import Engine
from studio.engine.events import JobEnded, JobEvent
from studio.engine.messages import Message
from studio.engine.queue import Job
from studio.engine.status import EngineStatus
from studio.errors import EngineBusy, EngineClosed, StudioError
from studio.store.files import storage
from studio.store.privacy import is_private

_EPOCH = 1
_ANSWER_SECONDS = 10.0
_CLOSE_SECONDS = 2.0  # to deliver the last events to a program that may be suspended
_LONGEST_ADDRESS = 100  # bytes; macOS allows 104


class EngineServer:
    """Serves an engine to other programs of the same user.

    Parameters
    ----------
    engine : Engine
        The engine of this process.
    address : pathlib.Path
        The path of the socket; another one is used where it is too long for a socket, or where other users may enter
        its folder.
    """

    def __init__(self, engine: Engine, address: Path) -> None:
        self._engine = engine
        self._closing = False
        self._clients: list[_Client] = []
        self._private: Path | None = None
        if len(os.fsencode(address)) > _LONGEST_ADDRESS or not is_private(address.parent):
            self._private = Path(tempfile.mkdtemp(prefix="studio-"))  # only this user may enter it
            address = self._private / "engine"
        self.address = str(address)
        with storage(address.parent):
            self._listener = _listen(address)
        self._thread = threading.Thread(target=self._accept, name="studio-relay", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Disconnect every program, once it has received the events of those of its jobs that have ended."""
        self._closing = True
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as waking:
            waking.connect(self.address)  # closing a socket does not wake its accept() on every system
        self._thread.join()
        self._listener.close()
        for client in self._clients:
            client.close()
        Path(self.address).unlink(missing_ok=True)
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)

    def _accept(self) -> None:
        while not self._closing:
            try:
                accepted, _ = self._listener.accept()
                self._clients = [client for client in self._clients if client.is_alive()]
                self._clients.append(_Client(self._engine, accepted))
            except OSError:
                time.sleep(0.1)  # no descriptor free, or the caller left: others may come


class _Client:
    """The owner's end of one program's connection: passes its requests to the engine, and its jobs' events back."""

    def __init__(self, engine: Engine, accepted: socket.socket) -> None:
        self._engine = engine
        self._socket = accepted.dup()
        self._channel = Channel(Connection(accepted.detach()), _EPOCH)
        self._jobs: dict[str, Job] = {}
        self._forwarded = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="studio-relay-client", daemon=True)
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def close(self) -> None:
        with self._forwarded:
            self._forwarded.wait_for(self._all_ends_sent, _CLOSE_SECONDS)
        self._hang_up()
        self._thread.join()

    def _all_ends_sent(self) -> bool:
        return not any(job.ended for job in list(self._jobs.values()))

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        try:
            while True:
                self._answer(self._channel.receive())
        except (EOFError, OSError, ProtocolError, StudioError):
            pass
        finally:
            for job in list(self._jobs.values()):
                self._engine.cancel(job)  # nobody waits for it any more
            self._hang_up()
            self._channel.close()
            self._socket.close()

    def _answer(self, message: Message) -> None:
        match message:
            case messages.Submit():
                self._submit(message)
            case messages.Cancel(job=job) if job in self._jobs:
                self._engine.cancel(self._jobs[job])
            case messages.StartEngine():
                self._engine.start()
            case messages.RestartEngine():
                self._engine.restart()
            case messages.GetStatus():
                self._channel.send(messages.StatusReport(self._engine.status))

    def _submit(self, asked: messages.Submit) -> None:
        try:
            recipes = [Recipe.from_json(recipe) for recipe in asked.recipes[:MAX_LINES]]
            job = self._engine.submit(Job(recipes, f"{id(self)} {asked.client}", embed=asked.embed, id=asked.job))
        except StudioError as error:
            self._channel.send(messages.Refused(asked.job, error))
            return
        self._jobs[job.id] = job
        self._channel.send(messages.Accepted(job.id))
        name = f"studio-relay-job-{job.id[:8]}"
        threading.Thread(target=self._forward, args=(job,), name=name, daemon=True).start()

    def _forward(self, job: Job) -> None:
        try:
            for event in job.events():
                self._channel.send(event)
        except OSError:
            self._engine.cancel(job)  # nobody waits for it any more
        finally:
            with self._forwarded:
                self._jobs.pop(job.id, None)
                self._forwarded.notify_all()


class RemoteEngine(EngineClient):
    """The engine of another program.

    Parameters
    ----------
    address : str
        The path of the socket, as its owner announced it.
    owner : int
        The owner's process id, for error messages.

    Raises
    ------
    OSError
        If no program listens there.
    """

    def __init__(self, address: str, owner: int) -> None:
        self._owner = owner
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise
        self._channel = Channel(Connection(self._socket.dup().detach()), _EPOCH)
        self._jobs: dict[str, Job] = {}
        self._answers: dict[str, Message] = {}
        self._answered = threading.Condition()
        self._gone = False
        self._why: EngineClosed | None = None  # set where this program closes the connection
        self._asking = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="studio-remote", daemon=True)
        self._reader.start()

    @property
    def gone(self) -> bool:
        """Whether the owner has exited."""
        return self._gone

    @property
    def status(self) -> EngineStatus:
        """The engine's status; see `EngineClient.status`.

        Raises
        ------
        EngineClosed
            If its owner has exited.
        """
        with self._asking:
            answer = self._ask(messages.GetStatus(), "")
        assert isinstance(answer, messages.StatusReport)
        return answer.status

    def start(self) -> None:
        """Ask the owner to load the model; return at once."""
        self._send(messages.StartEngine())

    def restart(self) -> None:
        """Ask the owner to start the generation process again after it failed; return at once."""
        self._send(messages.RestartEngine())

    def submit(self, job: Job) -> Job:
        """Queue a job at the owner; see `EngineClient.submit`."""
        self._jobs[job.id] = job
        wanted = [recipe.to_json() for recipe in job.recipes]
        try:
            answer = self._ask(messages.Submit(job.id, wanted, job.client, list(job.embed)), job.id)
        except StudioError:
            self._jobs.pop(job.id, None)
            self.cancel(job)  # it may arrive there late
            raise
        if isinstance(answer, messages.Refused):
            self._jobs.pop(job.id, None)
            raise answer.error
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job; see `EngineClient.cancel`."""
        with contextlib.suppress(EngineClosed):
            self._send(messages.Cancel(job.id))

    def close(self, why: EngineClosed | None = None) -> None:
        """Disconnect, and end this program's jobs with `why`; the engine goes on for the others."""
        self._why = why or job_errors.closed()
        self._hang_up()
        self._reader.join()
        self._socket.close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _send(self, message: Message) -> None:
        try:
            self._channel.send(message)
        except OSError as error:
            self._gone = True
            raise job_errors.owner_closed() from error

    def _ask(self, message: Message, key: str) -> Message:
        with self._answered:
            self._answers.pop(key, None)  # a late answer to an earlier question
        self._send(message)
        with self._answered:
            self._answered.wait_for(lambda: self._gone or key in self._answers, _ANSWER_SECONDS)
            if key in self._answers:
                return self._answers.pop(key)
        if self._gone:
            raise job_errors.owner_closed()
        raise EngineBusy(
            f"Process {self._owner}, which runs the engine, does not answer.",
            "Continue it if it was suspended, or end it; then try again.",
        )

    def _read(self) -> None:
        try:
            while True:
                self._receive(self._channel.receive())
        except (EOFError, OSError, ProtocolError, StudioError):
            pass
        finally:
            with self._answered:
                self._gone = True
                self._answered.notify_all()
            why = self._why or job_errors.owner_closed()
            for job in list(self._jobs.values()):
                job.end(why.again())
            self._hang_up()
            self._channel.close()

    def _receive(self, message: Message) -> None:
        if isinstance(message, messages.Accepted | messages.Refused | messages.StatusReport):
            with self._answered:
                self._answers[getattr(message, "job", "")] = message
                self._answered.notify_all()
        elif isinstance(message, JobEvent) and (job := self._jobs.get(message.job)):
            job.deliver(message)
            if isinstance(message, JobEnded):
                self._jobs.pop(job.id, None)


def _listen(address: Path) -> socket.socket:
    """Listen where only this user can connect; replace the socket of an owner that was killed."""
    address.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(address))
        address.chmod(0o600)
        listener.listen()
    except BaseException:
        listener.close()
        raise
    return listener
