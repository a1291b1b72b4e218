"""Making a take again, and saying whether it is the same."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import backend_info
from studio.domain.recipe import Recipe
from studio.engine.events import JobEnded, TakeChunk, TakeDone, TakeRepeated
from studio.engine.queue import Job
from studio.errors import InvalidInput

_MADE_BY = ("backend", "model", "revision")
_ELSEWHERE = "model and versions are the same: it was made on another machine, or its file was changed"


@dataclass(frozen=True, eq=False)
class Replay:
    """A take that was made again, or made from its recipe alone.

    Parameters
    ----------
    recipe : Recipe
        As it was made this time.
    samples : ndarray of float32, shape (n,)
        Mono, 24 kHz.
    same : bool or None
        Whether they are those of the first time, every one; None of a recipe, with which nothing was heard.
    difference : float
        The largest difference between two samples, 0 to 2, where both have some.
    reasons : tuple of str
        What is not as it was the first time, where they are not the same; never empty then. Of a recipe: what of it is
        not as it says; empty where all is.
    """

    recipe: Recipe
    samples: NDArray[np.float32] = field(repr=False)
    same: bool | None
    difference: float
    reasons: tuple[str, ...]


def check_replayable(recipe: Recipe, backend: str) -> None:
    """See that the running backend is the one that made a take.

    Raises
    ------
    InvalidInput
        If it is another.
    """
    if recipe.voice is None and recipe.backend and backend and recipe.backend != backend:
        model = f" --model {recipe.model}" if backend_info(recipe.backend).needs_weights else ""
        raise InvalidInput(
            f"This take was made by {recipe.backend}; this studio speaks with {backend}.",
            f"Start it with --backend {recipe.backend}{model}.",
            code="other-backend",
            details={"backend": recipe.backend, "model": recipe.model},
        )


def hear(job: Job) -> tuple[Recipe, NDArray[np.float32]]:
    """Wait for a job of one take, and give the recipe as it was made, and its samples.

    Raises
    ------
    StudioError
        Why it could not be made.
    """
    made = job.recipes[0]
    pieces: list[NDArray[np.float32]] = []
    for event in job.events():
        match event:
            case TakeChunk(samples=samples):
                pieces.append(samples)
            case TakeRepeated():
                pieces.clear()
            case TakeDone(recipe=recipe):
                made = recipe
            case JobEnded(error=error) if error is not None:
                raise error.again()
    return made, np.concatenate([np.zeros(0, np.float32), *pieces])


def compare(first: Recipe, heard: NDArray[np.float32] | None, again: Recipe, samples: NDArray[np.float32]) -> Replay:
    """Compare a take, or its recipe, with its replay.

    Parameters
    ----------
    first, heard
        The recipe and the samples of the first time; None where only the recipe is known.
    again, samples
        Those of the replay.
    """
    if heard is None:
        return Replay(again, samples, None, 0.0, tuple(_differences(first, again, only_named=True)))
    common = min(len(heard), len(samples))
    difference = float(np.abs(heard[:common] - samples[:common]).max(initial=0.0))
    same = np.array_equal(heard, samples)
    return Replay(again, samples, same, difference, () if same else tuple(_differences(first, again)) or (_ELSEWHERE,))


def _differences(first: Recipe, again: Recipe, *, only_named: bool = False) -> list[str]:
    """Say what differs between two recipes of the same words, from what shapes a take most to what shapes it least.

    What the first one does not name counts unless `only_named`: a recipe may leave it open.
    """
    told = []
    if first.seed != again.seed:
        told.append(f"the seed was {first.seed}, and is {again.seed}: the first attempt went wrong this time")
    pairs = [(name, str(getattr(first, name)), str(getattr(again, name))) for name in _MADE_BY]
    names = sorted({*first.versions, *again.versions})
    pairs += [(name, first.versions.get(name, ""), again.versions.get(name, "")) for name in names]
    unlike = [pair for pair in pairs if pair[1] != pair[2] and (pair[1] or not only_named)]
    return told + [f"{name} was {one or 'not there'}, and is {two or 'not there'}" for name, one, two in unlike]
