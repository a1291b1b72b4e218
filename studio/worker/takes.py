"""Making the takes of one job, and delivering only those that are whole."""

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from studio.engine.messages import Again, Progress, Sound, TakeDone
from studio.errors import TakeFailed
from studio.voice.recipe import Recipe
from studio.voice.request import FRAMES_PER_SECOND, MAX_SEED, fewest_frames
from studio.voice.take import SAMPLE_RATE, on_grid
from studio.worker.backend import Backend, Chunk, TakeEnd
from studio.worker.link import Link

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


def make_takes(link: Link, backend: Backend, job: str, recipes: list[Recipe]) -> TakeFailed | None:
    """Make one take for each recipe; one that went wrong is made once more with another seed.

    Parameters
    ----------
    link : Link
        Progress, sound and finished takes go there.
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
    faults = {}
    for take, recipe in enumerate(recipes):
        fault = _make(link, backend, job, take, recipe)
        if fault:
            link.send(Again(job, take, fault))
            fault = _make(link, backend, job, take, replace(recipe, seed=(recipe.seed + _SEED_STEP) % (MAX_SEED + 1)))
        if fault:
            faults[take] = fault
    return _failure(faults) if faults else None


def _make(link: Link, backend: Backend, job: str, place: int, recipe: Recipe) -> str:
    """Make one take; give what was wrong with it, "" if nothing was."""

    def tick(take: int, frame: int) -> None:
        _stop_if_cancelled(link, job)
        link.send(Progress(job, place, frame))

    heard = _Heard()
    try:
        with closing(backend.generate([recipe], tick)) as steps:
            for step in steps:
                _stop_if_cancelled(link, job)
                if isinstance(step, Chunk):
                    _listen(heard, step.samples)
                    if not heard.finite:
                        return "its samples are not numbers"
                    _send_sound(link, job, place, step.samples)
                else:
                    return _finish(link, job, place, step, heard)
    except TakeFailed as failure:
        return failure.what.rstrip(".")
    return "the model gave no end of it"


def _listen(heard: _Heard, samples: NDArray[np.float32]) -> None:
    heard.samples += len(samples)
    heard.finite = bool(np.isfinite(samples).all())
    heard.peak = max(heard.peak, float(np.abs(samples).max(initial=0.0)))


def _finish(link: Link, job: str, take: int, end: TakeEnd, heard: _Heard) -> str:
    fault = _fault(end, heard)
    if not fault:
        link.send(TakeDone(job, take, end.recipe.to_json()))
    return fault


def _fault(end: TakeEnd, heard: _Heard) -> str:
    frames = heard.samples / _FRAME
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


def _stop_if_cancelled(link: Link, job: str) -> None:
    if link.is_cancelled(job):
        raise JobCancelled


def _send_sound(link: Link, job: str, take: int, samples: NDArray[np.float32]) -> None:
    rounded = on_grid(samples)
    for start in range(0, len(rounded), _SOUND_LIMIT):
        link.send(Sound(job, take, rounded[start : start + _SOUND_LIMIT]))
