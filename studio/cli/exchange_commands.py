"""`studio presets export` and `studio presets import`: voices as files, for other machines and other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.completion import preset_names
from studio.cli.options import Home, Overwrite
from studio.cli.output import print_line, print_notice
from studio.errors import AlreadyExists, InvalidInput, StudioError

if TYPE_CHECKING:
    from studio.exchange.importing import Imported
    from studio.exchange.shelf import PresetExchange

_FORMATS = "studio (a zip file with everything), pair (WAV and text), vox, voicebox, localai or openedai."


def export_presets(
    output: Annotated[
        str,  # a path would lose the slash that names a folder
        typer.Option("--output", "-o", metavar="PATH", help="The file; for several files, the folder: voices/."),
    ],
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", help="The presets' names.", autocompletion=preset_names)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Export all of your presets.")] = False,
    form: Annotated[str, typer.Option("--format", metavar="NAME", help=_FORMATS)] = "studio",
    home: Home = None,
) -> None:
    """Write presets as files, for another machine or another program; says what the format cannot hold."""
    shelf = exchange_of(home)
    if not names and not every:
        raise InvalidInput("No preset is named.", "Name one or several, or use --all.", details={"field": "name"})
    chosen = (
        [preset.name for preset in shelf.values() if not preset.starter]
        if every
        else [shelf[each].name for each in names or []]
    )
    exported = shelf.export(chosen, output, form)
    place = exported.files[0] if len(exported.files) == 1 else output
    print_line(f"{chosen[0]} is in {place}" if len(chosen) == 1 else f"{len(chosen)} presets are in {place}")
    for sentence in exported.lost:
        print_notice(sentence)


def import_presets(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Zip files, folders, or sounds; the words of x.wav may be in x.txt."),
    ],
    transcript: Annotated[
        str, typer.Option("--transcript", metavar="TEXT", help="What a sound without such a text says, word for word.")
    ] = "",
    consent: Annotated[
        str,
        typer.Option("--consent", metavar="TEXT", help="For a recording: whose voice it is, and that they agree."),
    ] = "",
    overwrite: Overwrite = False,
    home: Home = None,
) -> None:
    """Add presets from files of the studio or of other programs; each one succeeds or fails for itself."""
    found = exchange_of(home).add_all(files, transcript=transcript, consent=consent, overwrite=overwrite)
    for each in found:
        if each.preset is not None:
            print_line(f"{each.preset.name} is among your presets, as {each.preset.slug}")
            for note in each.notes:
                print_notice(f"{each.preset.name}: {note}")
    failed = [(each.label, _for_command(each)) for each in found if each.error is not None]
    for label, error in failed:
        named = "" if label in error.what else f"{label}: "
        print_notice(f"[{error.code}] {named}{error}")
    if failed:
        raise typer.Exit(1)


def exchange_of(home: Path | None) -> "PresetExchange":
    """Return the presets of a data folder, without starting anything else."""
    from studio.exchange.shelf import PresetExchange
    from studio.store.home import gallery_folder, home_folder

    return PresetExchange(home_folder(home) / "presets", gallery_folder())


def _for_command(found: "Imported") -> StudioError:
    """Return why a voice was not imported, with the option that replaces a preset where its name is taken."""
    assert found.error is not None
    if isinstance(found.error, AlreadyExists):
        return AlreadyExists(found.error.what, "Replace it with --overwrite.", details=found.error.details)
    return found.error
