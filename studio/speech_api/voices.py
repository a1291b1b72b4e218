"""The list of voices of the API."""

from typing import TYPE_CHECKING, Any

from studio.auditions.voice_ids import languages_of
from studio.store.preset_folder import Preset

if TYPE_CHECKING:
    from studio.session import Studio


def list_voices(studio: "Studio") -> list[dict[str, Any]]:
    """Return the presets as `GET /v1/audio/voices` lists them, the user's own first."""
    return [_described(preset) for preset in studio.presets]


def _described(preset: Preset) -> dict[str, Any]:
    return {
        "id": preset.slug,
        "name": preset.name,
        "description": preset.recipe.description,
        "language": languages_of(preset)[0],
        "tags": list(preset.tags),
        "backend": preset.recipe.backend,
        "starter": preset.starter,
    }
