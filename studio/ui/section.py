"""What a section of the page is: its routes, actions, module, styles and controls, declared in one place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

if TYPE_CHECKING:
    from studio.session import Studio

#: One function that the section's JavaScript may call: takes one JSON value, returns a payload, JSON or None.
Action = Callable[[Any], Any]


class Workspace(StrEnum):
    """A tab of the page; the shell is what is always visible around the tabs."""

    SHELL = "shell"
    DESIGN = "design"
    COMPARE = "compare"
    VOICES = "voices"
    SPEAK = "speak"
    HISTORY = "history"


#: The columns of each workspace from left to right, and the parts of the shell from top to bottom.
COLUMNS: dict[Workspace, tuple[str, ...]] = {
    Workspace.SHELL: ("top", "transport", "dialogs"),
    Workspace.DESIGN: ("editor", "takes", "inspector"),
    Workspace.COMPARE: ("lanes", "words"),
    Workspace.VOICES: ("list", "detail"),
    Workspace.SPEAK: ("voice", "text", "clips"),
    Workspace.HISTORY: ("list", "preview"),
}


@dataclass(frozen=True)
class Section:
    """One section of the page, declared in the `__init__.py` of its folder.

    Parameters
    ----------
    name : str
        The folder's name; also the HTML id of the section's part, and the prefix of its actions.
    folder : Path
        Where its modules and styles are; every `*.js` in it is served as `sections/NAME/FILE.js` (`studio.ui.modules`).
    workspace : Workspace
        Where it is shown.
    column : str
        One of the workspace's `COLUMNS`.
    module : str
        The JavaScript module that draws its part: exports `mount(element, { props, trigger, watch })`. "" for a
        section without a part of its own.
    styles : str
        Its CSS file, or "".
    routes : callable, optional
        Adds the section's addresses to a router whose prefix is `/studio`. They change nothing that is stored.
    actions : callable, optional
        Returns what the section's JavaScript may call as `call("NAME.FUNCTION", request)`.
    layout : callable, optional
        Builds its Gradio controls with a `studio.ui.layout.Layout`; by default the section is one part, drawn by its
        module.
    connect : callable, optional
        Connects its Gradio events with the same `Layout`, once every section is laid out.

    Raises
    ------
    ValueError
        If the workspace has no such column.
    """

    name: str
    folder: Path
    workspace: Workspace
    column: str
    module: str = ""
    styles: str = ""
    routes: "Callable[[APIRouter, Studio], None] | None" = None
    actions: "Callable[[Studio], Sequence[Action]] | None" = None
    layout: Callable[[Any], None] | None = None
    connect: Callable[[Any], None] | None = None

    def __post_init__(self) -> None:
        if self.column not in COLUMNS[self.workspace]:
            raise ValueError(f"The workspace {self.workspace} has no column {self.column!r}.")

    @property
    def modules(self) -> dict[str, Path]:
        """The section's JavaScript files by their names."""
        return {path.name: path for path in self.folder.glob("*.js")}

    @property
    def styles_path(self) -> Path | None:
        """The section's CSS file, or None."""
        return self.folder / self.styles if self.styles else None
