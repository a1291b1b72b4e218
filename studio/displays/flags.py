"""Faults of a clip that the checks found."""

from collections.abc import Iterable

from markupsafe import Markup

from studio.audio.checks import Flag
from studio.displays.player import faint

_WORDS = {"problem": "Problem", "note": "Note"}


def flag_html(flag: Flag) -> Markup:
    """Return one fault as a sentence."""
    return Markup('<p title="{}"><b>{}:</b> {}</p>').format(flag.code, _WORDS[flag.severity], flag.what)


def flags_html(flags: Iterable[Flag]) -> Markup:
    """Return faults, one below the other; that nothing was found where there are none."""
    return Markup("").join(map(flag_html, flags)) or faint("The checks found nothing.")
