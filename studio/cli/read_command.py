"""`studio read`: what a description says about a voice, and what could be better about it."""

from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.options import AsJson
from studio.cli.output import print_json, print_line, print_table

if TYPE_CHECKING:
    from studio.text.reading import Reading


def read(
    description: Annotated[
        str, typer.Argument(metavar="DESCRIPTION", help="How the voice sounds, in English, French or Chinese.")
    ],
    french: Annotated[bool, typer.Option("--french", help="Print labels and notes in French.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a description says, dimension by dimension, and what could be better about it."""
    from studio.text.reading import read as read_description

    reading = read_description(description, "fr" if french else "en")
    if as_json:
        print_json(reading.to_json())
        return
    _print_reading(reading)


def _print_reading(reading: "Reading") -> None:
    rows = [(one.label, one.says or reading.not_said, reading.quoted(one.spans)) for one in reading.dimensions]
    print_table(("dimension", "understood", "words"), rows)
    for note in reading.notes:
        print_line(f"– {note.why} {reading.quoted(note.spans)}".rstrip())
        for fix in note.fixes:
            print_line(f"  {fix.label}: {fix.description}")
