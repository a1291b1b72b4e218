"""A preset in one of its deliveries, and everything that a text can be spoken in."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.delivery import Delivery, is_neutral
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import InvalidInput
from studio.store.preset_folder import Preset


@dataclass(frozen=True)
class PresetDelivery:
    """A saved voice in one of its deliveries: it speaks, plays and compares as a preset does.

    Parameters
    ----------
    preset : Preset
        The voice.
    delivery : Delivery
        One of its deliveries.
    """

    preset: Preset
    delivery: Delivery

    @property
    def slug(self) -> str:
        """The preset's."""
        return self.preset.slug

    @property
    def name(self) -> str:
        """What a person calls it: "Evening/sad"."""
        return f"{self.preset.name}/{self.delivery.name}"

    @property
    def recipe(self) -> Recipe:
        """What made the delivery's reference audio."""
        return self.delivery.recipe

    @property
    def duration(self) -> float:
        """Of that audio, in seconds."""
        return self.delivery.duration

    @property
    def reference_path(self) -> Path:
        """The FLAC file of that audio."""
        return self.preset.folder / self.delivery.file

    @property
    def respellings(self) -> dict[str, str]:
        """Words and how the voice reads them; see `Preset.respellings`."""
        kept = self.preset
        return {**kept.recipe.pronunciations, **self.recipe.pronunciations, **kept.pronunciations}

    def reference(self) -> tuple[NDArray[np.float32], int]:
        """Return that audio, float32 of shape (n,), and its sample rate in Hz; raises as `Preset.reference`."""
        return self.preset.reference(self.delivery.name)


#: What a text can be spoken in.
VoiceSource = Preset | PresetDelivery | Take


def in_delivery(source: VoiceSource, delivery: str) -> VoiceSource:
    """Return a voice in one of its deliveries; "" or "neutral" is its own reference.

    Raises
    ------
    NotFound
        If it has no such delivery; it lists those there are.
    InvalidInput
        If it is a take, which has none.
    """
    if isinstance(source, Take):
        if is_neutral(delivery):
            return source
        raise not_saved(source)
    preset = source.preset if isinstance(source, PresetDelivery) else source
    return preset if is_neutral(delivery) else PresetDelivery(preset, preset.delivery(delivery))


def take_of(source: VoiceSource) -> Take:
    """Return a take, or the reference audio of a preset or a delivery as one; raises as `Preset.reference`."""
    if isinstance(source, Take):
        return source
    return source.preset.take_of(source.delivery.name) if isinstance(source, PresetDelivery) else source.take_of()


def not_saved(take: Take) -> InvalidInput:
    """Return the error that a take has no deliveries."""
    return InvalidInput(
        f"{take.label} is a take; only a saved voice has deliveries.", "Save it first.", code="not-saved"
    )
