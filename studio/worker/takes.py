"""Making the takes of one job, and delivering only those that are whole."""

import math
import time
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from studio.domain.limits import FRAMES_PER_SECOND, MAX_SEED, expected_frames, fewest_frames
from studio.domain.recipe import Recipe
from studio.domain.take import SAMPLE_RATE, on_grid
from studio.engine.events import TakeChunk, TakeDone, TakeProgress, TakeRepeated
from studio.errors import TakeFailed
from studio.worker.backend import Backend, TakeEnd
from studio.worker.link import Outlet

_PROGRESS_SECONDS = 0.1  # each message takes the model's threads from their work, and nobody reads faster
_SOUND_LIMIT = SAMPLE_RATE * 10
_FRAME = SAMPLE_RATE / FRAMES_PER_SECOND
_SILENCE = 10 ** (-60 / 20)  # a peak below -60 dBFS
_SEED_STEP = 0x9E3779B1  # far from the seeds of the same audition, and the same on every run


class JobCancelled(BaseException):
    """Raised between codec frames; not an `Exception`, so that no library on the way can swallow it."""


@dataclass
class _Heard:
    """What came of one take so far."""

    samples: int = 0
    peak: float = 0.0
    finite: bool = True


def make_takes(link: Outlet, backend: Backend, job: str, recipes: list[Recipe]) -> TakeFailed | None:
    """Make one take for each recipe; those that went wrong are made once more with another seed.

    Parameters
    ----------
    link : Outlet
        Sound and finished takes go there, and ten times a second how far each take is.
    backend : Backend
        Makes the sound.
    job : str
        Its id.
    recipes : list of Recipe
        One a take.

    Returns
    -------
    TakeFailed or None
        What was wrong with the takes that failed twice; the others were delivered.

    Raises
    ------
    JobCancelled
        Between two codec frames, when the parent asked for it.
    """
    faults = _make(link, backend, job, dict(enumerate(recipes)))
    for take, fault in faults.items():
        link.send(TakeRepeated(job, take, fault))
    if faults:
        faults = _make(link, backend, job, {take: _with_another_seed(recipes[take]) for take in faults})
    return _failure(faults) if faults else None


def _make(link: Outlet, backend: Backend, job: str, recipes: dict[int, Recipe]) -> dict[int, str]:
    """Make takes in one pass of the backend; give what was wrong, by take, of those that were not delivered."""
    takes = list(recipes)
    heard = {take: _Heard() for take in takes}
    faults = dict.fromkeys(takes, "the model gave no end of it")

    expected = [expected_frames(recipe.text) for recipe in recipes.values()]
    told: dict[int, float] = {}

    def tick(take: int, step: int) -> None:
        stop_if_cancelled(link, job)
        now = time.monotonic()
        if now - told.get(take, -math.inf) >= _PROGRESS_SECONDS:
            told[take] = now
            link.send(TakeProgress(job, takes[take], step, expected[take]))

    with closing(backend.generate(list(recipes.values()), tick)) as steps:
        for step in steps:
            stop_if_cancelled(link, job)
            take = takes[step.take]
            if isinstance(step, TakeEnd):
                faults[take] = _fault(step, heard[take])
                if not faults[take]:
                    link.send(TakeDone(job, take, step.recipe))
            elif heard[take].finite:
                _listen(heard[take], step.samples)
                if heard[take].finite:
                    _send_sound(link, job, take, step.samples)
    return {take: fault for take, fault in faults.items() if fault}


def _with_another_seed(recipe: Recipe) -> Recipe:
    return replace(recipe, seed=(recipe.seed + _SEED_STEP) % (MAX_SEED + 1))


def _listen(heard: _Heard, samples: NDArray[np.float32]) -> None:
    heard.samples += len(samples)
    heard.finite = bool(np.isfinite(samples).all())
    heard.peak = max(heard.peak, float(np.abs(samples).max(initial=0.0)))


def _fault(end: TakeEnd, heard: _Heard) -> str:
    frames = heard.samples / _FRAME
    if end.fault:
        return end.fault
    if not heard.finite:
        return "its samples are not numbers"
    if heard.samples == 0:
        return "it has no sound"
    if end.capped:
        return f"it did not come to an end within {end.recipe.frame_cap / FRAMES_PER_SECOND:.0f} s"
    if heard.peak < _SILENCE:
        return "it is silent"
    if frames < fewest_frames(end.recipe.text):
        return f"it lasts {frames / FRAMES_PER_SECOND:.1f} s, far too short for its text"
    return ""


def _failure(faults: dict[int, str]) -> TakeFailed:
    told = "; ".join(f"take {take + 1}: {fault}" for take, fault in faults.items())
    return TakeFailed(
        f"Not every take came out well, also not with another seed ({told}).",
        "The others are kept. Generate once more, or change the text or the description a little.",
        details={"takes": sorted(faults), "faults": told},
    )


def stop_if_cancelled(link: Outlet, job: str) -> None:
    """Raise `JobCancelled` if the parent asked for it."""
    if link.is_cancelled(job):
        raise JobCancelled


def _send_sound(link: Outlet, job: str, take: int, samples: NDArray[np.float32]) -> None:
    rounded = on_grid(samples)
    for start in range(0, len(rounded), _SOUND_LIMIT):
        link.send(TakeChunk(job, take, rounded[start : start + _SOUND_LIMIT], SAMPLE_RATE))
