"""Objects that show themselves in a notebook.

What they look like is known further up (`studio.displays`), where it is registered with `draw_with`, so that plain data
imports nothing of it and a program that is no notebook loads nothing of it.
"""

from collections.abc import Callable

_html_of: Callable[[object], str] | None = None


class RichDisplay:
    """An object that a notebook shows as HTML; everywhere else it is its `repr`.

    Jupyter, VS Code and marimo ask for `_repr_html_`; Jupyter adds `repr` as text/plain.
    """

    __slots__ = ()  # so that a tuple can be one

    def _repr_html_(self) -> str | None:
        return _html_of(self) if _html_of else None


def draw_with(html_of: Callable[[object], str]) -> None:
    """Register the function that returns the HTML of an object; called once, where the public interface is made."""
    global _html_of
    _html_of = html_of
