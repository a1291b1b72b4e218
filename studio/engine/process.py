"""One generation process: started with an inherited socket, read by a thread, and certain to be ended."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import studio
from studio.engine.blas import worker_environment
from studio.engine.channel import Channel
from studio.engine.environment import needed_variables
from studio.engine.messages import STACKS, Message
from studio.engine.worker_log import WorkerLog
from studio.models.proxies import inherited

WORKER_COMMAND = (sys.executable, "-P", "-m", "studio.worker")
_BUFFER = 1 << 20  # macOS gives a socket pair 8 KiB, less than one job
_EXIT_SECONDS = 1.0
_SEND_SECONDS = 2


@dataclass(frozen=True)
class Received:
    """A message arrived from worker number `epoch`."""

    epoch: int
    message: Message


@dataclass(frozen=True)
class Lost:
    """The worker has exited.

    Parameters
    ----------
    epoch : int
        The worker's number.
    signal : str
        The name of the signal that ended it, or "".
    status : int
        Its exit status, where no signal ended it.
    reason : str
        Why the connection broke, or "".
    """

    epoch: int
    signal: str
    status: int
    reason: str = ""


class WorkerProcess:
    """A running generation process and the parent's end of its connection.

    Parameters
    ----------
    epoch : int
        The worker's number, counted from 1 by its engine.
    log : pathlib.Path
        Where the worker's stdout and stderr are appended.
    report : callable
        Called with `Received` and, once and last, `Lost`, by the reader thread.
    command : sequence of str
        The command line, to which the socket's file descriptor and the epoch are added.
    downloads : bool
        Whether it has to download its model first.
    """

    def __init__(
        self,
        epoch: int,
        log: Path,
        report: Callable[[Received | Lost], None],
        command: Sequence[str] = WORKER_COMMAND,
        *,
        downloads: bool = False,
    ) -> None:
        self.epoch = epoch
        self._report = report
        ours, theirs = socket.socketpair()
        with ours, theirs:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", _SEND_SECONDS, 0))
            self._log = WorkerLog(log)
            arguments = [*command, str(theirs.fileno()), str(epoch)]
            self._process = _spawn(arguments, theirs.fileno(), self._log, downloads=downloads)
            self._channel = Channel(Connection(ours.detach()), epoch)
        self._reader = threading.Thread(target=self._read, name=f"studio-reader-{epoch}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def send(self, message: Message) -> None:
        """Send a message; kill a worker that does not read. One that has exited is reported as `Lost`."""
        try:
            self._channel.send(message)
        except OSError:
            self.kill()

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._process.terminate()

    def kill(self) -> None:
        """Send SIGKILL."""
        self._process.kill()

    def dump_stacks(self) -> None:
        """Have the worker write the stacks of its threads to its log."""
        self._process.send_signal(STACKS)

    def log_tail(self, lines: int = 40) -> tuple[str, ...]:
        """Return the last lines that this worker wrote to its log."""
        return self._log.tail(lines)

    def _read(self) -> None:
        reason = ""
        try:
            while True:
                self._report(Received(self.epoch, self._channel.receive()))
        except (EOFError, ConnectionResetError):
            pass  # it has exited; with the second error, while it was sent something
        except Exception as error:  # whatever was raised, `Lost` has to be reported
            reason = str(error)
            self.kill()  # a broken stream cannot be resynchronised
        status = self._wait()
        self._channel.close()
        self._report(Lost(self.epoch, _signal_name(status), status, reason))

    def _wait(self) -> int:
        """Return the exit status of a process whose connection has ended; kill it if it does not exit soon."""
        try:
            return self._process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.wait()


def _spawn(command: Sequence[str], descriptor: int, log: WorkerLog, *, downloads: bool) -> "subprocess.Popen[bytes]":
    package = str(Path(studio.__file__).parent.parent)
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    environment = worker_environment(needed_variables(inherited(), downloads=downloads))
    with log.open() as output:
        return subprocess.Popen(
            command,
            pass_fds=(descriptor,),
            start_new_session=True,  # Ctrl-C in the terminal is handled by the parent
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
        )


def _signal_name(status: int) -> str:
    if status >= 0:
        return ""
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
