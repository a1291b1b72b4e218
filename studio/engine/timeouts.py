"""How long the generation process may take for what it does, and whether it has exceeded that."""

from dataclasses import dataclass

from studio.engine.queue import Job
from studio.models.machine import device

_PAUSE_SECONDS = 2.0
_FRAME_SECONDS = 1.0
_SLOW_FRAME_SECONDS = 40.0


@dataclass(frozen=True)
class Timeouts:
    """How long the engine waits, in seconds.

    Parameters
    ----------
    stalled : float
        Without a step for this long, the status is "stalled".
    hung : float
        Without a step for this long, the worker is killed and the job fails.
    heartbeat : float
        Without a heartbeat for this long, the worker is killed, whatever it does; on a machine that is short of
        memory, after `hung`, or `load` while it loads.
    cancel : float
        A cancelled job that goes on for this long ends with its worker.
    load : float
        A worker whose loading (or downloading) reports no progress for this long is killed.
    idle : float
        Without a job for this long, the worker is stopped to free its memory.
    exit : float
        A worker that was asked to exit is terminated after this long, and killed after as long again.
    awake : float
        A Mac does not sleep while a job runs that has taken this long.
    start, frame : float
        A job may take `start` seconds, and `frame` more for each codec frame that its takes may have. Default for a
        frame: 1 s, and 40 s for a neural model on a CPU, where a quantised one takes half of that.
    """

    stalled: float = 15.0
    hung: float = 45.0
    heartbeat: float = 20.0
    cancel: float = 10.0
    load: float = 300.0
    idle: float = 600.0
    exit: float = 2.0
    awake: float = 60.0
    start: float = 60.0
    frame: float | None = None

    def for_job(self, job: Job, *, neural: bool = True) -> float:
        """Return the time limit of a job; twice its takes' own, because each may be repeated."""
        frame = self.frame
        if frame is None:
            frame = _SLOW_FRAME_SECONDS if neural and device() == "CPU" else _FRAME_SECONDS
        return self.start + 2 * frame * sum(recipe.frame_cap for recipe in job.recipes)


@dataclass
class Watchdog:
    """When the worker last did what is expected of it; all times are `time.monotonic()`.

    Parameters
    ----------
    timeouts : Timeouts
        What is allowed.
    heartbeat, step, job_start, job_end : float
        Its last heartbeat; the last step of a job or of loading; the start and the end of the last job.
    leaving, ending, cancelled : float, optional
        When it was asked to exit; when it reported a fatal error; when its job was cancelled.
    """

    timeouts: Timeouts
    heartbeat: float = 0.0
    step: float = 0.0
    job_start: float = 0.0
    job_end: float = 0.0
    leaving: float | None = None
    ending: float | None = None
    cancelled: float | None = None
    _checked: float = 0.0

    def begin(self, now: float) -> None:
        """Reset for a worker that was started."""
        self.heartbeat = self.step = self.job_end = self._checked = now
        self.leaving = self.ending = self.cancelled = None

    def forgive_pause(self, now: float) -> None:
        """Ignore the time during which this very process was suspended, as by Ctrl-Z."""
        gap = now - self._checked
        if gap > _PAUSE_SECONDS:
            self.heartbeat += gap
            self.step += gap
            self.cancelled = self.cancelled + gap if self.cancelled is not None else None
        self._checked = now

    def is_silent(self, now: float) -> bool:
        """Return whether no heartbeat came for too long."""
        return now - self.heartbeat > self.timeouts.heartbeat

    def overrun(self, now: float, *, loading: bool, working: bool, swapping: bool = False) -> str:
        """Return what the worker did for too long, so that it has to be killed; "" where nothing.

        While the machine is swapping, silence is no reason before the worker's steps are overdue too.
        """
        timeouts = self.timeouts
        longest = timeouts.heartbeat
        if swapping:
            longest = max(longest, timeouts.load if loading else timeouts.hung)
        if now - self.heartbeat > longest:
            return f"sent no heartbeat for {longest:.0f} s"
        if self.cancelled is not None and now - self.cancelled > timeouts.cancel:
            return f"did not stop within {timeouts.cancel:.0f} s"
        if loading and now - self.step > timeouts.load:
            return f"made no progress with loading for {timeouts.load:.0f} s"
        if working and now - self.step > timeouts.hung:
            return f"made no progress for {timeouts.hung:.0f} s"
        return ""
