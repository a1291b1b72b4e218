"""The page's stylesheet: the shared rules and those of the sections, as one file that the page's head names.

Gradio's own `css` setting puts the rules into the page's configuration and rewrites each one in the browser, which
takes longer than all else that this page adds to Gradio's start.
"""

from collections.abc import Sequence

from studio.ui.section import Section
from studio.ui.static_files import STATIC

# Matches the root element as one `:root` does, and counts as three classes: so the rules win over Gradio's own, in
# whatever order its stylesheets arrive.
_SCOPE = ":root:root:root"


def stylesheet(sections: Sequence[Section]) -> str:
    """Return the stylesheet of a page with these sections."""
    page = STATIC / "page"
    nested = [
        page / "page.css",
        page / "first_screen.css",
        *(each.styles_path for each in sections if each.styles_path),
    ]
    rules = "\n".join(path.read_text(encoding="utf-8") for path in nested)
    return f"{(page / 'root.css').read_text(encoding='utf-8')}\n{_SCOPE} {{\n{rules}\n}}\n"
