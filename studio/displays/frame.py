"""The frame around everything that is shown: its style, and the script that lets one sound play at a time."""

from functools import cache
from importlib.resources import files

from markupsafe import Markup


def framed(content: Markup) -> Markup:
    """Return HTML with the style it needs, and with the script if it plays sound.

    Notebooks that are not trusted remove both; what is left is read and played without them.
    """
    script = Markup("<script>{}</script>").format(_asset("one_at_a_time.js")) if "<audio" in content else ""
    return Markup('<div class="studio-shown"><style>{}</style>{}{}</div>').format(_asset("style.css"), content, script)


@cache
def _asset(name: str) -> Markup:
    """Return a file of this folder in one line, with neither comments nor indentation: each cell has a copy."""
    lines = files("studio.displays").joinpath(name).read_text("utf-8").splitlines()
    return Markup(" ".join(line.strip() for line in lines if not line.strip().startswith(("//", "/*"))))
