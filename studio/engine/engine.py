"""The parent's side of the process boundary: one thread that owns the worker, and everything that happens to jobs.

Callers only put jobs into the queue and notes into the inbox. The supervising thread reads the inbox, watches the
clocks, and is the only one that starts, feeds and ends the worker; so what it owns needs no lock.
"""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from studio.domain.backends import is_neural
from studio.engine import job_errors, messages
from studio.engine.backend_choice import Choice
from studio.engine.client import EngineClient
from studio.engine.crash_reports import write_crash
from studio.engine.events import JobEnded, JobStarted, WorkerEvent
from studio.engine.memory_limit import Footprint, for_models
from studio.engine.messages import Message
from studio.engine.process import WORKER_COMMAND, Lost, Received, WorkerProcess
from studio.engine.queue import FairQueue, Job
from studio.engine.restart_policy import RestartPolicy
from studio.engine.status import EngineStatus, State
from studio.engine.timeouts import Clocks, Limits
from studio.errors import EngineFailed, StudioError, TookTooLong

_STACK_LINES = 100  # the stacks of all threads, as faulthandler writes them


@dataclass(frozen=True)
class _Wake:
    """Look at the queue; and load, even where nothing waits."""

    load: bool = False


@dataclass(frozen=True)
class _CancelJob:
    job: Job


@dataclass(frozen=True)
class _Restart:
    """Forget the failure and start again; `heard` is set when jobs are accepted again."""

    heard: threading.Event


@dataclass(frozen=True)
class _Use:
    """Speak with another model; `heard` is set when jobs are for that one."""

    choice: Choice
    heard: threading.Event


@dataclass(frozen=True)
class _Close:
    """End everything."""


class Engine(EngineClient):
    """Runs jobs, one at a time, in a generation process that is started, watched and started again as needed.

    Every method may be called from any thread.

    Parameters
    ----------
    choice : Choice
        The backend and the model.
    home : pathlib.Path
        The worker's own words go to `logs/` there, and what is known of a crash to `crashes/`.
    limits : Limits
        The clocks.
    command : sequence of str
        How a worker is started.
    policy : RestartPolicy, optional
        When a worker that died may start again.
    log : str
        The name of the worker's log.
    """

    def __init__(
        self,
        choice: Choice,
        home: Path,
        limits: Limits | None = None,
        command: Sequence[str] = WORKER_COMMAND,
        policy: RestartPolicy | None = None,
        log: str = "worker.log",
    ) -> None:
        self._choice = choice
        self._log = home / "logs" / log
        self._crashes = home / "crashes"
        self._limits = limits or Limits()
        self._references = home / "references"
        self._command = command
        self._queue = FairQueue()
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        model = choice.model or ""
        self._status = EngineStatus(backend=choice.backend, model=model, reason=choice.reason, beside=choice.beside)
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._thread_lock = threading.Lock()
        # From here on: the supervising thread's own.
        self._policy = policy or RestartPolicy()
        self._worker: WorkerProcess | None = None
        self._ready = False
        self._wanted = False
        self._unloadable = False  # failed, but a new request may try again: the network may be back
        self._epoch = 0
        self._job: Job | None = None
        self._ending: StudioError | None = None  # why the worker is about to be gone
        self._restart_at = 0.0
        self._clocks = Clocks(self._limits)
        self._footprint = Footprint()
        self._versions: dict[str, str] = {}

    @property
    def status(self) -> EngineStatus:
        """What the engine is doing now."""
        worker = self._worker
        return replace(
            self._status, queued=len(self._queue), log_tail=worker.log_tail() if worker else self._status.log_tail
        )

    def start(self) -> None:
        """Begin to load, so that the first job need not wait for it; returns at once."""
        self._post(_Wake(load=True))

    def submit(self, job: Job) -> Job:
        """Queue a job; see `EngineClient.submit`."""
        if self._closing.is_set():
            raise job_errors.closed()
        if self._status.state == "failed" and not self._unloadable:
            raise job_errors.engine_failed(self._status.error)
        self._queue.push(job)
        if not self._post(_Wake()) and self._queue.remove(job):
            raise job_errors.closed()
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job: at once while it waits, at the next codec frame while it runs; no matter, after its end."""
        if self._queue.remove(job):
            job.end(job_errors.cancelled())
        else:
            self._post(_CancelJob(job))

    def restart(self) -> None:
        """Start the generation process again after it failed; returns when jobs are accepted again."""
        self._post_and_wait(_Restart(heard := threading.Event()), heard)

    def use(self, choice: Choice) -> None:
        """Speak with another backend or model from now on; returns when jobs are for that one.

        The job at hand and those that wait end with an error that says so: they were asked of the model before.
        """
        self._post_and_wait(_Use(choice, heard := threading.Event()), heard)

    def close(self) -> None:
        """End the worker and every job; returns when both are gone."""
        with self._thread_lock:
            self._closing.set()
            thread = self._thread
        if thread is None:
            self._status = replace(self._status, state="closed")
            self._fail_queue(job_errors.closed())
            return
        self._inbox.put(_Close())
        thread.join()

    # -- callers' side -------------------------------------------------------------------------------------------

    def _post(self, note: object) -> bool:
        """Put a note into the inbox; False when the engine is closed."""
        with self._thread_lock:
            if self._closing.is_set():
                return False
            if self._thread is None:
                self._thread = threading.Thread(target=self._supervise, name="studio-engine", daemon=True)
                self._thread.start()
        self._inbox.put(note)
        return True

    def _post_and_wait(self, note: object, heard: threading.Event) -> None:
        if self._post(note):
            while not heard.wait(1.0) and not self._closing.is_set():
                pass

    # -- the supervising thread ----------------------------------------------------------------------------------

    def _supervise(self) -> None:
        try:
            while not (self._closing.is_set() and self._worker is None):
                self._dispatch()
                self._handle(self._next_note())
                self._watch_clocks()
        except BaseException:
            self._die()
            raise
        self._fail_queue(job_errors.closed())
        self._show("closed", pid=None, memory=None, held=None, progress=None)

    def _next_note(self) -> object:
        try:
            return self._inbox.get(timeout=self._patience())
        except queue.Empty:
            return None

    def _die(self) -> None:
        """Tell every caller that this thread cannot go on, so that nobody waits for ever."""
        self._closing.set()
        if self._worker is not None:
            self._worker.kill()
        self._fail(EngineFailed("The engine met an error of its own.", "Please report it; then open the studio again."))

    def _handle(self, note: object) -> None:
        match note:
            case Received(epoch=epoch, message=message) if epoch == self._epoch:
                self._receive(message)
            case Lost(epoch=epoch) if epoch == self._epoch:
                self._bury(note)
            case _CancelJob(job=job) if job is self._job and self._worker:
                self._clocks.cancelled = self._clocks.cancelled or time.monotonic()
                self._worker.send(messages.Cancel(job.id))
            case _Wake(load=True):
                self._wanted = self._wanted or self._worker is None
            case _Restart(heard=heard):
                self._policy.forget()
                self._restart_at, self._wanted = 0.0, self._worker is None
                if self._status.state == "failed":
                    self._show("restarting", error=None)
                heard.set()
            case _Use(choice=choice, heard=heard):
                self._change(choice)
                heard.set()
            case _Close():
                self._leave()

    def _dispatch(self) -> None:
        """Start a worker where one is wanted, and give it the next job where it is free."""
        failed = self._status.state == "failed"
        if failed and not self._unloadable:
            self._fail_queue(job_errors.engine_failed(self._status.error))
        if self._closing.is_set() or (failed and not self._unloadable) or self._clocks.leaving:
            return
        if self._worker is None:
            if (self._wanted or len(self._queue)) and time.monotonic() >= self._restart_at:
                self._launch()
        elif self._ready and self._job is None and (job := self._queue.pop()):
            self._give(job)

    def _launch(self) -> None:
        self._epoch += 1
        self._ready = self._wanted = self._unloadable = False
        self._ending = None
        self._footprint = Footprint(is_neural(self._choice.backend), self._limits.memory)
        try:
            self._worker = WorkerProcess(self._epoch, self._log, self._inbox.put, self._command)
        except OSError as error:
            self._fail(EngineFailed(f"The generation process cannot be started: {error}.", "See `studio doctor`."))
            return
        self._clocks.begin(time.monotonic())
        choice, models = self._choice, self._limits.models or for_models()
        self._worker.send(messages.Start(choice.backend, choice.model or "", str(self._references), models))
        self._show("starting", pid=self._worker.pid, progress=0.0)

    def _give(self, job: Job) -> None:
        assert self._worker is not None
        self._job, self._clocks.cancelled = job, None
        self._clocks.step = time.monotonic()
        job.deliver(JobStarted(job.id))
        recipes = [recipe.to_json() for recipe in job.recipes]
        self._footprint.neural |= any(each.voice and is_neural(each.voice.backend) for each in job.recipes)
        self._worker.send(messages.Work(job.id, recipes, self._limits.for_job(job), list(job.embed)))
        self._show("working")

    def _receive(self, message: Message) -> None:
        self._clocks.beat = time.monotonic()
        match message:
            case messages.Hello(versions=versions):
                self._versions = versions
            case messages.Heartbeat(resident=resident, active=active, peak=peak):
                self._footprint.hear(resident, active)
                now = self._footprint.now
                held = (now, max(now, peak, *(self._status.held or ())))
                self._status = replace(self._status, memory=(resident, active, peak), held=held)
            case messages.Loading(fraction=fraction):
                self._clocks.step = time.monotonic()
                self._show("loading", progress=min(max(fraction, 0.0), 1.0))
            case messages.Ready(model=model):
                self._ready = True
                self._footprint.has_loaded()
                self._show("ready", model=model, progress=None, error=None)
            case messages.WorkerFailed(error=error):
                self._expect_end(error)  # delivered to the job when the worker has exited
            case _ if isinstance(message, WorkerEvent):
                self._receive_event(message)

    def _receive_event(self, event: WorkerEvent) -> None:
        """Deliver an event of the running job; drop those of other jobs, and of takes that it does not have."""
        job = self._job
        if job is None or event.job != job.id:
            return
        self._clocks.step = time.monotonic()
        if self._status.state == "loading":
            self._footprint.has_loaded()
        if self._status.state in ("stalled", "loading"):
            self._show("working", progress=None)
        match event:
            case JobEnded(error=error):
                self._end_job(error)
            case _ if event.take is None or event.take in range(len(job.recipes)):
                job.deliver(event)

    def _end_job(self, error: StudioError | None) -> None:
        job, self._job, self._clocks.cancelled = self._job, None, None
        self._clocks.work = time.monotonic()
        if self._ready and self._status.state in ("working", "stalled", "loading"):
            self._show("ready", progress=None)
        if job is not None:
            job.end(error)  # last: whoever receives it finds the status up to date

    def _bury(self, lost: Lost) -> None:
        """The worker is gone: end its job, and decide what comes next."""
        assert self._worker is not None
        worker, left = self._worker, self._clocks.leaving is not None
        tail = worker.log_tail(_STACK_LINES)
        was_ready, ending, cancelled = self._ready, self._ending, self._clocks.cancelled is not None
        memory = self._status.memory
        self._worker, self._ready, self._clocks.leaving, self._ending = None, False, None, None
        self._status = replace(self._status, log_tail=tail, pid=None, memory=None, held=None, progress=None)
        if self._closing.is_set():
            self._end_job(job_errors.closed())
        elif left:
            self._show("idle")
        elif ending is not None and not was_ready and not isinstance(ending, TookTooLong):
            self._unloadable = True
            self._fail(ending)  # loading said why: to try again at once would say the same
        else:
            error = ending or job_errors.crashed(lost.signal, lost.status, lost.reason)
            error.details |= {"job": self._job.id if self._job else "", "log": tail}
            self._report_crash(error, lost, memory, tail)
            self._end_job(job_errors.cancelled() if cancelled else error)
            self._after_crash(error)

    def _report_crash(
        self, error: StudioError, lost: Lost, memory: tuple[int, int, int] | None, log: tuple[str, ...]
    ) -> None:
        """Write down what is known; the error then says where."""
        facts = {
            "signal": lost.signal,
            "status": lost.status,
            "backend": self._status.backend,
            "model": self._status.model,
            "memory": dict(zip(("resident", "active", "peak"), memory or (), strict=False)),
            "versions": self._versions,
        }
        recipes = [recipe.to_json() for recipe in self._job.recipes] if self._job else []
        report = write_crash(self._crashes, error.what, recipes=recipes, facts=facts, log=log)
        if report is not None:
            error.details["report"] = str(report)

    def _after_crash(self, error: StudioError) -> None:
        delay = self._policy.crashed(time.monotonic())
        if delay is None:
            self._fail(error)
            return
        self._restart_at, self._wanted = time.monotonic() + delay, True
        self._show("restarting", error=error, restarts=self._status.restarts + 1)

    def _fail(self, error: StudioError) -> None:
        self._show("failed", error=error, pid=None, progress=None)
        self._end_job(job_errors.engine_failed(error))
        self._fail_queue(job_errors.engine_failed(error))

    def _fail_queue(self, error: StudioError) -> None:
        for job in self._queue.drain():
            job.end(error.again())

    def _change(self, choice: Choice) -> None:
        """End what is under way, and start a worker with the new choice when the old one has left."""
        self._choice, why = choice, job_errors.model_changed(choice.model or choice.backend)
        self._policy.forget()
        self._restart_at, self._wanted = 0.0, True
        self._leave()
        self._show("restarting", backend=choice.backend, model=choice.model or "", reason=choice.reason, error=None)
        self._fail_queue(why)
        self._end_job(why.again())

    def _leave(self) -> None:
        """Ask the worker to go."""
        if self._worker is not None and self._clocks.leaving is None:
            self._clocks.leaving = time.monotonic()
            self._worker.send(messages.Shutdown())

    # -- clocks --------------------------------------------------------------------------------------------------

    def _patience(self) -> float:
        """Seconds until a clock has to be looked at."""
        if self._worker is None:
            waiting = self._wanted or len(self._queue) > 0
            return max(self._restart_at - time.monotonic(), 0.01) if waiting else 3600.0
        return min(0.25, self._limits.leave / 4)

    def _watch_clocks(self) -> None:
        if self._worker is None:
            return
        now, clocks, limits = time.monotonic(), self._clocks, self._limits
        clocks.forgive_pause(now)
        if clocks.leaving is not None:
            self._press_to_leave(now - clocks.leaving)
        elif clocks.ending is not None and now - clocks.ending > limits.leave:
            self._worker.kill()
        elif why := clocks.overrun(now, loading=self._loads(), working=self._works()):
            self._end_worker(why)
        elif self._works() and now - clocks.step > limits.stalled:
            self._stall()
        elif self._ready and self._job is None:
            self._rest(now)

    def _loads(self) -> bool:
        """Whether the worker loads: the model it starts with, or another one that its job needs."""
        return not self._ready or (self._job is not None and self._status.state == "loading")

    def _works(self) -> bool:
        return self._job is not None and not self._loads()

    def _expect_end(self, error: StudioError) -> None:
        self._ending, self._clocks.ending = error, time.monotonic()

    def _stall(self) -> None:
        if self._status.state != "stalled" and self._worker is not None:
            self._show("stalled")
            self._worker.dump_stacks()

    def _rest(self, now: float) -> None:
        """Between two jobs: leave when there was nothing to do for long, or when memory has grown past the budget."""
        if self._footprint.outgrown:
            self._wanted = True
            self._leave()
        elif not len(self._queue) and now - self._clocks.work > self._limits.idle:
            self._leave()

    def _press_to_leave(self, waited: float) -> None:
        assert self._worker is not None
        if waited > 2 * self._limits.leave:
            self._worker.kill()
        elif waited > self._limits.leave:
            self._worker.terminate()

    def _end_worker(self, why: str) -> None:
        if self._worker is None:
            return
        if self._ending is None:
            self._expect_end(job_errors.killed(why))
        self._worker.kill()

    def _show(self, state: State, **changes: Any) -> None:
        self._status = replace(self._status, state=state, **changes)
