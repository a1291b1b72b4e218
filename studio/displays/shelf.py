"""The saved voices as a table."""

from collections.abc import Sequence
from itertools import accumulate

from markupsafe import Markup

from studio.displays.player import faint, sounds
from studio.displays.preset import reference
from studio.displays.words import length
from studio.store.preset_folder import Preset
from studio.store.preset_list import PresetList

_MOST_SECONDS = 60.0  # of sound: a person's own voices come first
_MORE = "The others are heard one by one: st.presets[name]."


def shelf_html(shelf: PresetList) -> Markup:
    """Return the saved voices with their tags and deliveries, and a player of the first ones."""
    presets = list(shelf.values())
    if not presets:
        return Markup("<p>No voices are kept yet: st.keep(take, name) keeps one.</p>")
    return voices_html(presets, _MOST_SECONDS)


def voices_html(presets: Sequence[Preset], most_seconds: float) -> Markup:
    """Return voices as a table, with a player of the first ones, as many as there are in so many seconds."""
    together = accumulate(preset.duration for preset in presets)
    heard = [preset for preset, seconds in zip(presets, together, strict=True) if seconds <= most_seconds]
    players = sounds([reference(preset) for preset in heard], most_seconds)
    players += [Markup()] * (len(presets) - len(heard))
    rows = Markup("").join(_row(*row) for row in zip(presets, players, strict=True))
    more = faint(_MORE) if len(heard) < len(presets) else ""
    return Markup("<table><tbody>{}</tbody></table>{}").format(rows, more)


def _row(preset: Preset, player: Markup) -> Markup:
    names = ", ".join(delivery.name for delivery in preset.deliveries)
    told = [length(preset.duration), "starter" * preset.starter, ", ".join(preset.tags)]
    deliveries = faint(f"also: {names}") if names else ""
    return Markup(
        '<tr><th scope="row"><b>{}</b> <span class="faint">{}</span>{}</th><td class="sound">{}</td></tr>'
    ).format(preset.name, " · ".join(filter(None, told)), deliveries, player)
