"""The version of the take that has the focus: how its description differs from the one before, and its neighbours."""

from pathlib import Path

from studio.ui.section import Section, Workspace

SECTION = Section(
    name="versions",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="inspector",
    module="versions.js",
    styles="versions.css",
)
