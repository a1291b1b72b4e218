"""The voices of the API: the presets, by id or by name."""

from typing import TYPE_CHECKING, Any

from studio.domain.take import Take
from studio.errors import NotFound
from studio.speech_api.api_errors import invalid
from studio.store.preset_folder import Preset

if TYPE_CHECKING:
    from studio.session import Studio

_MOST_NAMED = 12  # in an error


def list_voices(studio: "Studio") -> list[dict[str, Any]]:
    """Return the presets as `GET /v1/audio/voices` lists them, the user's own first."""
    return [_described(preset) for preset in studio.presets]


def find_voice(studio: "Studio", name: str) -> Preset | Take:
    """Return the voice of an id in the list; or what a person calls it, as for `Studio.say`.

    Raises
    ------
    ApiError
        If there is none; it names those there are.
    StorageFailed
        If it cannot be read.
    """
    try:
        return studio.presets.by_slug(name)
    except NotFound:
        pass
    try:
        return studio.clips.source(name)
    except NotFound as error:
        ids = [preset.slug for preset in studio.presets]
        more = ", …" if len(ids) > _MOST_NAMED else ""
        known = f"The voices are: {', '.join(ids[:_MOST_NAMED])}{more} (GET /v1/audio/voices)." if ids else ""
        raise invalid(f"{error.what} {known}".strip(), "voice", "voice_not_found") from None


def _described(preset: Preset) -> dict[str, Any]:
    return {
        "id": preset.slug,
        "name": preset.name,
        "description": preset.recipe.description,
        "language": preset.recipe.language,
        "tags": list(preset.tags),
        "backend": preset.recipe.backend,
        "starter": preset.starter,
    }
