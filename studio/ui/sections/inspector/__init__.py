"""The take that has the focus: its numbers, a note, downloads."""

from pathlib import Path

from studio.ui.section import Section, Workspace

SECTION = Section(
    name="inspector",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="inspector",
    module="inspector.js",
    styles="inspector.css",
)
