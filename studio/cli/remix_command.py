"""`studio remix`: a voice with a change, "this voice, but warmer", and what the change moved."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.design_command import write_takes
from studio.cli.options import AsJson, Backend, BaseModel, Home, ModelName, VoiceName, integer
from studio.cli.output import print_files, print_json, print_line
from studio.cli.progress import print_second_engine, print_warning, wait_for_takes

if TYPE_CHECKING:
    from studio import Remix, Takes


def remix(
    voice: VoiceName,
    change: Annotated[
        str, typer.Argument(metavar="CHANGE", help='What is to be different: warmer, "ten years older", slower …')
    ],
    takes: Annotated[int, typer.Option("--takes", "-n", parser=integer, metavar="N", help="How many, 1 to 8.")] = 4,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write the takes into this folder too.")
    ] = None,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> None:
    """Make takes of a voice with a change of its description, and tell what that moved."""
    from studio.session import Studio, auditions_of
    from studio.store.files import make_folder

    with Studio(home, backend, model, base_model) as studio:
        made = auditions_of(studio, warn=print_warning).remix(voice, change, takes=takes)
        if output:
            make_folder(output)  # before the model works in vain
        print_second_engine(studio)
        if made.before:
            wait_for_takes(made.before, quiet=as_json)
        finished = wait_for_takes(made.audition, quiet=as_json)
        moved = made.moved()
        written = write_takes(finished, output) if output else []
        if as_json:
            print_json(_to_json(made, finished) | {"moved": moved.words, "files": written})
            return
    print_line(str(made.diff), *map(_without_effect, made.edit.without_effect), "")
    if output:
        print_files(written, as_json=False)
    else:
        print_line(*(f"{take.label}  {take.duration:.2f} s  seed {take.recipe.seed}" for take in finished))
    print_line("", f"moved: {moved}")


def _without_effect(part: str) -> str:
    return f"{part!r} changes nothing: the description says it already, or says the most of it."


def _to_json(made: "Remix", takes: "Takes") -> dict[str, Any]:
    return {
        "change": made.change,
        "description": made.edit.description,
        "without_effect": list(made.edit.without_effect),
        "diff": str(made.diff),
        "lineage": made.lineage.to_json(),
        "takes": [{"id": take.id, "label": take.label, "seed": take.recipe.seed} for take in takes],
    }
