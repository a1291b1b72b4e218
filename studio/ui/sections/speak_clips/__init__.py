"""What the chosen voice has spoken, and what it is about to."""

from pathlib import Path

from studio.ui.section import Section, Workspace

SECTION = Section(
    name="speak_clips",
    folder=Path(__file__).parent,
    workspace=Workspace.SPEAK,
    column="clips",
    module="speak_clips.js",
    styles="speak_clips.css",
)
