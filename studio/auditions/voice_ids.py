"""The voices that servers offer to other programs: an id for each, which names it whatever its name becomes."""

from studio.domain.backends import find_backend
from studio.domain.language import LANGUAGES
from studio.domain.take import Take
from studio.errors import NotFound
from studio.store.preset_delivery import PresetDelivery, VoiceSource, in_delivery
from studio.store.preset_folder import Preset
from studio.text.language_id import guess_language
from studio.workspace import Workspace

_MOST_NAMED = 12  # in an error


def voice_of_id(workspace: Workspace, name: str) -> VoiceSource:
    """Return the voice of an id; or what a person calls it, as for `Studio.say`.

    Parameters
    ----------
    workspace : Workspace
        Holds the voices.
    name : str
        A preset's slug, which has priority over a name, or a name; for a delivery, a slash and its name follow.

    Raises
    ------
    NotFound
        If there is no such voice or delivery; it names those there are.
    StorageFailed
        If it cannot be read.
    """
    slug, _, delivery = name.partition("/")
    try:
        preset = workspace.presets.by_slug(slug)
    except NotFound:
        return _named(workspace, name)
    return in_delivery(preset, delivery)


def _named(workspace: Workspace, name: str) -> VoiceSource:
    try:
        return workspace.clips.source(name)
    except NotFound as error:
        if error.code == "delivery-not-found":
            raise
        ids = [preset.slug for preset in workspace.presets.values()]
        more = ", …" if len(ids) > _MOST_NAMED else ""
        known = f"The voices are: {', '.join(ids[:_MOST_NAMED])}{more}." if ids else error.next_step
        raise NotFound(error.what, known, code="voice-not-found", details={"field": "voice"}) from None


def deliveries_of(voice: VoiceSource) -> tuple[str, ...]:
    """Return the names of a voice's deliveries; "SLUG/NAME" is the id of the voice in one of them."""
    if isinstance(voice, Take):
        return ()
    preset = voice.preset if isinstance(voice, PresetDelivery) else voice
    return tuple(delivery.name for delivery in preset.deliveries)


def languages_of(preset: Preset) -> list[str]:
    """Return the ISO 639-1 codes of the languages that a voice speaks, its own first."""
    own = guess_language(preset.transcript, preset.recipe.language)
    backend = find_backend(preset.recipe.backend)
    names = dict.fromkeys([own, *(backend.languages if backend else LANGUAGES)])
    return [LANGUAGES[name][0] for name in names]
