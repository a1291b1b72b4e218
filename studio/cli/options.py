"""Options that several commands share, and the numbers they accept."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.completion import preset_names

Home = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="The data folder (default: STUDIO_HOME, or the system's).")
]
Backend = Annotated[
    str, typer.Option("--backend", metavar="NAME", help="auto, qwen3, or sketch: a preview without a neural model.")
]
ModelName = Annotated[
    str | None, typer.Option("--model", metavar="PATH_OR_ID", help="The model for qwen3: a local folder, or a hub id.")
]
BaseModel = Annotated[
    str | None,
    typer.Option(
        "--base-model",
        metavar="PATH_OR_ID",
        help="The Base model that speaks in saved voices (default: the best one installed).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a preset of the same name.")]
AssumeYes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Raw = Annotated[
    bool, typer.Option("--raw", help="Speak Markdown, tags and [pause 0.5] as they stand, not as instructions.")
]
Language = Annotated[str, typer.Option("--language", metavar="NAME", help="English, French, … or auto.")]
PresetName = Annotated[str, typer.Argument(metavar="NAME", help="The preset's name.", autocompletion=preset_names)]
VoiceName = Annotated[
    str,
    typer.Argument(
        metavar="PRESET",
        help="A preset's name, also with a delivery (NAME/sad); or a take: its label (v7.3), or its first digits.",
        autocompletion=preset_names,
    ),
]
OwnPreset = Annotated[
    str, typer.Argument(metavar="VOICE", help="One of your presets, by its name.", autocompletion=preset_names)
]
DeliveryName = Annotated[str, typer.Argument(metavar="DELIVERY", help="Its name: calm, sad, whisper, or your own.")]
TakeName = Annotated[
    str,
    typer.Argument(
        metavar="TAKE", help="The take's label (v7.3), or its id or the first digits (`studio takes list`)."
    ),
]
ClipText = Annotated[
    str, typer.Option("--text", metavar="TEXT", help="What is said in the files without a recipe beside them.")
]
CLIP_HELP = (
    "A sound file, a preset's name, or a take: its label (v7.3), or its id or the first digits. "
    "A recipe beside a file (v7-1.json) supplies its text."
)


def whole_number(smallest: int, largest: int, name: str = "number") -> Callable[[str], int]:
    """Return a parser for whole numbers of a range, for `typer.Option(parser=…)`."""

    def parse(value: str | int) -> int:
        digits = str(value)
        if digits.isdecimal() and len(digits) < 10 and smallest <= int(digits) <= largest:
            return int(digits)
        raise typer.BadParameter(f"{value!r} is not a valid {name}. Use a whole number from {smallest} to {largest}.")

    return parse


def integer(value: str | int) -> int:
    """Parse any whole number, for `typer.Option(parser=…)`: what it is used for decides which ones are allowed."""
    try:
        return int(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a whole number.") from None
