"""One engine for several programs: the owner serves it on a socket that only its user can reach; others relay to it.

Both sides speak the frames of `studio.engine.messages`. What a program may ask is what `Engine` offers.
"""

import contextlib
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from studio.domain.limits import MAX_LINES
from studio.domain.recipe import Recipe
from studio.engine import job_errors, messages
from studio.engine.engine import Engine, embedded
from studio.engine.job import (
    Advanced,
    Completed,
    Embedded,
    Ended,
    Job,
    JobEvent,
    Listener,
    Queued,
    Repeated,
    Sounded,
    Started,
)
from studio.engine.status import EngineStatus
from studio.errors import Cancelled, EngineBusy, EngineClosed, StudioError, from_wire, to_wire
from studio.store.files import storage

_EPOCH = 1
_ANSWER_SECONDS = 10.0
_LAST_WORDS_SECONDS = 2.0  # for a program that was stopped and does not read
_LONGEST_ADDRESS = 100  # bytes; macOS allows 104


class EngineServer:
    """Lets other programs of the same user work with an engine.

    Parameters
    ----------
    engine : Engine
        The engine of this process.
    address : pathlib.Path
        Where the socket is, unless its path is too long for one.
    """

    def __init__(self, engine: Engine, address: Path) -> None:
        self._engine = engine
        self._closing = False
        self._clients: list[_Client] = []
        self._private: Path | None = None
        if len(os.fsencode(address)) > _LONGEST_ADDRESS:
            self._private = Path(tempfile.mkdtemp(prefix="studio-"))  # only its owner may enter it
            address = self._private / "engine"
        self.address = str(address)
        with storage(address.parent):
            self._listener = _listen(address)
        self._thread = threading.Thread(target=self._accept, name="studio-relay", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Turn every program away, when it has been told how those of its jobs ended that have."""
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
    """One program at the owner's side: its requests go to the engine, its jobs' events go back."""

    def __init__(self, engine: Engine, accepted: socket.socket) -> None:
        self._engine = engine
        self._socket = accepted.dup()
        self._channel = messages.Channel(Connection(accepted.detach()), _EPOCH)
        self._jobs: dict[str, Job] = {}
        self._told = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="studio-relay-client", daemon=True)
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def close(self) -> None:
        with self._told:
            self._told.wait_for(self._knows_all_ends, _LAST_WORDS_SECONDS)
        self._hang_up()
        self._thread.join()

    def _knows_all_ends(self) -> bool:
        return not any(job.ended for job in list(self._jobs.values()))

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        try:
            while True:
                self._answer(self._channel.receive())
        except (EOFError, OSError, messages.BadFrame, StudioError):
            pass
        finally:
            for job in list(self._jobs.values()):
                self._engine.cancel(job)  # nobody waits for it any more
            self._hang_up()
            self._channel.close()
            self._socket.close()

    def _answer(self, message: messages.Message) -> None:
        match message:
            case messages.Submit():
                self._submit(message)
            case messages.Cancel(job=job) if job in self._jobs:
                self._engine.cancel(self._jobs[job])
            case messages.Wake(again=again):
                self._engine.restart() if again else self._engine.start()
            case messages.AskStatus():
                self._channel.send(messages.StatusNow(self._engine.status.to_json()))

    def _submit(self, message: messages.Submit) -> None:
        try:
            recipes = [Recipe.from_json(recipe) for recipe in message.recipes[:MAX_LINES]]
            job = self._engine.submit(
                recipes, f"{id(self)} {message.client}", embed=[str(each) for each in message.embed]
            )
        except StudioError as error:
            self._channel.send(messages.Refused(message.job, to_wire(error)))
            return
        self._jobs[message.job] = job
        self._channel.send(messages.Accepted(message.job))
        name = f"studio-relay-job-{message.job[:8]}"
        threading.Thread(target=self._forward, args=(message.job, job), name=name, daemon=True).start()

    def _forward(self, name: str, job: Job) -> None:
        try:
            for event in job.events():
                self._channel.send(_message_of(name, event))
        except OSError:
            self._engine.cancel(job)  # nobody waits for it any more
        finally:
            with self._told:
                self._jobs.pop(name, None)
                self._told.notify_all()


class RemoteEngine:
    """The engine of another program, with the same methods as one's own.

    Parameters
    ----------
    address : str
        As its owner announced it.
    owner : int
        The owner's process id, for messages.

    Raises
    ------
    OSError
        If nobody answers there.
    """

    def __init__(self, address: str, owner: int) -> None:
        self._owner = owner
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise
        self._channel = messages.Channel(Connection(self._socket.dup().detach()), _EPOCH)
        self._jobs: dict[str, Job] = {}
        self._answers: dict[str, messages.Message] = {}
        self._answered = threading.Condition()
        self._gone = False
        self._why: EngineClosed | None = None  # this program itself leaves
        self._asking = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="studio-remote", daemon=True)
        self._reader.start()

    @property
    def gone(self) -> bool:
        """Whether the owner has left."""
        return self._gone

    @property
    def status(self) -> EngineStatus:
        """What the engine is doing now.

        Raises
        ------
        EngineClosed
            If its owner has left.
        """
        with self._asking:
            answer = self._ask(messages.AskStatus(), "")
        assert isinstance(answer, messages.StatusNow)
        return EngineStatus.from_json(answer.status)

    def start(self) -> None:
        """Have the model loaded; returns at once."""
        self._send(messages.Wake(again=False))

    def restart(self) -> None:
        """Have the generation process started again after it failed."""
        self._send(messages.Wake(again=True))

    def submit(
        self,
        recipes: Sequence[Recipe],
        client: str = "",
        listener: Listener | None = None,
        embed: Sequence[str] = (),
    ) -> Job:
        """Queue a job, as `Engine.submit` does."""
        job = Job(recipes, client, listener, embed)
        self._jobs[job.id] = job
        wanted = [recipe.to_json() for recipe in job.recipes]
        try:
            answer = self._ask(messages.Submit(job.id, wanted, client, list(job.embed)), job.id)
        except StudioError:
            self._jobs.pop(job.id, None)
            self.cancel(job)  # it may arrive there late
            raise
        if isinstance(answer, messages.Refused):
            self._jobs.pop(job.id, None)
            raise from_wire(answer.error)
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job, as `Engine.cancel` does."""
        with contextlib.suppress(EngineClosed):
            self._send(messages.Cancel(job.id))

    def close(self, why: EngineClosed | None = None) -> None:
        """Leave; the engine goes on for others, this program's jobs end and say why: that the studio was closed."""
        self._why = why or job_errors.closed()
        self._hang_up()
        self._reader.join()
        self._socket.close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _send(self, message: messages.Message) -> None:
        try:
            self._channel.send(message)
        except OSError as error:
            self._gone = True
            raise job_errors.owner_left() from error

    def _ask(self, message: messages.Message, key: str) -> messages.Message:
        with self._answered:
            self._answers.pop(key, None)  # a late answer to an earlier question
        self._send(message)
        with self._answered:
            self._answered.wait_for(lambda: self._gone or key in self._answers, _ANSWER_SECONDS)
            if key in self._answers:
                return self._answers.pop(key)
        if self._gone:
            raise job_errors.owner_left()
        raise EngineBusy(
            f"Process {self._owner}, which runs the engine, does not answer.",
            "Continue it if it was stopped, or end it; then do the same again.",
        )

    def _read(self) -> None:
        try:
            while True:
                self._hear(self._channel.receive())
        except (EOFError, OSError, messages.BadFrame, StudioError):
            pass
        finally:
            with self._answered:
                self._gone = True
                self._answered.notify_all()
            why = self._why or job_errors.owner_left()
            for job in list(self._jobs.values()):
                job.tell(Ended(why.again()))
            self._hang_up()
            self._channel.close()

    def _hear(self, message: messages.Message) -> None:
        if isinstance(message, messages.Accepted | messages.Refused | messages.StatusNow):
            with self._answered:
                self._answers[getattr(message, "job", "")] = message
                self._answered.notify_all()
            return
        job = self._jobs.get(getattr(message, "job", ""))
        event = _event_of(message)
        if job is not None and event is not None:
            job.tell(event)
            if isinstance(event, Ended):
                self._jobs.pop(job.id, None)


def _listen(address: Path) -> socket.socket:
    """Listen where only this user can connect; what a killed owner left there goes."""
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


def _message_of(job: str, event: JobEvent) -> messages.Message:
    match event:
        case Queued(position=position):
            return messages.Place(job, position)
        case Started():
            return messages.Place(job, 0)
        case Advanced(take=take, frame=frame):
            return messages.Progress(job, take, frame)
        case Sounded(take=take, samples=samples):
            return messages.Sound(job, take, samples)
        case Repeated(take=take, reason=reason):
            return messages.Again(job, take, reason)
        case Completed(take=take, recipe=recipe):
            return messages.TakeDone(job, take, recipe.to_json())
        case Embedded(take=None, reference=reference, vector=vector):
            return messages.Embedding(job, -1, reference, list(vector))
        case Embedded(take=int(take), vector=vector):
            return messages.Embedding(job, take, "", list(vector))
        case Ended(error=None):
            return messages.Done(job)
        case Ended(error=Cancelled()):
            return messages.Stopped(job)
        case Ended(error=StudioError() as error):
            return messages.Failed(job, to_wire(error), fatal=False)
    raise AssertionError(event)


def _event_of(message: messages.Message) -> JobEvent | None:
    match message:
        case messages.Place(position=0):
            return Started()
        case messages.Place(position=position):
            return Queued(position)
        case messages.Progress(take=take, frame=frame):
            return Advanced(take, frame)
        case messages.Sound(take=take, samples=samples):
            return Sounded(take, samples)
        case messages.Again(take=take, reason=reason):
            return Repeated(take, reason)
        case messages.TakeDone(take=take, recipe=recipe):
            return Completed(take, Recipe.from_json(recipe))
        case messages.Embedding():
            return embedded(message)
        case messages.Done():
            return Ended()
        case messages.Stopped():
            return Ended(job_errors.cancelled())
        case messages.Failed(error=error):
            return Ended(from_wire(error))
    return None
