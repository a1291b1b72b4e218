"""The list of voices of the API."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from studio.auditions.voice_ids import deliveries_of, languages_of
from studio.store.preset_folder import Preset

if TYPE_CHECKING:
    from studio.session import Studio


def list_voices(studio: "Studio") -> list[dict[str, Any]]:
    """Return the presets as `GET /v1/audio/voices` lists them, the user's own first."""
    return [described for preset in studio.presets.values() for described in _described(preset)]


def _described(preset: Preset) -> Iterator[dict[str, Any]]:
    """Yield the voice, and the voice in each of its deliveries."""
    facts = {
        "description": preset.recipe.description,
        "language": languages_of(preset)[0],
        "tags": list(preset.tags),
        "backend": preset.recipe.backend,
        "starter": preset.starter,
    }
    yield {"id": preset.slug, "name": preset.name} | facts
    for delivery in deliveries_of(preset):
        yield {"id": f"{preset.slug}/{delivery}", "name": f"{preset.name} / {delivery}"} | facts
