"""The worker's end of the connection: a reader thread and a writer thread, so that the main thread is left to MLX.

The reader ends the process when the parent has exited. The writer does all sends, and sends a heartbeat every second,
so that a main thread in a long computation is not taken for dead.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

import psutil

from studio.engine.channel import Channel, ProtocolError
from studio.engine.messages import Cancel, Heartbeat, Message, Shutdown
from studio.engine.worker_log import rotate

HEARTBEAT_SECONDS = 1.0
_OUTBOX = 256


class Outlet(Protocol):
    """Where the messages of a job are sent."""

    def send(self, message: Message) -> None:
        """Send a message to the parent."""

    def is_cancelled(self, job: str) -> bool:
        """Return whether this job has to stop."""


class Link:
    """Carries messages between the parent and the main thread.

    Parameters
    ----------
    descriptor : int
        The inherited socket.
    epoch : int
        The worker's number.

    Attributes
    ----------
    log : pathlib.Path or None
        The file that stdout and stderr go to, once it is known; the writer thread rotates it.
    """

    def __init__(self, descriptor: int, epoch: int) -> None:
        os.set_inheritable(descriptor, False)  # a compiler that MLX starts must not keep the connection open
        self._channel = Channel(Connection(descriptor), epoch)
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._outbox: queue.Queue[Message] = queue.Queue(_OUTBOX)
        self._cancelled: set[str] = set()
        self._leaving = threading.Event()
        self._process = psutil.Process()
        self._parent = os.getppid()
        self.log: Path | None = None
        self._memory = (0, 0)
        self._last_heartbeat = time.monotonic()
        for work, name in ((self._read, "reader"), (self._write, "writer")):
            threading.Thread(target=work, name=f"studio-{name}", daemon=True).start()

    def send(self, message: Message) -> None:
        """Queue a message for the parent; block while the parent is slow to read."""
        self._outbox.put(message)

    def send_memory(self, active: int, peak: int) -> None:
        """Send the bytes that the model holds, which only the main thread may ask MLX for."""
        self._memory = (active, peak)
        self.send(self._heartbeat())

    def receive(self) -> Message:
        """Wait for the next message to the main thread."""
        return self._inbox.get()

    def is_cancelled(self, job: str) -> bool:
        """Return whether this job has to stop."""
        return job in self._cancelled or self._leaving.is_set()

    def flush(self) -> None:
        """Return when all queued messages have been sent."""
        self._outbox.join()

    def _read(self) -> None:
        self._run_until_parent_exits(self._read_one)

    def _write(self) -> None:
        self._run_until_parent_exits(self._write_one)

    def _run_until_parent_exits(self, step: Callable[[], None]) -> None:
        try:
            while True:
                step()
        except (EOFError, OSError, ProtocolError):
            os._exit(0)  # nobody needs this process; the main thread may be anywhere

    def _read_one(self) -> None:
        message = self._channel.receive()
        if isinstance(message, Cancel):
            self._cancelled.add(message.job)
            return
        if isinstance(message, Shutdown):
            self._leaving.set()
        self._inbox.put(message)

    def _write_one(self) -> None:
        with suppress(queue.Empty):
            self._channel.send(self._outbox.get(timeout=HEARTBEAT_SECONDS))
            self._outbox.task_done()
        if time.monotonic() - self._last_heartbeat >= HEARTBEAT_SECONDS:
            if os.getppid() != self._parent:
                raise EOFError  # a child that the parent forked may keep the connection open
            self._last_heartbeat = time.monotonic()
            self._channel.send(self._heartbeat())
            if self.log is not None:
                rotate(self.log)

    def _heartbeat(self) -> Heartbeat:
        return Heartbeat(self._process.memory_info().rss, *self._memory)
