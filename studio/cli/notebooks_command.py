"""`studio notebooks`: the notebooks that come with the studio, copied to where a person works on them."""

import shlex
import shutil
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.options import AsJson
from studio.cli.output import print_json, print_line


def notebooks(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; created if it does not exist.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace notebooks of the same names there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the notebooks that come with the studio into a folder."""
    from studio.errors import AlreadyExists
    from studio.store.files import make_folder, storage
    from studio.store.home import notebooks_folder

    make_folder(folder)
    copies = {path: folder / path.name for path in sorted(notebooks_folder().glob("*.ipynb"))}
    there = [copy.name for copy in copies.values() if copy.exists()]
    if there and not overwrite:
        raise AlreadyExists(
            f"{folder} has {', '.join(there)} already.", "Choose another folder, or replace them with --overwrite."
        )
    for path, copy in copies.items():
        with storage(copy):
            shutil.copyfile(path, copy)
    if as_json:
        return print_json([str(copy) for copy in copies.values()])
    print_line(*map(str, copies.values()), f"Open them with: jupyter lab {shlex.quote(str(folder))}")
