"""A saved voice: what it is called, its reference sound, and its deliveries."""

from markupsafe import Markup

from studio.displays.player import faint, sounds
from studio.displays.words import beginning, length
from studio.domain.clip import Clip
from studio.domain.delivery import NEUTRAL
from studio.errors import StudioError
from studio.store.preset_folder import Preset


def preset_html(preset: Preset) -> Markup:
    """Return a saved voice with a player of its reference sound and of each delivery."""
    facts = " · ".join(filter(None, [length(preset.duration), ", ".join(preset.tags), "starter" * preset.starter]))
    names = [NEUTRAL, *(delivery.name for delivery in preset.deliveries)]
    heard = sounds([reference(preset, name) for name in names])
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="sound">{}</td></tr>').format(*row)
        for row in zip(names, heard, strict=True)
    )
    sound = Markup("<table><tbody>{}</tbody></table>").format(rows) if preset.deliveries else heard[0]
    described = Markup("<p>{}</p>").format(beginning(preset.recipe.description)) if preset.recipe.description else ""
    return Markup('<div class="one"><b>{}</b> <span class="faint">{}</span>{}{}{}{}</div>').format(
        preset.name, facts, sound, described, faint(f"“{beginning(preset.transcript)}”"), _notes(preset)
    )


def reference(preset: Preset, delivery: str = "") -> Clip | StudioError:
    """Return the reference sound of a voice or a delivery as a clip, or the error that it is missing or damaged."""
    try:
        return Clip(*preset.reference(delivery), preset.name, recipe=preset.recipe_of(delivery))
    except StudioError as error:
        return error


def _notes(preset: Preset) -> Markup:
    return faint(beginning(preset.notes)) if preset.notes else Markup()
