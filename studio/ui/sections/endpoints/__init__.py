"""Named endpoints for `gradio_client`: `/design`, `/say` and `/presets`. `docs/endpoints.md` shows how to call them."""

from pathlib import Path

import gradio as gr

from studio.ui.layout import Layout
from studio.ui.section import Section, Workspace
from studio.ui.sections.endpoints.endpoints import Endpoints


def _connect(layout: Layout) -> None:
    """Add the endpoints. The engine's queue limits what runs, so Gradio's does not."""
    endpoints = Endpoints(layout.studio)
    for function in (endpoints.design, endpoints.say, endpoints.presets):
        gr.api(function, api_name=function.__name__, concurrency_limit=None)


SECTION = Section(
    name="endpoints", folder=Path(__file__).parent, workspace=Workspace.SHELL, column="dialogs", connect=_connect
)
