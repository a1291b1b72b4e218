"""Saved voices with their reference audio."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import clones_voices
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.domain.voice import Voice
from studio.errors import InvalidInput
from studio.store.preset_delivery import VoiceSource
from studio.store.reference_audio import voice_of

SHORTEST, LONGEST = 3.0, 30.0  # seconds; 10 to 20 are best, and a longer one makes every line slower


@dataclass(frozen=True, eq=False)
class ReferenceVoice:
    """The voice of a preset, a delivery or a take, with its reference audio.

    Parameters
    ----------
    voice : Voice
        As the recipes of its lines contain it.
    recipe : Recipe
        What made the reference audio.
    samples : ndarray of float32, shape (n,)
        The reference audio.
    sample_rate : int
        Hz.
    """

    voice: Voice
    recipe: Recipe
    samples: NDArray[np.float32]
    sample_rate: int

    @property
    def duration(self) -> float:
        """Length of the reference audio in seconds."""
        return len(self.samples) / self.sample_rate


def reference_voice(source: VoiceSource) -> ReferenceVoice:
    """Return the voice of a preset, a delivery or a take.

    Raises
    ------
    NotFound, StorageFailed
        If the reference audio of a preset cannot be read.
    """
    if isinstance(source, Take):
        samples, sample_rate = source.samples, source.sample_rate
        name = source.recipe.voice.name if source.recipe.voice else f"seed {source.recipe.seed}"
    else:
        samples, sample_rate = source.reference()
        name = source.name
    return ReferenceVoice(voice_of(name, source.recipe, samples), source.recipe, samples, sample_rate)


def check_designed(recipe: Recipe, name: str) -> None:
    """Check that a description made a voice, so that the description can make more of it.

    Raises
    ------
    InvalidInput
        If it is a recording of a person.
    """
    if recipe.is_recording:
        raise InvalidInput(
            f"{name} is a recording of a person, whom no description makes again.",
            "Record them in that manner, import it, and keep that voice as a delivery of this one.",
            code="recorded-voice",
        )


def length_fault(recipe: Recipe, duration: float) -> InvalidInput | None:
    """Return an error if reference audio is too short or too long to be copied, else None.

    Where a voice is not copied from its reference, any length will do.
    """
    if not clones_voices(recipe.backend) or SHORTEST <= duration <= LONGEST:
        return None
    short = duration < SHORTEST
    return InvalidInput(
        f"The reference audio lasts {duration:.1f} s; a voice can be copied from {SHORTEST:.0f} to {LONGEST:.0f} s.",
        f"Make takes of a {'longer' if short else 'shorter'} text with the same description, and choose one.",
        code="reference-too-short" if short else "reference-too-long",
        details={"duration": duration},
    )
