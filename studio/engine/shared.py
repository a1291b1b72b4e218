"""The engine of a home folder: this program's own where it is the first to need one, else the first program's."""

import contextlib
import hashlib
import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.engine import job_errors
from studio.engine.backend_choice import Choice
from studio.engine.client import EngineClient
from studio.engine.engine import Engine
from studio.engine.messages import PROTOCOL
from studio.engine.queue import Job
from studio.engine.relay import EngineServer, RemoteEngine
from studio.engine.status import EngineStatus
from studio.errors import EngineBusy, EngineClosed
from studio.store.lease import Lease, read_note, remove_abandoned

_COMMON = "engine"
_CONNECT_SECONDS = 5.0


class SharedEngine(EngineClient):
    """One engine for all programs of a home folder, so that a model is not loaded twice.

    The first program that needs the engine runs it and serves the others; when it exits, the next one that needs it
    does. A program that insists on another backend or model runs a second engine, and its status says so; others that
    insist on the same share that one. So each engine holds a lease named after its backend and model, and one of them
    also holds the lease of the common engine, which programs that insist on nothing use.

    Every method may be called from any thread.

    Parameters
    ----------
    choice : Choice
        The backend and model that this program would run.
    home : pathlib.Path
        The home folder.
    insist : bool
        Whether the user named the backend or the model, so that no other will do.
    """

    def __init__(self, choice: Choice, home: Path, *, insist: bool = False) -> None:
        self._choice = choice
        self._home = home
        self._insist = insist
        self._lock = threading.Lock()
        self._engine: Engine | RemoteEngine | None = None
        self._common: Lease | None = None  # of the common engine
        self._own: Lease | None = None  # of this backend and model
        self._server: EngineServer | None = None
        self._closed = False
        self._process = os.getpid()

    @property
    def status(self) -> EngineStatus:
        """The engine's status; see `EngineClient.status`."""
        engine, choice = self._engine, self._choice
        if engine is not None:
            with contextlib.suppress(EngineClosed):
                return engine.status
        return EngineStatus("closed" if self._closed else "stopped", choice.backend, choice.model or "", choice.reason)

    def start(self) -> None:
        """Begin to load the model; see `EngineClient.start`."""
        self._connected().start()

    def restart(self) -> None:
        """Start the generation process again; see `EngineClient.restart`."""
        self._connected().restart()

    def use(self, choice: Choice) -> None:
        """Change the backend or model, as `Engine.use` does.

        An engine of another program stays as it is, and this program runs one of its own.
        """
        with self._lock:
            self._choice, self._insist = choice, True
            if isinstance(self._engine, Engine):
                if self._own is not None:
                    self._own.release()
                self._own = Lease.acquire(self._home, _name(choice))  # None where another engine has the same model
                self._engine.use(choice)
                self._serve(self._engine)
            elif self._engine is not None:
                self._engine.close(job_errors.model_changed(choice.model or choice.backend))
                self._engine = None

    def submit(self, job: Job) -> Job:
        """Queue a job; see `EngineClient.submit`."""
        return self._connected().submit(job)

    def cancel(self, job: Job) -> None:
        """Stop a job; see `EngineClient.cancel`."""
        engine = self._engine
        if engine is not None:
            engine.cancel(job)

    def close(self) -> None:
        """Close the engine if it is this program's own, else disconnect from it."""
        with self._lock:
            self._closed = True
            if self._server is not None:
                self._server.close()
            if self._engine is not None:
                self._engine.close()
            self._release_leases()

    def _connected(self) -> Engine | RemoteEngine:
        with self._lock:
            if self._closed:
                raise job_errors.closed()
            if self._process != os.getpid():
                raise EngineClosed(
                    "This Studio belongs to the program from which this one was forked.", "Create a Studio here."
                )
            if isinstance(self._engine, RemoteEngine) and self._engine.gone:
                self._engine.close()
                self._engine = None
            self._engine = self._engine or self._run_or_join()
            return self._engine

    def _run_or_join(self) -> Engine | RemoteEngine:
        deadline = time.monotonic() + _CONNECT_SECONDS
        while True:
            taken = self._acquire_leases()
            if not taken:
                return self._run()
            note = read_note(self._home, taken)
            with contextlib.suppress(OSError, KeyError):
                return _join(note)
            if time.monotonic() > deadline:
                raise EngineBusy(
                    f"Another program (process {note.get('pid', 'unknown')}) runs the engine, but does not answer.",
                    "End it, or use another home folder (--home).",
                )
            time.sleep(0.05)  # it is starting or closing

    def _acquire_leases(self) -> str:
        """Acquire the leases to run an engine; return "", or the name of the lease that another program holds."""
        self._common = Lease.acquire(self._home, _COMMON)
        if self._common is None and not self._insist:
            return _COMMON
        self._own = Lease.acquire(self._home, _name(self._choice))
        if self._own is None:
            self._release_leases()
            return _name(self._choice)
        return ""

    def _run(self) -> Engine:
        """Run the engine and serve it; release the leases if that fails, so that the next request can try."""
        remove_abandoned(self._home, f"{_COMMON}-*")
        try:
            engine = Engine(self._choice, self._home) if self._common else self._second_engine()
            self._serve(engine)
        except BaseException:
            if self._server is not None:
                self._server.close()
            self._release_leases()
            raise
        return engine

    def _second_engine(self) -> Engine:
        """Return an engine whose status names the common engine, and that has a log of its own."""
        other = read_note(self._home, _COMMON)
        speaks = f"{other.get('backend', 'something else')} {other.get('model', '')}".strip()
        beside = f"An engine of its own: that of process {other.get('pid', 'unknown')} speaks with {speaks}."
        log = f"worker{_name(self._choice).removeprefix(_COMMON)}.log"
        return Engine(replace(self._choice, beside=beside), self._home, log=log)

    def _serve(self, engine: Engine) -> None:
        """Serve the engine to other programs; those connected before a change of model have to connect again."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._common is None and self._own is None:
            return  # no program would find it
        # Named after a lease that is held: another name may be that of another engine's socket.
        name = _COMMON if self._common else _name(self._choice)
        self._server = EngineServer(engine, self._home / f"{name}.sock")
        self._announce(self._server.address)

    def _announce(self, address: str) -> None:
        choice = self._choice
        for lease in (self._common, self._own):
            if lease is not None:
                lease.announce(address=address, backend=choice.backend, model=choice.model or "", protocol=PROTOCOL)

    def _release_leases(self) -> None:
        for lease in (self._common, self._own):
            if lease is not None:
                lease.release()
        self._server = self._common = self._own = None


def _join(note: dict[str, Any]) -> RemoteEngine:
    if note["protocol"] != PROTOCOL:
        raise EngineBusy(
            f"Process {note['pid']} runs the engine with another version of the studio.",
            "Close it, or use another home folder (--home).",
        )
    return RemoteEngine(note["address"], note["pid"])


def _name(choice: Choice) -> str:
    """Return the name of the lease of a backend and model; a model's relative path makes no difference."""
    model = choice.model or ""
    place = str(Path(model).resolve()) if model and Path(model).is_dir() else model
    return f"engine-{hashlib.sha256(f'{choice.backend} {place}'.encode()).hexdigest()[:8]}"
