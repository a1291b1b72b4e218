"""The engine of a home folder: this program's own where it is the first to need one, else the first program's."""

import contextlib
import hashlib
import os
import queue
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from studio.engine import job_errors
from studio.engine.backend_choice import Choice
from studio.engine.client import EngineClient
from studio.engine.engine import Engine
from studio.engine.messages import PROTOCOL
from studio.engine.portable_job import PortableJob
from studio.engine.queue import Job
from studio.engine.relay import EngineServer
from studio.engine.remote import RemoteEngine
from studio.engine.signal_safety import off_main_thread
from studio.engine.status import EngineStatus, State
from studio.errors import Advice, EngineBusy, EngineClosed, StorageFailed, StudioError, studio_closed
from studio.store.lease import Lease, read_note, remove_abandoned

_COMMON = "engine"
_CONNECT_SECONDS = 15.0  # an owner that closes may have to kill its worker first

_Result = TypeVar("_Result")


class SharedEngine(EngineClient):
    """One engine for all programs of a home folder, so that a model is not loaded twice.

    The first program that needs the engine runs it and serves the others. When it exits or is killed, the next one that
    needs it does, and the others submit what is missing of their jobs to that one. A program that insists on another
    backend or model runs a second engine, and its status says so; others that insist on the same share that one. So
    each engine holds a lease named after its backend and model, and one of them also holds the lease of the common
    engine, which programs that insist on nothing use.

    Every method may be called from any thread, and from a signal handler. In a forked child the engine is closed, and
    `close` does nothing.

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
        self._refusal: StorageFailed | None = None  # why no engine could be run: the home folder cannot be written
        self._common: Lease | None = None  # of the common engine
        self._own: Lease | None = None  # of this backend and model
        self._server: EngineServer | None = None
        self._closing = threading.Event()
        self._process = os.getpid()
        self._portable: weakref.WeakValueDictionary[str, PortableJob] = weakref.WeakValueDictionary()
        self._lost: queue.SimpleQueue[PortableJob | None] = queue.SimpleQueue()
        self._takeover: threading.Thread | None = None  # submits lost jobs again

    @property
    @off_main_thread
    def status(self) -> EngineStatus:
        """The engine's status; see `EngineClient.status`."""
        engine, choice, closed = self._engine, self._choice, self._closing.is_set() or self._is_forked()
        if engine is not None and not self._is_forked():
            with contextlib.suppress(EngineClosed):
                return engine.status
        state: State = "closed" if closed else "failed" if self._refusal else "stopped"
        return EngineStatus(state, choice.backend, choice.model or "", choice.reason, error=self._refusal)

    @off_main_thread
    def start(self) -> None:
        """Begin to load the model; see `EngineClient.start`."""
        self._request(lambda engine: engine.start())

    @off_main_thread
    def restart(self) -> None:
        """Start the generation process again; see `EngineClient.restart`."""
        self._request(lambda engine: engine.restart())

    @off_main_thread
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

    @off_main_thread
    def submit(self, job: Job) -> Job:
        """Queue a job; see `EngineClient.submit`."""
        self._request(lambda engine: self._submit_to(engine, job))
        return job

    @off_main_thread
    def cancel(self, job: Job) -> None:
        """Stop a job; see `EngineClient.cancel`."""
        engine, portable = self._engine, self._portable.get(job.id)
        if self._is_forked():
            return
        if portable is not None:
            portable.cancel()
        elif engine is not None:
            engine.cancel(job)

    @off_main_thread
    def close(self) -> None:
        """Close the engine if it is this program's own, else disconnect from it; do nothing in a forked child."""
        if self._is_forked():
            return
        self._closing.set()
        with self._lock:
            if self._server is not None:
                self._server.close()
            if self._engine is not None:
                self._engine.close()
            self._release_leases()
        if self._takeover is not None:
            self._lost.put(None)
            self._takeover.join()

    def _is_forked(self) -> bool:
        """Whether this is a child of the program that created this object: what it refers to is the parent's."""
        return self._process != os.getpid()

    def _request(self, request: Callable[[Engine | RemoteEngine], _Result]) -> _Result:
        """Make a request of the engine, and of the next one where the owner of the first closes meanwhile."""
        while True:
            try:
                return request(self._connected())
            except EngineClosed as error:
                if error.code != job_errors.OWNER_CLOSED:
                    raise

    def _submit_to(self, engine: Engine | RemoteEngine, job: Job) -> None:
        if isinstance(engine, RemoteEngine):
            portable = self._portable[job.id] = PortableJob(job, self._lost.put)
            portable.submit_to(engine)
        else:
            engine.submit(job)

    def _take_over(self) -> None:
        """Submit the jobs of this program whose engine is gone to the next engine, which may be this program's own."""
        while (portable := self._lost.get()) is not None:
            try:
                self._keep_model_of_lost_engine()
                self._request(portable.submit_to)
            except StudioError as error:
                portable.job.end(error.again())

    def _keep_model_of_lost_engine(self) -> None:
        """Choose the backend and model that the jobs were submitted for, unless this program insists on its own."""
        with self._lock:
            if isinstance(self._engine, RemoteEngine) and self._engine.gone and not self._insist:
                self._choice = self._engine.choice

    def _connected(self) -> Engine | RemoteEngine:
        if self._is_forked():
            raise EngineClosed(
                "This Studio belongs to the program from which this one was forked.", "Create a Studio here."
            )
        with self._lock:
            if isinstance(self._engine, RemoteEngine) and self._engine.gone and not self._closing.is_set():
                self._engine.close()
                self._engine = None
            if self._closing.is_set():
                raise studio_closed()
            try:
                self._engine = self._engine or self._run_or_join()
            except StorageFailed as error:
                self._refusal = error
                raise
            self._refusal = None
            return self._engine

    def _run_or_join(self) -> Engine | RemoteEngine:
        deadline = time.monotonic() + _CONNECT_SECONDS
        while True:
            taken = self._acquire_leases()
            if not taken:
                return self._run()
            note = read_note(self._home, taken)
            with contextlib.suppress(OSError, KeyError):
                return self._join(note)
            if time.monotonic() > deadline:
                raise job_errors.owner_silent(note.get("pid"))
            if self._closing.wait(0.05):  # the owner is starting or closing
                raise studio_closed()

    def _join(self, note: dict[str, Any]) -> RemoteEngine:
        if note["protocol"] != PROTOCOL:
            raise EngineBusy(
                f"Process {note['pid']} runs the engine with another version of the studio.",
                Advice("Close it, or use another home folder.", shell="Close it, or use another home folder (--home)."),
            )
        reason = f"it was the model of process {note['pid']}, which ran the engine"
        engine = RemoteEngine(note["address"], note["pid"], Choice(note["backend"], note["model"] or None, reason))
        if self._takeover is None:
            self._takeover = threading.Thread(target=self._take_over, name="studio-takeover", daemon=True)
            self._takeover.start()
        return engine

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


def _name(choice: Choice) -> str:
    """Return the name of the lease of a backend and model; a model's relative path makes no difference."""
    model = choice.model or ""
    place = str(Path(model).resolve()) if model and Path(model).is_dir() else model
    return f"engine-{hashlib.sha256(f'{choice.backend} {place}'.encode()).hexdigest()[:8]}"
