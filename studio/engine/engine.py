"""Runs jobs in a generation process that is started, watched and restarted as needed.

One supervising thread owns the worker and the running job. Callers put jobs into the queue, and post calls to the
thread's inbox; so what the thread owns needs no lock.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.domain.backends import is_neural
from studio.engine import job_errors, messages
from studio.engine.backend_choice import Choice, is_on_disk
from studio.engine.client import EngineClient
from studio.engine.crash_reports import write_crash
from studio.engine.events import JobEnded, JobStarted, TakeProgress, TakeReading, WorkerEvent
from studio.engine.memory_limit import MemoryLimits, MemoryUse, default_for_models
from studio.engine.memory_pressure import under_memory_pressure
from studio.engine.messages import Message
from studio.engine.power import PowerAssertion
from studio.engine.process import WORKER_COMMAND, Lost, Received, WorkerProcess
from studio.engine.queue import FairQueue, Job
from studio.engine.restart_policy import RestartPolicy
from studio.engine.status import EngineStatus, State
from studio.engine.timeouts import Timeouts, Watchdog
from studio.errors import Advice, EngineFailed, StudioError, TookTooLong, studio_closed

_STACK_LINES = 100  # the stacks of all threads, as faulthandler writes them

Call = Callable[[], None]


class Engine(EngineClient):
    """Runs jobs, one at a time, in a generation process of its own.

    Every method may be called from any thread.

    Parameters
    ----------
    choice : Choice
        The backend and the model.
    home : pathlib.Path
        The home folder, for logs, crash reports and reference audio.
    timeouts : Timeouts, optional
        How long the worker may take.
    command : sequence of str
        The command line that starts a worker.
    policy : RestartPolicy, optional
        When a crashed worker is restarted.
    memory : MemoryLimits, optional
        How much memory the worker may hold.
    log : str
        The file name of the worker's log.
    """

    def __init__(
        self,
        choice: Choice,
        home: Path,
        timeouts: Timeouts | None = None,
        command: Sequence[str] = WORKER_COMMAND,
        policy: RestartPolicy | None = None,
        memory: MemoryLimits | None = None,
        log: str = "worker.log",
    ) -> None:
        self._choice = choice
        self._log = home / "logs" / log
        self._crashes = home / "crashes"
        self._timeouts = timeouts or Timeouts()
        self._memory_limits = memory or MemoryLimits()
        self._references = home / "references"
        self._command = command
        self._queue = FairQueue()
        self._inbox: queue.SimpleQueue[Call] = queue.SimpleQueue()
        model = choice.model or ""
        self._status = EngineStatus(backend=choice.backend, model=model, reason=choice.reason, beside=choice.beside)
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._thread_lock = threading.Lock()
        # Owned by the supervising thread:
        self._policy = policy or RestartPolicy()
        self._worker: WorkerProcess | None = None
        self._ready = False
        self._wanted = False
        self._unloadable = False  # failed, but a new request may try again: the network may be back
        self._epoch = 0
        self._job: Job | None = None
        self._ending: StudioError | None = None  # why the worker is about to exit
        self._restart_at = 0.0
        self._watchdog = Watchdog(self._timeouts)
        self._memory = MemoryUse()
        self._power = PowerAssertion()
        self._versions: dict[str, str] = {}

    @property
    def status(self) -> EngineStatus:
        """The engine's status; see `EngineClient.status`."""
        worker = self._worker
        return replace(
            self._status, queued=len(self._queue), log_tail=worker.log_tail() if worker else self._status.log_tail
        )

    def start(self) -> None:
        """Begin to load the model; see `EngineClient.start`."""
        self._post(self._want_worker)

    def submit(self, job: Job) -> Job:
        """Queue a job; see `EngineClient.submit`."""
        if self._closing.is_set():
            raise studio_closed()
        if self._status.state == "failed" and not self._unloadable:
            raise job_errors.engine_failed(self._status.error)
        self._queue.push(job)
        if not self._post(_look_at_queue) and self._queue.remove(job):
            raise studio_closed()
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job; see `EngineClient.cancel`."""
        if self._queue.remove(job):
            job.end(job_errors.cancelled())
        else:
            self._post(lambda: self._cancel_running(job))

    def restart(self) -> None:
        """Start the generation process again; see `EngineClient.restart`."""
        self._post_and_wait(self._restart)

    def use(self, choice: Choice) -> None:
        """Change the backend or model; return when new jobs are for that one.

        The running job and those that wait end with an error that says so: they were for the model before.
        """
        self._post_and_wait(lambda: self._change(choice))

    def close(self) -> None:
        """End every job and the worker; see `EngineClient.close`."""
        with self._thread_lock:
            self._closing.set()
            thread = self._thread
        if thread is None:
            self._status = replace(self._status, state="closed")
            self._fail_queue(studio_closed())
            return
        self._inbox.put(self._stop_worker)
        thread.join()

    # -- called by callers' threads ------------------------------------------------------------------------------

    def _post(self, call: Call) -> bool:
        """Have the supervising thread make a call; return False if the engine is closed."""
        with self._thread_lock:
            if self._closing.is_set():
                return False
            if self._thread is None:
                self._thread = threading.Thread(target=self._supervise, name="studio-engine", daemon=True)
                self._thread.start()
        self._inbox.put(call)
        return True

    def _post_and_wait(self, call: Call) -> None:
        done = threading.Event()

        def call_and_set() -> None:
            call()
            done.set()

        if self._post(call_and_set):
            while not done.wait(1.0) and not self._closing.is_set():
                pass

    # -- the supervising thread ----------------------------------------------------------------------------------

    def _supervise(self) -> None:
        try:
            while not (self._closing.is_set() and self._worker is None):
                self._dispatch()
                self._next_call()()
                self._check_timeouts()
        except BaseException:
            self._abandon()
            raise
        self._fail_queue(studio_closed())
        self._show("closed", pid=None, memory=None, held=None, progress=None)

    def _next_call(self) -> Call:
        try:
            return self._inbox.get(timeout=self._seconds_to_next_check())
        except queue.Empty:
            return _look_at_queue

    def _abandon(self) -> None:
        """End every job after an error of this thread, so that nobody waits for ever."""
        self._closing.set()
        if self._worker is not None:
            self._worker.kill()
        self._fail(EngineFailed("The engine met an error of its own.", "Please report it; then open the studio again."))

    def _want_worker(self) -> None:
        self._wanted = self._wanted or self._worker is None

    def _cancel_running(self, job: Job) -> None:
        if job is self._job and self._worker:
            self._watchdog.cancelled = self._watchdog.cancelled or time.monotonic()
            self._worker.send(messages.Cancel(job.id))

    def _restart(self) -> None:
        self._policy.forget()
        self._restart_at, self._wanted = 0.0, self._worker is None
        if self._status.state == "failed":
            self._show("restarting", error=None)

    def _change(self, choice: Choice) -> None:
        """End all jobs, and start a worker with the new choice when the old one has exited."""
        self._choice, why = choice, job_errors.model_changed(choice.model or choice.backend)
        self._policy.forget()
        self._restart_at, self._wanted = 0.0, True
        self._stop_worker()
        self._show("restarting", backend=choice.backend, model=choice.model or "", reason=choice.reason, error=None)
        self._fail_queue(why)
        self._end_job(why.again())

    def _stop_worker(self) -> None:
        """Ask the worker to exit."""
        if self._worker is not None and self._watchdog.leaving is None:
            self._watchdog.leaving = time.monotonic()
            self._worker.send(messages.Shutdown())

    def _dispatch(self) -> None:
        """Start a worker if one is wanted; send it the next job if it is free."""
        failed = self._status.state == "failed"
        if failed and not self._unloadable:
            self._fail_queue(job_errors.engine_failed(self._status.error))
        if self._closing.is_set() or (failed and not self._unloadable) or self._watchdog.leaving:
            return
        if self._worker is None:
            if (self._wanted or len(self._queue)) and time.monotonic() >= self._restart_at:
                self._launch()
        elif self._ready and self._job is None and (job := self._queue.pop()):
            self._send(job)

    def _launch(self) -> None:
        self._epoch += 1
        self._ready = self._wanted = self._unloadable = False
        self._ending = None
        self._memory = MemoryUse(is_neural(self._choice.backend), self._memory_limits.worker)
        try:
            self._worker = WorkerProcess(
                self._epoch,
                self._log,
                self._receive_from_process,
                self._command,
                downloads=not is_on_disk(self._choice.model),
            )
        except OSError as error:
            advice = Advice("logs/worker.log in the home folder says more.", shell="See `studio doctor`.")
            self._fail(EngineFailed(f"The generation process cannot be started: {error}.", advice))
            return
        self._watchdog.begin(time.monotonic())
        choice, models = self._choice, self._memory_limits.models or default_for_models()
        self._worker.send(
            messages.Start(choice.backend, choice.model or "", str(self._references), models, str(self._log))
        )
        self._show("starting", pid=self._worker.pid, progress=0.0)

    def _send(self, job: Job) -> None:
        assert self._worker is not None
        self._job, self._watchdog.cancelled = job, None
        self._watchdog.step = self._watchdog.job_start = time.monotonic()
        job.deliver(JobStarted(job.id))
        recipes = [recipe.to_json() for recipe in job.recipes]
        self._memory.neural |= any(each.voice and is_neural(each.voice.backend) for each in job.recipes)
        limit = self._timeouts.for_job(job, neural=self._memory.neural)
        self._worker.send(messages.Work(job.id, recipes, limit, list(job.embed)))
        self._show("working")

    def _receive_from_process(self, report: Received | Lost) -> None:
        """Have the supervising thread handle a report; called by the process's reader thread."""
        self._inbox.put(lambda: self._handle(report))

    def _handle(self, report: Received | Lost) -> None:
        if report.epoch != self._epoch:
            return
        if isinstance(report, Received):
            self._receive(report.message)
        else:
            self._worker_exited(report)

    def _receive(self, message: Message) -> None:
        self._watchdog.heartbeat = time.monotonic()
        match message:
            case messages.Hello(versions=versions):
                self._versions = versions
            case messages.Heartbeat(resident=resident, active=active, peak=peak):
                self._memory.update(resident, active)
                now = self._memory.now
                held = (now, max(now, peak, *(self._status.held or ())))
                self._status = replace(self._status, memory=(resident, active, peak), held=held)
            case messages.Loading(fraction=fraction):
                self._watchdog.step = time.monotonic()
                self._show("loading", progress=min(max(fraction, 0.0), 1.0))
            case messages.Ready(model=model):
                self._ready = True
                self._memory.mark_loaded()
                self._show("ready", model=model, progress=None, error=None)
            case messages.WorkerFailed(error=error):
                self._expect_exit(error)  # delivered to the job when the worker has exited
            case _ if isinstance(message, WorkerEvent):
                self._receive_event(message)

    def _receive_event(self, event: WorkerEvent) -> None:
        """Deliver an event of the running job; drop those of other jobs, and of takes that it does not have."""
        job = self._job
        if job is None or event.job != job.id:
            return
        self._watchdog.step = time.monotonic()
        if self._status.state == "loading":
            self._memory.mark_loaded()
        self._show_work(event)
        match event:
            case JobEnded(error=error):
                self._end_job(error)
            case _ if event.take is None or event.take in range(len(job.recipes)):
                job.deliver(event)

    def _show_work(self, event: WorkerEvent) -> None:
        """Show what the worker does for its job."""
        if isinstance(event, TakeReading):
            self._show("reading", progress=event.part)
        elif self._status.state == "reading" and isinstance(event, TakeProgress) and not event.step:
            pass  # sent between two steps of reading
        elif self._status.state in ("reading", "stalled", "loading"):
            self._show("working", progress=None)

    def _end_job(self, error: StudioError | None) -> None:
        job, self._job, self._watchdog.cancelled = self._job, None, None
        self._watchdog.job_end = time.monotonic()
        self._power.release()
        if self._ready and self._status.state in ("working", "reading", "stalled", "loading"):
            self._show("ready", progress=None)
        if job is not None:
            job.end(error)  # last: whoever receives it finds the status up to date

    def _worker_exited(self, lost: Lost) -> None:
        """End the worker's job, and decide what follows."""
        assert self._worker is not None
        worker, left = self._worker, self._watchdog.leaving is not None
        tail = worker.log_tail(_STACK_LINES)
        was_ready, ending, cancelled = self._ready, self._ending, self._watchdog.cancelled is not None
        memory = self._status.memory
        self._worker, self._ready, self._watchdog.leaving, self._ending = None, False, None, None
        self._status = replace(self._status, log_tail=tail, pid=None, memory=None, held=None, progress=None)
        if self._closing.is_set():
            self._end_job(studio_closed())
        elif left:
            self._show("idle")
        elif ending is not None and not was_ready and not isinstance(ending, TookTooLong):
            self._unloadable = True
            self._fail(ending)  # a second attempt at once would fail the same way
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

    # -- timeouts ------------------------------------------------------------------------------------------------

    def _seconds_to_next_check(self) -> float:
        if self._worker is None:
            waiting = self._wanted or len(self._queue) > 0
            return max(self._restart_at - time.monotonic(), 0.01) if waiting else 3600.0
        return min(0.25, self._timeouts.exit / 4)

    def _check_timeouts(self) -> None:
        if self._worker is None:
            return
        now, watchdog, timeouts = time.monotonic(), self._watchdog, self._timeouts
        watchdog.forgive_pause(now)
        swapping = watchdog.is_silent(now) and under_memory_pressure()
        if self._job is not None and now - watchdog.job_start > timeouts.awake:
            self._power.hold(self._worker.pid)
        if watchdog.leaving is not None:
            self._enforce_exit(now - watchdog.leaving)
        elif watchdog.ending is not None and now - watchdog.ending > timeouts.exit:
            self._worker.kill()
        elif why := watchdog.overrun(now, loading=self._is_loading(), working=self._is_working(), swapping=swapping):
            self._kill_worker(why)
        elif self._is_working() and now - watchdog.step > timeouts.stalled:
            self._stall()
        elif self._ready and self._job is None:
            self._check_idle(now)

    def _is_loading(self) -> bool:
        """Return whether the worker loads a model: its first one, or another one that its job needs."""
        return not self._ready or (self._job is not None and self._status.state == "loading")

    def _is_working(self) -> bool:
        return self._job is not None and not self._is_loading()

    def _expect_exit(self, error: StudioError) -> None:
        self._ending, self._watchdog.ending = error, time.monotonic()

    def _stall(self) -> None:
        if self._status.state != "stalled" and self._worker is not None:
            self._show("stalled")
            self._worker.dump_stacks()

    def _check_idle(self, now: float) -> None:
        """Stop the worker if it holds too much memory, or has had no job for long."""
        if self._memory.exceeded:
            self._wanted = True
            self._stop_worker()
        elif not len(self._queue) and now - self._watchdog.job_end > self._timeouts.idle:
            self._stop_worker()

    def _enforce_exit(self, waited: float) -> None:
        assert self._worker is not None
        if waited > 2 * self._timeouts.exit:
            self._worker.kill()
        elif waited > self._timeouts.exit:
            self._worker.terminate()

    def _kill_worker(self, why: str) -> None:
        if self._worker is None:
            return
        if self._ending is None:
            self._expect_exit(job_errors.killed(why))
        self._worker.kill()

    def _show(self, state: State, **changes: Any) -> None:
        self._status = replace(self._status, state=state, **changes)


def _look_at_queue() -> None:
    """Do nothing: that it was called makes the supervising thread look at the queue."""
