"""`studio measure` and `studio report`: the numbers of sounds, and a comparison as one file."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.audio.metric_catalogue import METHODS
from studio.audio.significance import in_words
from studio.cli.output import add_command, print_json
from studio.clips.lookup import Clip, sound_file
from studio.clips.measuring import Comparison, Numbers
from studio.errors import InvalidInput
from studio.store.files import FORMATS, write_atomically
from studio.workspace import Workspace

_CLIPS = (
    "a sound file, a preset's name, or a take's id or its first digits; "
    "a recipe beside a file (take-1.json) tells what it says"
)


def add_sound(commands: Any, add_home: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the two commands to a parser's commands."""
    measure = add_command(commands, "measure", "measure sounds and takes, and compare them with the first")
    measure.add_argument("--methods", action="store_true", help="say how each number is measured")
    measure.add_argument("--json", action="store_true", help="print JSON")
    measure.set_defaults(run=_measure)
    report = add_command(commands, "report", "write a comparison as one HTML file: sounds, views, numbers, recipes")
    report.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the HTML file")
    report.set_defaults(run=_report)
    for command in (measure, report):
        command.add_argument("clips", nargs="*" if command is measure else "+", metavar="CLIP", help=_CLIPS)
        command.add_argument("--text", default="", help="what the files say that have no recipe beside them")
        add_home(command)


def _measure(options: argparse.Namespace) -> int:
    if options.methods and not options.clips:
        print("\n\n".join(_methods()))
        return 0
    if not options.clips:
        raise InvalidInput("There is nothing to measure.", "Name a sound file, a preset or a take, or say --methods.")
    with Workspace(options.home) as workspace:
        found = workspace.measuring.compare(_clips(options))
    if options.json:
        print_json(_json(found))
        return 0
    for line in _table(found):
        print(line.rstrip())
    if options.methods:
        print("\n" + "\n\n".join(_methods()))
    return 0


def _methods() -> list[str]:
    return [f"{method.label} ({method.unit}): {method.tooltip}" for method in METHODS.values()]


def _report(options: argparse.Namespace) -> int:
    with Workspace(options.home) as workspace:
        page = workspace.report(_clips(options))
    write_atomically(options.output, lambda file: file.write(page))
    print(f"{options.output}  {len(page) / 1e6:.1f} MB")
    return 0


def _clips(options: argparse.Namespace) -> list[str | Clip]:
    return [_clip(name, options.text) for name in options.clips]


def _clip(name: str, text: str) -> str | Clip:
    """Take a name for a file where there is one or it looks like one, else for what the studio looks up."""
    file = Path(name)
    if file.is_file() or file.suffix.lower() in FORMATS:
        return sound_file(file, text)
    return name


def _table(found: Comparison) -> list[str]:
    rows = [["", *(clip.label for clip in found.clips)]]
    for name, method in METHODS.items():
        rows.append([f"{method.label}, {method.unit}", *(_cell(clip, name) for clip in found.clips)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    for clip in found.clips:
        lines += [f"\n{clip.label}: {flag.what}" for flag in clip.flags]
    for clip in found.clips[1:]:
        lines.append(f"\n{_difference(found.clips[0], clip, found.basis)}")
    if len(found.clips) > 1:
        lines.append(f"* by more than two seeds of one recipe differ, as known from {found.basis}")
    return lines


def _difference(first: Numbers, clip: Numbers, basis: str) -> str:
    if first.measurements.loudness is None or clip.measurements.loudness is None:
        return f"{clip.label} and {first.label} cannot be compared: in one of them nothing is heard."
    words = in_words(clip.differences) or f"no more than two {basis} do"
    return f"{clip.label} differs from {first.label}: {words}."


def _cell(clip: Numbers, name: str) -> str:
    shown = METHODS[name].show(getattr(clip.measurements, name))
    difference = clip.differences.get(name)
    if difference is None or not difference.shown:
        return shown
    return f"{shown} ({difference.shown}){' *' if difference.beyond else ''}"


def _json(found: Comparison) -> dict[str, Any]:
    return {
        "basis": found.basis,
        "clips": [
            {
                "clip": clip.ref,
                "label": clip.label,
                "measurements": clip.measurements.to_json(),
                "flags": [asdict(flag) for flag in clip.flags],
                "differences": {name: asdict(each) for name, each in clip.differences.items()},
            }
            for clip in found.clips
        ],
    }
