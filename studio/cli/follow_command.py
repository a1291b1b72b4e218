"""`studio follow`: judges whether clips sound as their descriptions ask."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.options import AsJson, ClipText, Home
from studio.cli.output import print_json, print_line, print_table
from studio.errors import InvalidInput

if TYPE_CHECKING:
    from studio.adherence import Follow
    from studio.domain.clip import Clip
    from studio.workspace import Workspace

_LONGEST_DESCRIPTION = 16_384  # bytes of a text file
_HELP = (
    "A take (v7.3, or its id), a version (v7), a preset, a sound file, or a folder of them. A file needs its recipe, "
    "NAME.json, or its description, NAME.txt, beside it."
)


def follow(
    clips: Annotated[list[str], typer.Argument(metavar="FOLDER|CLIP", help=_HELP)],
    as_json: AsJson = False,
    text: ClipText = "",
    home: Home = None,
) -> None:
    """Print whether clips sound as their descriptions ask: asked, measured, met or missed."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        found = [workspace.follow(clip) for name in clips for clip in _clips(workspace, name, text)]
    if as_json:
        print_json([each.to_json() for each in found])
    elif len(found) == 1:
        _print_one(found[0])
    else:
        _print_all(found)


def _clips(workspace: "Workspace", name: str, text: str) -> "Sequence[str | Clip]":
    """Return the clips that an argument names."""
    path = Path(name)
    if os.path.isdir(path):
        return _folder(path, text)
    if os.path.isfile(path):
        return [_described(path, text)]
    if re.fullmatch(r"v\d+", name):
        return [f"take:{take.id}" for take in workspace.versions[name].takes]
    return [name]


def _folder(folder: Path, text: str) -> "list[Clip]":
    from studio.store.files import FORMATS

    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in FORMATS)
    described = [file for file in files if any(file.with_suffix(end).is_file() for end in (".txt", ".json"))]
    if not described:
        raise InvalidInput(
            f"{folder} has no sound file with a description.",
            "Put its description beside each sound: NAME.wav and NAME.txt, or the recipe NAME.json.",
        )
    return [_described(file, text) for file in described]


def _described(file: Path, text: str) -> "Clip":
    """Return a sound file as a clip with the description in the text file beside it, else in its recipe."""
    from studio.clips.sound_file import sound_file
    from studio.domain.recipe import Recipe

    clip = sound_file(file, text)
    beside = file.with_suffix(".txt")
    if clip.description or not beside.is_file():
        return clip
    with beside.open("rb") as source:
        description = source.read(_LONGEST_DESCRIPTION).decode("utf-8-sig", "replace").strip()
    recipe = clip.recipe or Recipe("", clip.text, seed=0)
    return replace(clip, recipe=replace(recipe, description=description))


def _print_one(found: "Follow") -> None:
    from studio.adherence.followed import COLUMNS, row_of

    print_line(f"{found.label}: {found.met} of {found.judged} met. “{found.description}”", "")
    rows = [row_of(each) for each in found.dimensions]
    print_table(COLUMNS, rows or [("nothing is asked", *[""] * 5)], plain_header=True)
    sources = dict.fromkeys(each.source for each in found.dimensions if each.source)
    print_line("", *sources)


def _print_all(found: "Sequence[Follow]") -> None:
    from studio.adherence.followed import MARKS

    def cell(each: "Follow", name: str) -> str:
        one = next((found for found in each.dimensions if found.dimension == name), None)
        return "" if one is None else f"{MARKS[one.verdict]} {one.said} ({one.shown})"

    judged = [each.dimension for follow in found for each in follow.of("met", "missed", "unclear")]
    names = list(dict.fromkeys(judged))
    rows = [(each.label, f"{each.met}/{each.judged}", *(cell(each, name) for name in names)) for each in found]
    print_table(("clip", "met", *(name.replace("_", " ") for name in names)), rows, plain_header=True)
    total, met = sum(each.judged for each in found), sum(each.met for each in found)
    print_line("", f"{met} of {total} met. One clip alone shows the ranges and their sources; so does --json.")
