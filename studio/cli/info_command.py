"""`studio info`: what a sound file says about itself."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.options import AsJson
from studio.cli.output import print_facts, print_json, print_line

if TYPE_CHECKING:
    from studio import Recipe, SoundInfo

_LONGEST = 400  # characters of a text of another program
_NOTHING = "It holds no recipe: the studio did not make it, or another program removed it."


def info(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sound file of any program.")], as_json: AsJson = False
) -> None:
    """Print what a sound file is, and the recipe in it if the studio made it."""
    from studio import sound_info

    found = sound_info(file)
    if as_json:
        print_json(found.to_json())
        return
    print_line(_heading(found))
    made = found.provenance
    if made is None:
        print_line(f"{found.fault}" if found.fault else _NOTHING)
    if found.ai_generated:
        print_line("AI-generated: the file says so.")
    if found.form:
        print_line(f"{found.form[0].upper()}{found.form[1:]}.")
    if made is not None and made.incomplete:
        print_line("It is the beginning of a take that was stopped.")
    print_facts(_facts(made.recipe, found.path) if made else _texts(found), width=14)


def _heading(found: "SoundInfo") -> str:
    header = found.header
    if header is None:
        return f"{found.path.name}: sound in a format that the studio writes and does not decode"
    channels = "mono" if header.channels == 1 else f"{header.channels} channels"
    return (
        f"{found.path.name}: {header.format} ({header.subtype}), {channels}, {header.sample_rate:,} Hz, "
        f"{header.duration:.2f} s"
    )


def _facts(recipe: "Recipe", path: Path) -> Iterator[tuple[str, str]]:
    """Yield what is in a recipe, for people; `--json` has all of it."""
    yield "description", recipe.description
    yield "text", recipe.marked_text
    yield "seed", str(recipe.seed)
    yield "language", recipe.language
    if recipe.voice is not None:
        yield "voice", recipe.voice.name
    yield "made by", " ".join(part for part in (recipe.backend, recipe.model, recipe.revision) if part)
    yield "versions", ", ".join(f"{name} {version}" for name, version in recipe.versions.items())
    yield "made again by", f"studio replay {shlex.quote(str(path))}"


def _texts(found: "SoundInfo") -> Iterator[tuple[str, str]]:
    """Yield the texts that another program wrote, shortened."""
    for name in ("TITLE", "COMMENT", "ENCODER"):
        text = found.tags.get(name, "")
        if text:
            yield name.lower(), text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
