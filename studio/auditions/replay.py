"""Replays: takes made again from their recipes, and compared with the first time."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import decode
from studio.clips.lookup import ClipLike, Clips
from studio.domain.backends import backend_info
from studio.domain.hardware import CPU, Hardware, hardware_of, without_hardware
from studio.domain.recipe import Recipe
from studio.domain.rich_display import RichDisplay
from studio.domain.take import Take, check_complete, incomplete
from studio.engine.events import JobEnded, TakeChunk, TakeDone, TakeRepeated
from studio.engine.queue import Job
from studio.errors import Advice, InvalidInput
from studio.store.provenance import md5_of, without_paths
from studio.store.sound_info import sound_info
from studio.text.description import READER

_MADE_BY = ("backend", "model", "revision")
_ANOTHER_MACHINE = "model and versions are the same: it was generated on another machine, or its file was changed"
_UNKNOWN_HARDWARE = (
    "model and versions are the same; the recipe does not say on which chip it was generated, and with how many others "
    "at once: either may be the reason, or its file was changed"
)
_ON_GPU = (
    "model, versions, chip and number of rows are the same: a GPU may round differently each time, or its file was "
    "changed"
)
_FILE_CHANGED = "model, versions and chip are the same: its file was changed"


@dataclass(frozen=True, eq=False)
class Original:
    """What is made again.

    Parameters
    ----------
    recipe : Recipe
        Its recipe.
    samples : ndarray of float32, shape (n,), optional
        Its samples; None where they are not known.
    md5 : str
        Of its samples, where no more is known of them (`studio.store.provenance.md5_of`).
    """

    recipe: Recipe
    samples: NDArray[np.float32] | None = field(default=None, repr=False)
    md5: str = ""


@dataclass(frozen=True, eq=False)
class Replay(RichDisplay):
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
        The largest difference between two samples at the same position, 0 to 2; 0 where the first ones are not known.
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


def original_in(path: Path) -> Original:
    """Return what a sound file that the studio wrote was made from.

    Raises
    ------
    NotFound
        If there is no such file, or it holds no recipe.
    InvalidInput
        If it is no sound file, its recipe was damaged, or it is the beginning of a take that was stopped.
    """
    info = sound_info(path)
    made = info.required()
    if made.incomplete:
        raise incomplete(path.name, info.header.duration if info.header else 0.0)
    return Original(made.recipe, decode(path)[0] if info.exact else None, made.md5)


def original_of(source: ClipLike | Recipe, clips: Clips) -> Original:
    """Return what a clip or a recipe was made from; raises as `Studio.replay`."""
    if isinstance(source, Recipe):
        return Original(source.checked())
    if file := clips.path(source):
        return original_in(file)
    found = clips.source(source)
    check_complete(found)
    return Original(found.recipe, found.samples if isinstance(found, Take) else found.reference()[0])


def check_replayable(recipe: Recipe, backend: str) -> None:
    """Check that the running backend is the one that made a take.

    Raises
    ------
    InvalidInput
        If another one did.
    """
    if recipe.voice is None and recipe.backend and backend and recipe.backend != backend:
        named = backend_info(recipe.backend).needs_weights
        model = f" --model {recipe.model}" if named else ""
        argument = f", model={recipe.model!r}" if named else ""
        raise InvalidInput(
            f"This take was made by {recipe.backend}; this studio speaks with {backend}.",
            Advice(
                f"Open one that does: Studio(backend={recipe.backend!r}{argument}).",
                shell=f"Start it with --backend {recipe.backend}{model}.",
            ),
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
    first: Recipe,
    first_samples: NDArray[np.float32] | None,
    again: Recipe,
    samples: NDArray[np.float32],
    *,
    first_md5: str = "",
) -> Replay:
    """Compare a take, or only its recipe, with its replay.

    Parameters
    ----------
    first, first_samples
        Recipe and samples of the first time; None where the samples are not known.
    again, samples
        Recipe and samples of the replay.
    first_md5 : str
        Of the samples of the first time, where no more is known of them (`studio.store.provenance.md5_of`).
    """
    if first_samples is None and not first_md5:
        return Replay(again, samples, None, 0.0, tuple(_differences(first, again, only_named=True)))
    if first_samples is None:
        same = md5_of(samples) == first_md5
        return Replay(again, samples, same, 0.0, () if same else _reasons(first, again))
    common = min(len(first_samples), len(samples))
    difference = float(np.abs(first_samples[:common] - samples[:common]).max(initial=0.0))
    same = np.array_equal(first_samples, samples)
    return Replay(again, samples, same, difference, () if same else _reasons(first, again))


def _reasons(first: Recipe, again: Recipe) -> tuple[str, ...]:
    return tuple(_differences(first, again)) or (_unexplained(first, again),)


def _differences(first: Recipe, again: Recipe, *, only_named: bool = False) -> list[str]:
    """Return the differences between two recipes, in words: the seed, what made them, the versions, the hardware.

    With `only_named`, what the first recipe leaves open is ignored.
    """
    differences = []
    if first.seed != again.seed:
        differences.append(f"the seed was {first.seed}, and is {again.seed}: the first attempt failed this time")
    pairs = [(name, str(getattr(first, name)), str(getattr(again, name))) for name in _MADE_BY]
    before, now = without_hardware(first.versions), without_hardware(again.versions)
    pairs += [(name, before.get(name, ""), now.get(name, "")) for name in sorted({*before, *now})]
    pairs = [
        pair for pair in pairs if pair != ("model", without_paths(again).model, again.model)
    ]  # a file has no paths
    named = {READER} if first.versions else set()  # a take's recipe without it was made before there was a version
    unlike = [pair for pair in pairs if pair[1] != pair[2] and (pair[1] or not only_named or pair[0] in named)]
    differences += [f"{name} was {one or 'not there'}, and is {two or 'not there'}" for name, one, two in unlike]
    return differences + _hardware_differences(hardware_of(first), hardware_of(again))


def _hardware_differences(was: Hardware, now: Hardware) -> list[str]:
    """Return differences of chip and number of rows that change samples, in words; none where one is unknown."""
    differences = []
    if was.device and now.device and (was.device, was.chip) != (now.device, now.chip):
        differences.append(
            f"it was generated on {_chip(was)}, and now on {_chip(now)}: another chip rounds differently"
        )
    if was.rows and now.rows and was.rows != now.rows and {was.device, now.device} != {CPU}:
        differences.append(
            f"it was generated in a batch of {was.rows}, and now of {now.rows}: a GPU rounds differently with another "
            "number of rows"
        )
    return differences


def _chip(hardware: Hardware) -> str:
    return f"{hardware.chip} ({hardware.device})" if hardware.chip else hardware.device


def _unexplained(first: Recipe, again: Recipe) -> str:
    """Return in words why samples may differ although the recipes do not."""
    was, now = hardware_of(first), hardware_of(again)
    if not now.device:
        return _ANOTHER_MACHINE
    if not was.device:
        return _UNKNOWN_HARDWARE
    return _FILE_CHANGED if now.device == CPU else _ON_GPU
