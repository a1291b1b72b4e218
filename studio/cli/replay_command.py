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
            metavar="TAKE|PRESET|FILE",
            help="A preset's name, a take's label (v7.3) or id, or a sound file that the studio wrote.",
            autocompletion=preset_names,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the new take: out.wav, .flac, .mp3 or .opus."),
    ] = None,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> int:
    """Generate a take again and compare all samples.

    A sound file holds its recipe, and a checksum of the samples that were generated. The exit code is 1 where they
    differ.
    """
    from studio import Studio
    from studio.store.files import check_format, replaceable, write_sound
    from studio.store.provenance import Provenance, md5_of

    if output:
        check_format(output)
        replaceable(output)  # before the model works in vain
    with Studio(home, backend, model, base_model) as studio:
        file = studio.clips.path(source)
        found = studio.replay(file or source)
    if output:
        made = Provenance(found.recipe, md5_of(found.samples))
        write_sound(output, found.samples, found.sample_rate, made)
    if as_json:
        print_json(_to_json(found))
    else:
        print_line(*_lines(found, len(found.samples) / found.sample_rate))
        print_line(*_form(file))
    return 0 if found.same else 1


def _form(file: Path | None) -> list[str]:
    """Return in words how the samples in a file differ from those that were generated, if they do."""
    from studio import sound_info

    info = sound_info(file) if file else None
    return [f"  {info.path.name}: {info.form}"] if info and info.exact is False else []


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
    if found.same is None:
        return [f"Generated again, {seconds:.2f} s; there is nothing to compare it with.", *found.reasons]
    by = f"; the largest difference is {found.difference:.6f} of full scale" if found.difference else ""
    return [
        f"Not the same ({seconds:.2f} s{by}):",
        *(f"  {reason}" for reason in found.reasons),
    ]
