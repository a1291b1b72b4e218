"""Replays: takes made again from their recipes, and compared with the first time."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import backend_info
from studio.domain.recipe import Recipe
from studio.engine.events import JobEnded, TakeChunk, TakeDone, TakeRepeated
from studio.engine.queue import Job
from studio.errors import InvalidInput
from studio.text.description import READER

_MADE_BY = ("backend", "model", "revision")
_ELSEWHERE = "model and versions are the same: it was made on another machine, or its file was changed"


@dataclass(frozen=True, eq=False)
class Replay:
    """The result of a replay.

    Parameters
    ----------
    recipe : Recipe
        The recipe of the new take.
    samples : ndarray of float32, shape (n,)
        Its samples, mono, at `sample_rate`.
    same : bool or None
        Whether all samples are equal to the first ones; None if only the recipe was given.
    difference : float
        The largest difference between two samples at the same position, 0 to 2.
    reasons : tuple of str
        If the samples are not the same, what differs from the first time; never empty then. If only the recipe was
        given, what differs from it.
    """

    recipe: Recipe
    samples: NDArray[np.float32] = field(repr=False)
    same: bool | None
    difference: float
    reasons: tuple[str, ...]

    @property
    def sample_rate(self) -> int:
        """Hz."""
        return backend_info(self.recipe.backend).sample_rate


def check_replayable(recipe: Recipe, backend: str) -> None:
    """Check that the running backend is the one that made a take.

    Raises
    ------
    InvalidInput
        If another one did.
    """
    if recipe.voice is None and recipe.backend and backend and recipe.backend != backend:
        model = f" --model {recipe.model}" if backend_info(recipe.backend).needs_weights else ""
        raise InvalidInput(
            f"This take was made by {recipe.backend}; this studio speaks with {backend}.",
            f"Start it with --backend {recipe.backend}{model}.",
            code="other-backend",
            details={"backend": recipe.backend, "model": recipe.model},
        )


def collect(job: Job) -> tuple[Recipe, NDArray[np.float32]]:
    """Wait for a job of one take, and return its recipe and samples.

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


def compare(
    first: Recipe, first_samples: NDArray[np.float32] | None, again: Recipe, samples: NDArray[np.float32]
) -> Replay:
    """Compare a take, or only its recipe, with its replay.

    Parameters
    ----------
    first, first_samples
        Recipe and samples of the first time; None where only the recipe is known.
    again, samples
        Recipe and samples of the replay.
    """
    if first_samples is None:
        return Replay(again, samples, None, 0.0, tuple(_differences(first, again, only_named=True)))
    common = min(len(first_samples), len(samples))
    difference = float(np.abs(first_samples[:common] - samples[:common]).max(initial=0.0))
    same = np.array_equal(first_samples, samples)
    return Replay(again, samples, same, difference, () if same else tuple(_differences(first, again)) or (_ELSEWHERE,))


def _differences(first: Recipe, again: Recipe, *, only_named: bool = False) -> list[str]:
    """Return the differences between two recipes, in words: the seed, what made them, and the versions.

    With `only_named`, what the first recipe leaves open is ignored.
    """
    differences = []
    if first.seed != again.seed:
        differences.append(f"the seed was {first.seed}, and is {again.seed}: the first attempt failed this time")
    pairs = [(name, str(getattr(first, name)), str(getattr(again, name))) for name in _MADE_BY]
    names = sorted({*first.versions, *again.versions})
    pairs += [(name, first.versions.get(name, ""), again.versions.get(name, "")) for name in names]
    named = {READER} if first.versions else set()  # a take's recipe without it was made before there was a version
    unlike = [pair for pair in pairs if pair[1] != pair[2] and (pair[1] or not only_named or pair[0] in named)]
    return differences + [f"{name} was {one or 'not there'}, and is {two or 'not there'}" for name, one, two in unlike]
