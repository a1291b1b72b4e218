"""The engine of a home folder, whoever runs it: this program where it is the first, else the one that was."""

import contextlib
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.engine.engine import Engine
from studio.engine.job import Job, Listener
from studio.engine.lease import Lease, read_note
from studio.engine.messages import PROTOCOL
from studio.engine.relay import EngineServer, RemoteEngine
from studio.engine.status import EngineStatus
from studio.engine.weights import Choice
from studio.errors import EngineBusy, EngineClosed
from studio.voice.recipe import Recipe

_CONNECT_SECONDS = 5.0


class SharedEngine:
    """One engine a home folder, so that no two programs load the same gigabytes by accident.

    The first program that needs it runs it and serves the others; when that one leaves, the next that needs it does.
    A program that insists on another backend or model runs an engine of its own, and its status says so.

    Every method may be called from any thread.

    Parameters
    ----------
    choice : Choice
        The backend and model this program would run.
    home : pathlib.Path
        The home folder.
    insist : bool
        Whether the user named the backend or the model, so that another one will not do.
    """

    def __init__(self, choice: Choice, home: Path, *, insist: bool = False) -> None:
        self._choice = choice
        self._home = home
        self._insist = insist
        self._lock = threading.Lock()
        self._engine: Engine | RemoteEngine | None = None
        self._lease: Lease | None = None
        self._server: EngineServer | None = None
        self._closed = False
        self._process = os.getpid()

    @property
    def status(self) -> EngineStatus:
        """What the engine is doing now; asking does not start it."""
        engine, choice = self._engine, self._choice
        if engine is not None:
            with contextlib.suppress(EngineClosed):
                return engine.status
        return EngineStatus("closed" if self._closed else "stopped", choice.backend, choice.model or "", choice.reason)

    def start(self) -> None:
        """Begin to load the model; returns at once."""
        self._reach().start()

    def restart(self) -> None:
        """Start the generation process again after it failed."""
        self._reach().restart()

    def submit(self, recipes: Sequence[Recipe], client: str = "", listener: Listener | None = None) -> Job:
        """Queue a job, as `Engine.submit` does."""
        return self._reach().submit(recipes, client, listener)

    def cancel(self, job: Job) -> None:
        """Stop a job, as `Engine.cancel` does."""
        engine = self._engine
        if engine is not None:
            engine.cancel(job)

    def close(self) -> None:
        """End the engine where this program runs it; leave it where another does."""
        with self._lock:
            self._closed = True
            if self._server is not None:
                self._server.close()
            if self._engine is not None:
                self._engine.close()
            if self._lease is not None:
                self._lease.release()
            self._server = self._lease = None

    def _reach(self) -> Engine | RemoteEngine:
        with self._lock:
            if self._closed:
                raise EngineClosed("The studio is closed.", "Open it again.")
            if self._process != os.getpid():
                raise EngineClosed(
                    "This Studio belongs to the program that this one was forked from.", "Make a Studio here."
                )
            if isinstance(self._engine, RemoteEngine) and self._engine.gone:
                self._engine.close()
                self._engine = None
            self._engine = self._engine or self._run_or_join()
            return self._engine

    def _run_or_join(self) -> Engine | RemoteEngine:
        deadline = time.monotonic() + _CONNECT_SECONDS
        while True:
            self._lease = Lease.acquire(self._home, "engine")
            if self._lease is not None:
                return self._run(self._lease)
            note = read_note(self._home, "engine")
            with contextlib.suppress(OSError, KeyError):
                return self._join(note)
            if time.monotonic() > deadline:
                raise EngineBusy(
                    f"Another program (process {note.get('pid', 'unknown')}) runs the engine, but does not answer.",
                    "End it, or use another home folder (--home).",
                )
            time.sleep(0.05)  # it is just starting, or just leaving

    def _run(self, lease: Lease) -> Engine:
        try:
            self._server = EngineServer(engine := Engine(self._choice, self._home), self._home)
            lease.announce(
                address=self._server.address,
                backend=self._choice.backend,
                model=self._choice.model or "",
                protocol=PROTOCOL,
            )
        except BaseException:
            self._give_up(lease)
            raise
        return engine

    def _give_up(self, lease: Lease) -> None:
        """Leave nothing half-done: the next request, of this program or another, may do better."""
        if self._server is not None:
            self._server.close()
        lease.release()
        self._server = self._lease = None

    def _join(self, note: dict[str, Any]) -> Engine | RemoteEngine:
        if note["protocol"] != PROTOCOL:
            raise EngineBusy(
                f"Process {note['pid']} runs the engine with another version of the studio.",
                "Close it, or use another home folder (--home).",
            )
        running = (note["backend"], note["model"])
        if self._insist and running != (self._choice.backend, self._choice.model or ""):
            reason = (
                f"{self._choice.reason}; the engine of process {note['pid']} speaks with {' '.join(running).strip()}"
            )
            return Engine(replace(self._choice, reason=reason), self._home)
        return RemoteEngine(note["address"], note["pid"])
