"""The page: a top bar, five workspaces as tabs, and one transport below them.

Gradio draws the tabs and the form fields, and carries their events. Everything else is drawn by the modules of the
sections, which read the addresses of `routes.py` and call the sections' actions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import gradio as gr

from studio.ui.actions import exposed
from studio.ui.layout import Layout
from studio.ui.modules import modules_address
from studio.ui.section import COLUMNS, Section, Workspace
from studio.ui.words import words

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
        To be mounted by `studio.ui.page_site`.
    """
    with gr.Blocks(title="Voice studio", analytics_enabled=False, fill_width=True) as page:
        layout = Layout(studio, page, modules_address(sections), has_password)
        _draw(layout, sections, Workspace.SHELL, "top")
        _draw_workspaces(layout, sections)
        _draw(layout, sections, Workspace.SHELL, "transport")
        _draw(layout, sections, Workspace.SHELL, "dialogs")
        layout.actions(exposed(sections, studio))
        for section in sections:
            if section.connect is not None:
                section.connect(layout)
    return page


def _draw_workspaces(layout: Layout, sections: Sequence[Section]) -> None:
    with gr.Tabs(selected=Workspace.DESIGN.value, overflow_behavior="wrap", elem_id="workspaces"):
        for workspace in (each for each in Workspace if each is not Workspace.SHELL):
            title = words(f"workspace.{workspace}")
            with (
                gr.Tab(title, id=workspace.value, elem_id=f"workspace-{workspace}", render_children=True),
                gr.Row(elem_classes="columns", equal_height=False),
            ):
                for column in COLUMNS[workspace]:
                    _draw(layout, sections, workspace, column)


def _draw(layout: Layout, sections: Sequence[Section], workspace: Workspace, column: str) -> None:
    with gr.Column(elem_id=f"{workspace}-{column}", elem_classes="pane", min_width=0):
        for section in sections:
            if (section.workspace, section.column) == (workspace, column):
                layout.draw(section)
