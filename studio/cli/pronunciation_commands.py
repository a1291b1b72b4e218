"""`studio pronunciations`: lists, adds and removes respellings of words."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.completion import preset_names
from studio.cli.options import AsJson, Home
from studio.cli.output import print_json, print_line, print_table
from studio.cli.parsing import Command

if TYPE_CHECKING:
    from studio.store.presets import PresetShelf
    from studio.store.pronunciations import Pronunciations

pronunciations = typer.Typer(help="List, add and remove how words are pronounced.")

Word = Annotated[
    str, typer.Argument(metavar="WORD", help="In lower case: however it is written. Else only as written.")
]
ForPreset = Annotated[
    str | None,
    typer.Option("--preset", metavar="NAME", help="For this voice only (default: all).", autocompletion=preset_names),
]


@pronunciations.command("list", cls=Command)
def list_pronunciations(as_json: AsJson = False, home: Home = None) -> None:
    """List the pronunciations: those for all voices, then those of single presets."""
    lists = _opened(home).lists()
    if as_json:
        print_json(lists)
    elif lists:
        rows = [(word, said, name or "all") for name, words in sorted(lists.items()) for word, said in words.items()]
        print_table(("WORD", "READ AS", "VOICES"), rows)
    else:
        print_line('None yet. Type: studio pronunciations add "Nguyen" "win"')


@pronunciations.command("add", cls=Command)
def add_pronunciation(
    word: Word,
    respelling: Annotated[str, typer.Argument(metavar="RESPELLING", help="How the voice is to read it.")],
    preset: ForPreset = None,
    home: Home = None,
) -> None:
    """Have a word read as another spelling."""
    _opened(home).add(word, respelling, _slug(preset, home))
    print_line(f"{word} is read as {respelling}")


@pronunciations.command("remove", cls=Command)
def remove_pronunciation(word: Word, preset: ForPreset = None, home: Home = None) -> None:
    """Read a word as it is spelled again."""
    _opened(home).remove(word, _slug(preset, home))
    print_line(f"{word} is read as it is spelled")


def _opened(home: Path | None) -> "Pronunciations":
    from studio.store.home import home_folder
    from studio.store.pronunciations import Pronunciations

    return Pronunciations(home_folder(home), _shelf(home))


def _slug(preset: str | None, home: Path | None) -> str:
    return _shelf(home)[preset].slug if preset is not None else ""


def _shelf(home: Path | None) -> "PresetShelf":
    from studio.store.home import gallery_folder, home_folder
    from studio.store.presets import PresetShelf

    return PresetShelf(home_folder(home) / "presets", gallery_folder())
