"""A widget as a page of its own: its script, its state and its sounds in one HTML file."""

import base64
import json
from html import escape
from typing import TYPE_CHECKING

from studio.notebook.clip_state import sound_file
from studio.notebook.library import script

if TYPE_CHECKING:
    from studio.notebook.clip_widget import ClipWidget

_STYLE = (
    "body{max-width:1100px;margin:24px auto;padding:0 12px;font-family:system-ui,sans-serif}"
    ":root{color-scheme:light dark}"
)


def standalone_page(widget: "ClipWidget") -> str:
    """Return a widget that plays clips as an HTML page; it needs neither a kernel nor another file.

    F0, syllables and differences are computed by a kernel: the page does not have them.
    """
    own = [name for name in widget.keys if not name.startswith("_") and name != "layout"]
    state = widget.get_state([*own, "_draws", "_key", "_clips"])
    sounds = [base64.b64encode(sound_file(clip)).decode("ascii") for clip in widget.clips.values()]
    title = ", ".join(widget.clips)
    data = json.dumps({"state": state, "sounds": sounds}, default=str).replace("<", "\\u003c")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><main></main>"
        f'<script type="application/json" id="data">{data}</script>'
        f'<script type="module">{_inline(script())}\n'
        'openStandalone(document.querySelector("main"), JSON.parse(document.querySelector("#data").textContent));'
        "</script></body></html>"
    )


def _inline(module: str) -> str:
    """Return a module as it may stand in a page."""
    return module.replace("</script", "<\\/script")
