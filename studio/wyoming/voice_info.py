"""The presets as Wyoming's `info` describes voices."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wyoming.info import Attribution, Info, TtsProgram, TtsVoice

import studio as package
from studio.auditions.voice_ids import deliveries_of, languages_of
from studio.domain.backends import clones_voices
from studio.store.preset_folder import Preset

if TYPE_CHECKING:
    from studio.session import Studio

_MAKER = Attribution(name="Voice studio", url="")


def describe(studio: "Studio") -> Info:
    """Return what the server offers: one program, with the presets as its voices, the user's own first."""
    has_base = studio.base_model is not None
    voices = [voice for preset in studio.presets.values() for voice in _voices(preset, has_base)]
    program = TtsProgram(
        name="voice-studio",
        attribution=_MAKER,
        installed=True,
        description="Voices designed from words",
        version=package.__version__,
        voices=voices,
        supports_synthesize_streaming=True,
    )
    return Info(tts=[program])


def _voices(preset: Preset, has_base: bool) -> Iterator[TtsVoice]:
    """Yield the voice, and the voice in each of its deliveries.

    Home Assistant shows the description as the name, and hides what is not installed.
    """
    names = {preset.slug: preset.name}
    names |= {f"{preset.slug}/{delivery}": f"{preset.name} / {delivery}" for delivery in deliveries_of(preset)}
    for name, description in names.items():
        yield TtsVoice(
            name=name,
            attribution=_MAKER,
            installed=has_base or not clones_voices(preset.recipe.backend),
            description=description,
            version=package.__version__,
            languages=languages_of(preset),
        )
