"""The JavaScript of the widgets, which travels to the browser once, however many widgets there are."""

import base64
import gzip
import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
from traitlets import Unicode

from studio.notebook.bundle import bundle

_STATIC = Path(__file__).parent / "static"


class Library(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets has no types
    """A model without a view: the module that draws all widgets, packed, and its version."""

    source = Unicode().tag(sync=True)
    version = Unicode().tag(sync=True)


_library: Library | None = None


def library() -> Library:
    """Return the library of this kernel, made anew where it was closed."""
    global _library
    if _library is None or _library.comm is None:
        _library = Library(**_packed())
    return _library


def in_marimo() -> bool:
    """Return whether a widget that is made now is shown by marimo."""
    marimo = sys.modules.get("marimo")
    return bool(marimo and marimo.running_in_notebook())


def asked_by_a_page() -> bool:
    """Return whether marimo runs the cell for somebody at a page; it runs those of an export for nobody."""
    import marimo

    return marimo.app_meta().request is not None


@cache
def loader() -> str:
    """Return the module that each widget has of its own: it opens the library."""
    return (_STATIC / "loader.js").read_text(encoding="utf-8")


@cache
def script() -> str:
    """Return the module that draws all widgets, as text."""
    return bundle(_STATIC / "widgets.js")


@cache
def _packed() -> dict[str, Any]:
    packed = gzip.compress(script().encode(), mtime=0)
    return {"source": base64.b64encode(packed).decode("ascii"), "version": hashlib.sha256(packed).hexdigest()[:16]}
