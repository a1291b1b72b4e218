"""One generation process: started with an inherited socket, read by a thread of its own, ended for certain."""

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
from studio.engine.messages import STACKS, Message

WORKER_COMMAND = (sys.executable, "-P", "-m", "studio.worker")
_BUFFER = 1 << 20  # macOS gives a socket pair 8 KiB, less than one job
_LOG_LIMIT = 1 << 20
_TAIL_BYTES = 1 << 14
_NOISE = "Extension modules:"  # faulthandler ends each dump with a page of them
_LEAVE_SECONDS = 1.0
_SEND_SECONDS = 2


@dataclass(frozen=True)
class Received:
    """A message came from the worker of that epoch."""

    epoch: int
    message: Message


@dataclass(frozen=True)
class Lost:
    """The worker of that epoch is gone.

    Parameters
    ----------
    epoch : int
        Which worker.
    signal : str
        The name of the signal that ended it, or "".
    status : int
        Its exit status, where no signal ended it.
    reason : str
        Why the connection ended, where it was not simply closed.
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
        Counts the workers of an engine, from 1.
    log : pathlib.Path
        Where the worker's stdout and stderr are appended.
    report : callable
        Takes `Received` and, once and last, `Lost`; called from the reader thread.
    command : sequence of str
        What to run; the socket's file descriptor and the epoch are added.
    """

    def __init__(
        self, epoch: int, log: Path, report: Callable[[Received | Lost], None], command: Sequence[str] = WORKER_COMMAND
    ) -> None:
        self.epoch = epoch
        self._log = log
        self._report = report
        ours, theirs = socket.socketpair()
        with theirs:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", _SEND_SECONDS, 0))
            self._log_start = _rotate(log)
            self._process = _spawn([*command, str(theirs.fileno()), str(epoch)], theirs.fileno(), log)
        self._channel = Channel(Connection(ours.detach()), epoch)
        self._reader = threading.Thread(target=self._read, name=f"studio-reader-{epoch}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def send(self, message: Message) -> None:
        """Send a message; a worker that is gone shows as `Lost`, and one that does not read is ended."""
        try:
            self._channel.send(message)
        except OSError:
            self.kill()

    def terminate(self) -> None:
        """Ask it to leave (SIGTERM)."""
        self._process.terminate()

    def kill(self) -> None:
        """End it (SIGKILL)."""
        self._process.kill()

    def dump_stacks(self) -> None:
        """Have it write the stacks of its threads into its log."""
        self._process.send_signal(STACKS)

    def log_tail(self, lines: int = 40) -> tuple[str, ...]:
        """Give the last lines this worker wrote to its log."""
        try:
            with self._log.open("rb") as log:
                end = log.seek(0, os.SEEK_END)
                log.seek(max(self._log_start, end - _TAIL_BYTES))
                written = log.read().decode(errors="replace").splitlines()
                return tuple(line for line in written if not line.startswith(_NOISE))[-lines:]
        except OSError:
            return ()

    def _read(self) -> None:
        reason = ""
        try:
            while True:
                self._report(Received(self.epoch, self._channel.receive()))
        except (EOFError, ConnectionResetError):
            pass  # it is gone; in the middle of what it was sent, with the second
        except Exception as error:  # whatever it is, somebody waits for `Lost`
            reason = str(error)
            self.kill()  # a stream that broke once cannot be read on
        status = self._wait()
        self._channel.close()
        self._report(Lost(self.epoch, _signal_name(status), status, reason))

    def _wait(self) -> int:
        """Wait for a process whose connection has ended: it leaves soon, or is made to."""
        try:
            return self._process.wait(_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.wait()


def _spawn(command: Sequence[str], descriptor: int, log: Path) -> "subprocess.Popen[bytes]":
    package = str(Path(studio.__file__).parent.parent)
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            pass_fds=(descriptor,),
            start_new_session=True,  # Ctrl-C at the terminal is the parent's business
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=worker_environment(os.environ) | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
        )


def _rotate(log: Path) -> int:
    """Move a long log aside; give the size of what is there."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
    return log.stat().st_size if log.exists() else 0


def _signal_name(status: int) -> str:
    if status >= 0:
        return ""
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
