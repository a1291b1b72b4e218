"""`studio report`: writes a comparison as one HTML file."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.measure_command import find_clips
from studio.cli.options import CLIP_HELP, ClipText, Home
from studio.cli.output import print_line


def report(
    clips: Annotated[list[str], typer.Argument(metavar="CLIP", help=CLIP_HELP)],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The HTML file.")],
    text: ClipText = "",
    home: Home = None,
) -> None:
    """Write a comparison as one HTML file.

    It holds the sounds, views, numbers and recipes.
    """
    from studio.store.files import replaceable
    from studio.workspace import Workspace

    replaceable(output)  # before the views are computed in vain
    with Workspace(home) as workspace:
        made = workspace.report(find_clips(workspace, clips, text))
    made.save(output)
    print_line(f"{output}  {len(bytes(made)) / 1e6:.1f} MB")
