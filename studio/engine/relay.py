"""One engine for several programs: its owner serves it on a Unix socket that only its user can reach.

Both sides exchange the messages of `studio.engine.messages`; `studio.engine.remote` is the client.
"""

import contextlib
import os
import selectors
import shutil
import socket
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

from studio.domain.limits import MAX_LINES
from studio.domain.recipe import Recipe
from studio.engine import messages
from studio.engine.channel import Channel, ProtocolError
from studio.engine.engine import Engine
from studio.engine.messages import Message
from studio.engine.queue import Job
from studio.errors import StudioError
from studio.store.files import storage
from studio.store.litter import SOCKET_FOLDER, SOCKET_NAME
from studio.store.privacy import is_private

EPOCH = 1  # a connection has one owner only
_ALIVE_SECONDS = 1.0
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
            self._private = Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER))  # only this user may enter it
            address = self._private / SOCKET_NAME
        self.address = str(address)
        with storage(address.parent):
            self._listener = _listen(address)
        self._inode = _inode(address)
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._accept, name="studio-relay", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Disconnect every program, once it has received the events of those of its jobs that have ended."""
        self._closing = True
        self._wake.send(b"w")
        self._thread.join()
        for each in (self._listener, self._wake, self._woken):
            each.close()
        deadline = time.monotonic() + _CLOSE_SECONDS  # of all together
        for client in self._clients:
            client.close(deadline)
        self._remove_socket()

    def _remove_socket(self) -> None:
        """Delete the socket, unless it is that of another program: this one's may have been deleted before."""
        with contextlib.suppress(OSError):
            if _inode(Path(self.address)) == self._inode:
                os.unlink(self.address)
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (self._listener, self._woken):
                selector.register(each, selectors.EVENT_READ)
            while not self._closing:
                selector.select()
                self._accept_one()

    def _accept_one(self) -> None:
        try:
            accepted, _ = self._listener.accept()
            accepted.setblocking(True)
            self._clients = [client for client in self._clients if client.is_alive()]
            self._clients.append(_Client(self._engine, accepted))
        except BlockingIOError:
            pass  # woken to close
        except OSError:
            time.sleep(0.1)  # no descriptor is free, or the caller left: others may come


class _Client:
    """The owner's end of one program's connection: passes its requests to the engine, and its jobs' events back."""

    def __init__(self, engine: Engine, accepted: socket.socket) -> None:
        self._engine = engine
        self._socket = accepted.dup()
        self._channel = Channel(Connection(accepted.detach()), EPOCH)
        self._jobs: dict[str, Job] = {}
        self._forwarded = threading.Condition()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="studio-relay-client", daemon=True)
        self._thread.start()
        self._alive = threading.Thread(target=self._send_alive, name="studio-relay-alive", daemon=True)
        self._alive.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def close(self, deadline: float) -> None:
        """Disconnect when the ends of all jobs that have ended are sent, or at `deadline` (`time.monotonic`)."""
        with self._forwarded:
            self._forwarded.wait_for(self._all_ends_sent, max(deadline - time.monotonic(), 0.0))
        self._hang_up()
        self._thread.join()
        self._alive.join()

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
            self._over.set()
            self._hang_up()
            self._channel.close()
            self._socket.close()

    def _send_alive(self) -> None:
        with contextlib.suppress(OSError):
            while not self._over.wait(_ALIVE_SECONDS):
                self._channel.send(messages.OwnerAlive())

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
            case messages.GetStatus(question=question):
                self._channel.send(messages.StatusReport(question, self._engine.status))

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


def _listen(address: Path) -> socket.socket:
    """Listen where only this user can connect; replace the socket of an owner that was killed."""
    address.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(address))
        address.chmod(0o600)
        listener.listen()
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


def _inode(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_dev, found.st_ino
