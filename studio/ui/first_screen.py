"""The first screen: a description, a text and Generate, which work as soon as the document has arrived.

Gradio needs about a second to draw the page. What is typed and pressed until then is kept here; the editor takes it
over (`sections/design/first_screen.js`).
"""

import json
from collections.abc import Sequence

from studio.ui.section import Workspace
from studio.ui.static_files import STATIC
from studio.ui.words import LANGUAGES, table

_WORKSPACES = [each for each in Workspace if each is not Workspace.SHELL]
_TEXTS = (
    *(f"workspace.{each}" for each in _WORKSPACES),
    "design.description",
    "design.description_hint",
    "design.text",
    "design.text_hint",
    "design.generate",
    "shell.opening",
    "shell.not_loaded",
    "shell.reload",
)
_MARKUP = """<div id="first-screen">
<header><strong>Voice studio</strong><nav>{tabs}</nav></header>
<form>
<label for="first-description" data-text="design.description"></label>
<textarea id="first-description" rows="4" data-hint="design.description_hint"></textarea>
<label for="first-text" data-text="design.text"></label>
<textarea id="first-text" rows="3" data-hint="design.text_hint"></textarea>
<button id="first-generate" data-text="design.generate"></button>
<p role="status"></p>
</form>
</div>
<script type="application/json" id="first-screen-data">{data}</script>
<script>{script}</script>
"""


def first_screen(files: Sequence[str]) -> str:
    """Return the first screen as HTML.

    Parameters
    ----------
    files : sequence of str
        Addresses of the JavaScript modules and stylesheets that are fetched once the first screen is drawn; without
        this, a browser learns of each only when the one that asks for it has arrived.
    """
    tabs = "".join(f'<a href="#{each}" data-text="workspace.{each}"></a>' for each in _WORKSPACES)
    texts = {language: {key: table(language)[key] for key in _TEXTS} for language in LANGUAGES}
    data = json.dumps({"texts": texts, "files": list(files)}, ensure_ascii=False).replace("<", "\\u003c")
    script = (STATIC / "page" / "first_screen.js").read_text(encoding="utf-8")
    return _MARKUP.format(tabs=tabs, data=data, script=script)
