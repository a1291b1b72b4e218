"""What the comparison found: differences in words, numbers, checks, and the decision about the clip that is heard."""

from pathlib import Path

from studio.ui.section import Section, Workspace

SECTION = Section(
    name="findings",
    folder=Path(__file__).parent,
    workspace=Workspace.COMPARE,
    column="words",
    module="findings.js",
    styles="findings.css",
)
