"""Generate the takes of one job, and deliver those that are accepted."""

import math
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from studio.domain.recipe import Recipe
from studio.domain.take import on_grid
from studio.engine.events import TakeChunk, TakeDone, TakeProgress, TakeReading, TakeRepeated
from studio.errors import TakeFailed
from studio.text.spoken import spoken_text
from studio.worker.acceptance import SoundFacts, another_seed, fault_of
from studio.worker.backend import Backend, TakeEnd
from studio.worker.link import Outlet

_PROGRESS_SECONDS = 0.1  # each message takes the model's threads from their work, and nobody reads faster
_MOST_SAMPLES = 240_000  # of one message


class JobCancelled(BaseException):
    """Raised between two steps; not an `Exception`, so that no library on the way can swallow it."""


def make_takes(
    link: Outlet,
    backend: Backend,
    job: str,
    recipes: list[Recipe],
    extend: Callable[[float], None] = lambda seconds: None,
) -> TakeFailed | None:
    """Generate one take for each recipe; those that fail are generated once more with another seed.

    Parameters
    ----------
    link : Outlet
        Where the takes' events are sent, progress ten times a second at most.
    backend : Backend
        Generates the sound.
    job : str
        The job's id.
    recipes : list of Recipe
        One a take.
    extend : callable
        Extends the job's time limit by the seconds in which texts are read: that is slow on some machines, and ends.

    Returns
    -------
    TakeFailed or None
        What was wrong with the takes that failed twice; the others were delivered.

    Raises
    ------
    JobCancelled
        Between two steps, when the parent asked for it.
    """
    faults = _generate(link, backend, job, dict(enumerate(recipes)), extend)
    for take, fault in faults.items():
        link.send(TakeRepeated(job, take, fault))
    if faults:
        again = {take: _with_another_seed(recipes[take]) for take in faults}
        faults = _generate(link, backend, job, again, extend)
    return _failure(faults) if faults else None


def stop_if_cancelled(link: Outlet, job: str) -> None:
    """Raise `JobCancelled` if the parent asked for it."""
    if link.is_cancelled(job):
        raise JobCancelled


class _Ticks:
    """Sends the progress of takes; raises `JobCancelled` at a step if the parent asked for it.

    Parameters
    ----------
    link, job
        As for `make_takes`.
    steps : dict of int to int
        Of each take, how many steps are expected.
    extend : callable
        As for `make_takes`.
    """

    def __init__(self, link: Outlet, job: str, steps: dict[int, int], extend: Callable[[float], None]) -> None:
        self._link, self._job, self._steps, self._extend = link, job, steps, extend
        self._takes = list(steps)
        self._sent: dict[int, float] = {}
        self._read: dict[int, float] = {}  # when reading began, then when it was last reported
        self._at: dict[int, int] = {}  # each take's last step
        self._last = time.monotonic()  # when a step was last taken

    def __call__(self, place: int, step: int) -> None:
        """Report a take's step; the backend counts takes from 0."""
        stop_if_cancelled(self._link, self._job)
        take, now = self._takes[place], time.monotonic()
        if step != self._at.get(take):
            self._at[take], self._last = step, now
        if now - self._sent.get(take, -math.inf) >= _PROGRESS_SECONDS:
            self._sent[take] = now
            self._link.send(TakeProgress(self._job, take, step, self._steps[take]))

    def reading(self, place: int, part: float) -> None:
        """Report the part of a take's text that is read."""
        stop_if_cancelled(self._link, self._job)
        take, now = self._takes[place], time.monotonic()
        if now - self._read.setdefault(take, now) >= _PROGRESS_SECONDS:
            self._read[take] = now
            self._link.send(TakeReading(self._job, take, min(max(part, 0.0), 1.0)))
        if now - self._last >= _PROGRESS_SECONDS:
            self._extend(now - self._last)
            self._last = now


def _generate(
    link: Outlet, backend: Backend, job: str, recipes: dict[int, Recipe], extend: Callable[[float], None]
) -> dict[int, str]:
    """Generate takes in one pass of the backend; return the faults, by take, of those that were not accepted."""
    takes = list(recipes)
    ticks = _Ticks(link, job, {take: backend.expected_steps(recipe) for take, recipe in recipes.items()}, extend)
    sounds = {take: SoundFacts(sample_rate=backend.sample_rate) for take in takes}
    faults = dict.fromkeys(takes, "the model did not end it")

    with closing(backend.generate(list(recipes.values()), ticks)) as steps:
        for step in steps:
            stop_if_cancelled(link, job)
            take = takes[step.take]
            if isinstance(step, TakeEnd):
                faults[take] = step.fault or fault_of(sounds[take], spoken_text(step.recipe), capped=step.capped)
                if not faults[take]:
                    link.send(TakeDone(job, take, step.recipe))
            elif sounds[take].finite:
                sounds[take].add(step.samples)
                if sounds[take].finite:
                    _send_sound(link, TakeChunk(job, take, step.samples, backend.sample_rate))
    return {take: fault for take, fault in faults.items() if fault}


def _with_another_seed(recipe: Recipe) -> Recipe:
    return replace(recipe, seed=another_seed(recipe.seed))


def _failure(faults: dict[int, str]) -> TakeFailed:
    listed = "; ".join(f"take {take + 1}: {fault}" for take, fault in faults.items())
    return TakeFailed(
        f"Some takes failed, with another seed too ({listed}).",
        "The others are kept. Generate once more, or change the text or the description a little.",
        details={"takes": sorted(faults), "faults": listed},
    )


def _send_sound(link: Outlet, sound: TakeChunk) -> None:
    """Send samples on the 24-bit grid, in messages of a limited size."""
    rounded = on_grid(sound.samples)
    for start in range(0, len(rounded), _MOST_SAMPLES):
        link.send(replace(sound, samples=rounded[start : start + _MOST_SAMPLES]))
