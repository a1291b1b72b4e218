"""The preview beside the history: what the focused row asked for, and its takes with waveforms and decisions."""

from pathlib import Path

from studio.ui.section import Section, Workspace

SECTION = Section(
    name="history_preview",
    folder=Path(__file__).parent,
    workspace=Workspace.HISTORY,
    column="preview",
    module="history_preview.js",
    styles="history_preview.css",
)
