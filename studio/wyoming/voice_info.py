"""The presets as Wyoming's `info` describes voices."""

from typing import TYPE_CHECKING

from wyoming.info import Attribution, Info, TtsProgram, TtsVoice

import studio as package
from studio.auditions.voice_ids import languages_of
from studio.domain.backends import clones_voices
from studio.store.preset_folder import Preset

if TYPE_CHECKING:
    from studio.session import Studio

_MAKER = Attribution(name="Voice studio", url="")


def describe(studio: "Studio") -> Info:
    """Return what the server offers: one program, with the presets as its voices, the user's own first."""
    has_base = studio.base_model is not None
    voices = [_voice(preset, has_base) for preset in studio.presets]
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


def _voice(preset: Preset, has_base: bool) -> TtsVoice:
    """Describe a voice; Home Assistant shows the description as its name, and hides what is not installed."""
    return TtsVoice(
        name=preset.slug,
        attribution=_MAKER,
        installed=has_base or not clones_voices(preset.recipe.backend),
        description=preset.name,
        version=package.__version__,
        languages=languages_of(preset),
    )
