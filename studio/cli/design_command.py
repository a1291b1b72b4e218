"""`studio design`: makes takes of a described voice."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import AsJson, Backend, BaseModel, Home, Language, ModelName, Raw, integer
from studio.cli.output import file_entry, print_files, print_notice
from studio.cli.progress import print_notes, print_second_engine, print_warning, wait_for_takes
from studio.domain.label import file_stem

if TYPE_CHECKING:
    from studio import Studio, Take


def design(
    description: Annotated[str, typer.Argument(metavar="DESCRIPTION", help="How the voice sounds.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What it says.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for the files.")],
    takes: Annotated[int, typer.Option("--takes", "-n", parser=integer, metavar="N", help="How many, 1 to 8.")] = 4,
    seed: Annotated[
        str | None,
        typer.Option("--seed", metavar="SEED", help="The first take's seed; the others count up (default: random)."),
    ] = None,
    language: Language = "auto",
    temperature: Annotated[
        float | None,
        typer.Option(
            "--temperature", metavar="T", help="0 is greedy, for each frame's first code (default: the model's)."
        ),
    ] = None,
    top_k: Annotated[
        int | None,
        typer.Option(
            "--top-k", parser=integer, metavar="K", help="Sample among the k most likely (default: the model's)."
        ),
    ] = None,
    top_p: Annotated[
        float | None,
        typer.Option("--top-p", metavar="P", help="Sample among the likeliest that sum to p (default: the model's)."),
    ] = None,
    repetition_penalty: Annotated[
        float | None,
        typer.Option("--repetition-penalty", metavar="X", help="Above 1 discourages loops (default: the model's)."),
    ] = None,
    sweep: Annotated[
        str | None,
        typer.Option(
            "--sweep",
            metavar="DIMENSION",
            help="Steps of one dimension instead, each with N seeds: pitch, pace, brightness …",
        ),
    ] = None,
    steps: Annotated[
        int, typer.Option("--steps", parser=integer, metavar="N", help="How many steps of a sweep, 3 to 5.")
    ] = 3,
    parent: Annotated[
        str, typer.Option("--parent", metavar="VERSION", help="The version that this one is made from, such as v7.")
    ] = "",
    raw: Raw = False,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> None:
    """Make takes of a described voice and write them as files."""
    from studio import Sampling
    from studio.session import Studio, auditions_of
    from studio.store.files import make_folder

    with Studio(home, backend, model, base_model) as studio:
        auditions = auditions_of(studio, warn=print_warning)
        generate = partial(auditions.sweep_dimension, dimension=sweep, steps=steps) if sweep else auditions.design
        audition = generate(
            description,
            text=text,
            takes=takes,
            seed=seed,
            language=language,
            sampling=Sampling(temperature, top_k, top_p, repetition_penalty),
            raw=raw,
            parent=parent,
        )
        make_folder(output)  # before the model works in vain
        print_second_engine(studio)
        if audition.warning:
            print_notice(audition.warning)
        print_notes(audition)
        finished = wait_for_takes(audition, quiet=as_json)
        if sweep and audition.version and not as_json:
            print_notice(f"{_sweep_line(studio, audition.id)} (`studio versions v{audition.version}`)")
    print_files(write_takes(finished, output), as_json=as_json)


def write_takes(takes: "Sequence[Take]", folder: Path) -> list[dict[str, Any]]:
    """Write takes into a folder, each with its recipe beside it; return the entries that are printed."""
    return [_write(take, _free_path(folder, take)) for take in takes]


def _sweep_line(studio: "Studio", audition: str) -> str:
    """Return the steps of a sweep, and whether they moved what is measured of its dimension."""
    version = studio.versions[audition]
    words = version.sweep.words if version.sweep else ()
    return f"{' · '.join(words)}: {version.swept()}"


def _free_path(folder: Path, take: "Take") -> Path:
    """Return the path of a take's file, `v7-3.flac`, numbered further where a take of another library has that name."""
    stem = file_stem(take.label)
    stems = (stem, *(f"{stem} ({number})" for number in range(2, 1_000_000)))
    paths = (folder / f"{each}.flac" for each in stems)
    return next(path for path in paths if not path.exists() and not path.with_suffix(".json").exists())


def _write(take: "Take", path: Path) -> dict[str, Any]:
    """Write a take and, beside it, the recipe that makes it again."""
    from studio.store.files import write_atomically, write_sound
    from studio.store.provenance import Provenance

    write_sound(path, take.samples, take.sample_rate, Provenance.of_take(take))
    entry = file_entry(take, path)
    recipe = json.dumps(entry["recipe"], ensure_ascii=False, indent=2) + "\n"
    write_atomically(path.with_suffix(".json"), lambda file: file.write(recipe.encode()), private=False)
    return entry
