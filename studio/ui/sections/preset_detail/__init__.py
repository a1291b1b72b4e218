"""The chosen voice beside the list of voices: its name, tags and notes, its recipe, and its reference's figures."""

from pathlib import Path

from studio.ui.section import Section, Workspace

SECTION = Section(
    name="preset_detail",
    folder=Path(__file__).parent,
    workspace=Workspace.VOICES,
    column="detail",
    module="preset_detail.js",
    styles="preset_detail.css",
)
