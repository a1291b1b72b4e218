"""Runs a program as a child process that reports its progress, can be cancelled, and exits with this process."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.errors import Cancelled, StudioError, WorkerCrashed, from_wire

_OVER = ("done", "cancelled", "failed")
_RATE_SECONDS = 6.0
_LOG_LINES = 40


@dataclass(frozen=True)
class TaskState:
    """Progress of a task.

    Parameters
    ----------
    phase : str
        "starting", then what the program reports, and in the end "done", "cancelled" or "failed".
    done, total : int
        Bytes; 0 while unknown.
    rate : float, optional
        Bytes a second, averaged over 6 s; None while unknown.
    error : StudioError, optional
        Why it failed.
    result : dict
        What the program reported with "done".
    """

    phase: str = "starting"
    done: int = 0
    total: int = 0
    rate: float | None = None
    error: StudioError | None = None
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether the task has ended."""
        return self.phase in _OVER

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds left at this rate; None while unknown."""
        return (self.total - self.done) / self.rate if self.rate else None


class Task:
    """A running task. Every method may be called from any thread.

    Parameters
    ----------
    program : sequence of str
        A module of the studio and its arguments.
    when_ended : str
        The next step that is shown when it was cancelled or its process died.
    tidy : callable, optional
        Called when its process ended without reporting an end.
    """

    def __init__(
        self, program: Sequence[str], when_ended: str = "Start it again.", tidy: Callable[[], None] = lambda: None
    ) -> None:
        self._when_ended = when_ended
        self._tidy = tidy
        self._state = TaskState()
        self._changed = threading.Condition()
        self._cancelled = False
        self._marks: deque[tuple[float, int]] = deque()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the reader
        self._process = _spawn(program, self._log.fileno())
        self._reader = threading.Thread(target=self._read, name="studio-task", daemon=True)
        self._reader.start()

    @property
    def state(self) -> TaskState:
        """The current progress."""
        return self._state

    def follow(self) -> Iterator[TaskState]:
        """Yield each new state until the task ends; states that arrive while the caller is busy are skipped."""
        shown: TaskState | None = None
        while shown is None or not shown.over:
            shown = self._next(shown)
            yield shown

    def wait(self) -> dict[str, Any]:
        """Wait until it ends.

        Returns
        -------
        dict
            Its result.

        Raises
        ------
        StudioError
            Why it failed; `Cancelled` if it was cancelled.
        """
        *_, end = self.follow()
        if end.error is not None:
            raise end.error.again()
        return end.result

    def cancel(self) -> None:
        """Kill its process; what it has written so far stays."""
        self._cancelled = True
        self._process.kill()

    def close(self) -> None:
        """Kill its process and wait until it is gone."""
        self.cancel()
        self._reader.join()

    def _next(self, shown: TaskState | None) -> TaskState:
        with self._changed:
            self._changed.wait_for(lambda: self._state is not shown)
            return self._state

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process:
            for line in self._process.stdout:
                with contextlib.suppress(ValueError):  # a line that was cut off by the end of the process
                    self._receive(json.loads(line))
            status = self._process.wait()
        if not self._state.over:
            self._tidy()
            self._show(self._ended(status))
        self._log.close()

    def _receive(self, message: dict[str, Any]) -> None:
        phase = str(message.pop("phase", ""))
        if phase == "failed":
            self._show(replace(self._state, phase=phase, error=from_wire(message["error"])))
        elif phase == "done":
            self._show(replace(self._state, phase=phase, done=self._state.total, rate=None, result=message))
        else:
            done, total = int(message.get("done", 0)), int(message.get("total", 0))
            rate = self._rate(done) if phase == "downloading" else None
            self._show(replace(self._state, phase=phase, done=done, total=total, rate=rate))

    def _rate(self, done: int) -> float | None:
        now = time.monotonic()
        if self._marks and done < self._marks[-1][1]:  # a damaged file was discarded
            self._marks.clear()
        self._marks.append((now, done))
        while now - self._marks[0][0] > _RATE_SECONDS:
            self._marks.popleft()
        (since, before), seconds = self._marks[0], now - self._marks[0][0]
        return (done - before) / seconds if since < now and seconds > 0.5 else self._state.rate

    def _ended(self, status: int) -> TaskState:
        if self._cancelled:
            error: StudioError = Cancelled("Stopped.", self._when_ended)
            return replace(self._state, phase="cancelled", rate=None, error=error)
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        error = WorkerCrashed(f"The process of this task {how}.", self._when_ended, details=self._details())
        return replace(self._state, phase="failed", rate=None, error=error)

    def _details(self) -> dict[str, Any]:
        self._log.seek(0)
        return {"log": self._log.read().decode(errors="replace").splitlines()[-_LOG_LINES:]}

    def _show(self, state: TaskState) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()


def _spawn(program: Sequence[str], log: int) -> "subprocess.Popen[bytes]":
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", *program],
        stdin=subprocess.PIPE,  # closes when this process is gone, which ends the child
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,  # this process handles Ctrl-C
        env=os.environ | {"PYTHONPATH": path},
    )
