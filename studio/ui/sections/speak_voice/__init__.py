"""The voice that speaks: the list to choose it from, its reference, and the model that copies it."""

from pathlib import Path

from studio.ui.section import Section, Workspace

SECTION = Section(
    name="speak_voice",
    folder=Path(__file__).parent,
    workspace=Workspace.SPEAK,
    column="voice",
    module="speak_voice.js",
    styles="speak_voice.css",
)
