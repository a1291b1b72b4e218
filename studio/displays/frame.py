"""The frame around everything that is shown, with the style it needs."""

from functools import cache
from importlib.resources import files

from markupsafe import Markup


def framed(content: Markup) -> Markup:
    """Return HTML with its style, which notebooks that are not trusted remove; it is readable without."""
    return Markup('<div class="studio-shown"><style>{}</style>{}</div>').format(_style(), content)


@cache
def _style() -> Markup:
    """Return the style sheet in one line and without comments: each cell has a copy."""
    lines = files("studio.displays").joinpath("style.css").read_text("utf-8").splitlines()
    return Markup(" ".join(line.strip() for line in lines if not line.startswith("/*")))
