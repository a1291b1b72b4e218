"""The still picture of a widget: what a saved notebook shows and plays without a kernel, and in its HTML export."""

from collections.abc import Iterable

from markupsafe import Markup

from studio.displays.frame import framed
from studio.displays.player import MOST_TOGETHER, faint, picture, sounds
from studio.displays.words import length
from studio.domain.clip import Clip

_SENTENCE = "This is how it looked. Run the cell again to use it."
# Where no kernel has the widget, JupyterLab writes "model not found" under it, or shows a broken link.
_STYLE = Markup(
    "<style>.jp-OutputArea-child:has(.voice-studio-still)"
    " + .jp-OutputArea-child:has(.jupyter-widgets):not(:has(.voice-studio-widget)){{display:none}}</style>"
)


def still_page(key: str, shown: str) -> str:
    """Return the still picture with the sentence that says what it is.

    Parameters
    ----------
    key : str
        The widget's, by which its view finds and hides the picture.
    shown : str
        HTML without scripts.
    """
    page = Markup('<div class="voice-studio-still" data-key="{}">{}{}</div>')
    return str(page.format(key, _STYLE.format(), framed(Markup(shown) + faint(_SENTENCE))))


def sound_rows(rows: Iterable[tuple[str, str, Clip]], most_seconds: float = MOST_TOGETHER) -> Markup:
    """Return a table of clips, each with its label, a note beside it, its picture, and so many seconds of sound."""
    labels, notes, clips = zip(*rows, strict=True) if (rows := list(rows)) else ((), (), ())
    shown = Markup("").join(map(_row, labels, notes, clips, sounds(clips, most_seconds)))
    return Markup("<table><tbody>{}</tbody></table>").format(shown) if shown else shown


def _row(label: str, note: str, clip: Clip, sound: Markup) -> Markup:
    told = " · ".join(filter(None, [length(clip.duration), note]))
    return Markup(
        '<tr><th scope="row"><b>{}</b> <span class="faint">{}</span></th><td class="sound">{}{}</td></tr>'
    ).format(label, told, picture(clip), sound)
