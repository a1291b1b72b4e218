"""How long the generation process may take for what it does, and what it has kept waiting."""

from dataclasses import dataclass

from studio.engine.queue import Job

_PAUSE_SECONDS = 2.0


@dataclass(frozen=True)
class Limits:
    """How long the engine waits, in seconds.

    Parameters
    ----------
    stalled : float
        Without a step for this long, the status says "stalled".
    hung : float
        Without a step for this long, the worker is ended and the job fails.
    silent : float
        Without a heartbeat for this long, the worker is ended, whatever it does.
    cancel : float
        A cancelled job that goes on for this long ends with its worker.
    load : float
        A load that tells no progress for this long is ended; a download tells some.
    idle : float
        Without work for this long, the worker leaves and gives its memory back.
    leave : float
        A worker that was asked to leave is terminated after this long, and killed after as long again.
    start, frame : float
        A job may take `start` seconds, and `frame` more for each codec frame that its takes may have.
    memory : int
        Bytes; a worker that has grown past them is replaced between two jobs. 0: three quarters of this machine's, or
        300 MB for the sketch alone.
    models : int
        Bytes that the models in memory together may take; those used least recently leave. 0: 60 % of this machine's.
    """

    stalled: float = 15.0
    hung: float = 45.0
    silent: float = 20.0
    cancel: float = 10.0
    load: float = 300.0
    idle: float = 600.0
    leave: float = 2.0
    start: float = 60.0
    frame: float = 1.0
    memory: int = 0
    models: int = 0

    def for_job(self, job: Job) -> float:
        """Seconds a job may take on the wall clock, twice over because a take may be made twice."""
        return self.start + 2 * self.frame * sum(recipe.frame_cap for recipe in job.recipes)


@dataclass
class Clocks:
    """When the worker last did what is expected of it; all times in seconds on a clock that does not go back.

    Parameters
    ----------
    limits : Limits
        What is allowed.
    beat, step, work : float
        Its last heartbeat; the last step of a job or of loading; the end of the last job.
    leaving, ending, cancelled : float, optional
        Since when it has been asked to leave, is about to be gone, and has a cancelled job.
    """

    limits: Limits
    beat: float = 0.0
    step: float = 0.0
    work: float = 0.0
    leaving: float | None = None
    ending: float | None = None
    cancelled: float | None = None
    _looked: float = 0.0

    def begin(self, now: float) -> None:
        """A worker was started."""
        self.beat = self.step = self.work = self._looked = now
        self.leaving = self.ending = self.cancelled = None

    def forgive_pause(self, now: float) -> None:
        """Do not hold it against the worker when this very process was stopped, as by Ctrl-Z."""
        gap = now - self._looked
        if gap > _PAUSE_SECONDS:
            self.beat += gap
            self.step += gap
            self.cancelled = self.cancelled + gap if self.cancelled is not None else None
        self._looked = now

    def overrun(self, now: float, *, loading: bool, working: bool) -> str:
        """Say what the worker did for too long, so that it has to be ended; "" where nothing."""
        limits = self.limits
        if now - self.beat > limits.silent:
            return f"gave no sign of life for {limits.silent:.0f} s"
        if self.cancelled is not None and now - self.cancelled > limits.cancel:
            return f"did not stop within {limits.cancel:.0f} s"
        if loading and now - self.step > limits.load:
            return f"made no progress with loading for {limits.load:.0f} s"
        if working and now - self.step > limits.hung:
            return f"made no step for {limits.hung:.0f} s"
        return ""
