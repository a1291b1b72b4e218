"""The page: an editor on the left; takes, comparison and presets on the right.

Gradio draws the form fields and carries their events. Everything else is drawn by the modules of the sections, which
read the addresses of `routes.py` and call the sections' actions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import gradio as gr

from studio.ui.actions import exposed
from studio.ui.layout import Layout
from studio.ui.modules import modules_address
from studio.ui.section import Section

if TYPE_CHECKING:
    from studio.session import Studio


def build(studio: "Studio", sections: Sequence[Section], has_password: bool = False) -> gr.Blocks:
    """Lay out the page and connect its events.

    Parameters
    ----------
    studio : Studio
        What its events call.
    sections : sequence of Section
        In the order of the page.
    has_password : bool
        Whether visitors log in.

    Returns
    -------
    gradio.Blocks
        To be mounted by `studio.ui.server.page`.
    """
    with gr.Blocks(title="Voice studio", analytics_enabled=False, fill_width=True) as page:
        layout = Layout(studio, page, modules_address(sections), has_password)
        _draw(layout, sections, "top")
        with gr.Row(elem_id="columns", equal_height=False):
            with gr.Column(elem_id="editor-column", scale=5, min_width=340):
                _draw(layout, sections, "editor")
            with gr.Column(elem_id="stage-column", scale=8, min_width=480):
                _draw(layout, sections, "stage")
        layout.actions(exposed(sections, studio))
        for section in sections:
            if section.connect is not None:
                section.connect(layout)
    return page


def _draw(layout: Layout, sections: Sequence[Section], column: str) -> None:
    for section in sections:
        if section.column == column:
            layout.draw(section)
