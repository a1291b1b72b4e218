"""`studio replay`: generates a take again and compares the samples."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.completion import preset_names
from studio.cli.options import AsJson, Backend, BaseModel, Home, ModelName
from studio.cli.output import print_json, print_line

if TYPE_CHECKING:
    from studio import Replay


def replay(
    source: Annotated[
        str,
        typer.Argument(
            metavar="TAKE|PRESET",
            help="A preset's name, or a take: its label (v7.3) or id (`studio takes list`).",
            autocompletion=preset_names,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the new take: out.wav, out.flac or out.mp3."),
    ] = None,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> int:
    """Generate a take again and compare all samples.

    The exit code is 1 where they differ.
    """
    from studio import Studio
    from studio.store.files import check_format, replaceable, write_sound

    if output:
        check_format(output)
        replaceable(output)  # before the model works in vain
    with Studio(home, backend, model, base_model) as studio:
        found = studio.replay(source)
    if output:
        write_sound(output, found.samples, found.sample_rate)
    if as_json:
        print_json(_to_json(found))
    else:
        print_line(*_lines(found, len(found.samples) / found.sample_rate))
    return 0 if found.same else 1


def _to_json(found: "Replay") -> dict[str, Any]:
    return {
        "same": found.same,
        "difference": found.difference,
        "reasons": list(found.reasons),
        "recipe": found.recipe.to_json(),
    }


def _lines(found: "Replay", seconds: float) -> list[str]:
    if found.same:
        return [f"The same, every sample of {seconds:.2f} s."]
    return [
        f"Not the same ({seconds:.2f} s; the largest difference is {found.difference:.6f} of full scale):",
        *(f"  {reason}" for reason in found.reasons),
    ]
