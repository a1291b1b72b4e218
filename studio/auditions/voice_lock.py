"""Locking a voice: from the clip that was heard to what it takes to speak in its voice again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import clones_voices
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.domain.voice import Voice
from studio.errors import InvalidInput
from studio.store.presets import Preset
from studio.store.reference_audio import voice_of

SHORTEST, LONGEST = 3.0, 30.0  # seconds; 10 to 20 are best, and what is longer slows every line down


@dataclass(frozen=True, eq=False)
class LockedVoice:
    """A voice that is ready to speak.

    Parameters
    ----------
    voice : Voice
        As its lines' recipes carry it.
    recipe : Recipe
        What made the reference.
    samples : ndarray of float32, shape (n,)
        The reference, exactly as it was heard.
    sample_rate : int
        Samples a second.
    """

    voice: Voice
    recipe: Recipe
    samples: NDArray[np.float32]
    sample_rate: int

    @property
    def duration(self) -> float:
        """Of the reference, in seconds."""
        return len(self.samples) / self.sample_rate


def lock(source: Preset | Take) -> LockedVoice:
    """Lock a preset's voice, or that of a take.

    Raises
    ------
    NotFound, StorageFailed
        If the preset's reference cannot be read.
    """
    if isinstance(source, Preset):
        samples, sample_rate = source.reference()
        name = source.name
    else:
        samples, sample_rate = source.samples, source.sample_rate
        name = source.recipe.voice.name if source.recipe.voice else f"seed {source.recipe.seed}"
    return LockedVoice(voice_of(name, source.recipe, samples), source.recipe, samples, sample_rate)


def length_fault(recipe: Recipe, duration: float) -> InvalidInput | None:
    """Say what is wrong with a reference's length, and how to mend it; None where nothing is.

    Where a voice is not copied from its reference, any length will do.
    """
    if not clones_voices(recipe.backend) or SHORTEST <= duration <= LONGEST:
        return None
    short = duration < SHORTEST
    return InvalidInput(
        f"The reference lasts {duration:.1f} s; a voice is copied well from {SHORTEST:.0f} to {LONGEST:.0f} s.",
        f"Let the same recipe speak a {'longer' if short else 'shorter'} text, and choose again.",
        code="reference-too-short" if short else "reference-too-long",
        details={"duration": duration},
    )
