"""Which function shows which kind of object. To add a kind: a module, and its line in `RENDERERS`."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from studio.displays.clip import clip_html
from studio.displays.frame import framed
from studio.displays.takes import takes_html
from studio.domain.clip import Clip
from studio.domain.takes import Takes
from studio.errors import StudioError

#: What is shown of an object, by its type; a type without a line is shown as the first of its bases that has one.
RENDERERS: Mapping[type, Callable[[Any], Markup]] = {
    Clip: clip_html,
    Takes: takes_html,
}


def html_of(shown: object) -> str:
    """Return an object as HTML; what is wrong, where it cannot be shown, such as a preset whose sound is gone.

    Raises
    ------
    KeyError
        If there is no renderer for its type.
    """
    renderer = next(RENDERERS[kind] for kind in type(shown).__mro__ if kind in RENDERERS)
    try:
        content = renderer(shown)
    except StudioError as error:
        content = Markup("<p>{}</p><p class='faint'>{}</p>").format(repr(shown), str(error))
    return str(framed(content))
