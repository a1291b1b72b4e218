"""`studio measure`: measures clips and compares them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import CLIP_HELP, AsJson, ClipText, Home
from studio.cli.output import print_json, print_line, print_table
from studio.errors import InvalidInput

if TYPE_CHECKING:
    from studio.clips.measuring import ClipComparison, MeasuredClip
    from studio.domain.clip import Clip
    from studio.workspace import Workspace


def measure(
    clips: Annotated[list[str] | None, typer.Argument(metavar="CLIP", help=CLIP_HELP)] = None,
    methods: Annotated[bool, typer.Option("--methods", help="Explain how each number is measured.")] = False,
    as_json: AsJson = False,
    text: ClipText = "",
    home: Home = None,
) -> None:
    """Measure clips, and compare them with the first one."""
    if not clips and not methods:
        raise InvalidInput("There is nothing to measure.", "Name a sound file, a preset or a take, or add --methods.")
    if not clips:
        _print_methods()
        return
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        found = workspace.measuring.compare(find_clips(workspace, clips, text))
    if as_json:
        print_json(_to_json(found))
        return
    _print_comparison(found)
    if methods:
        print_line("")
        _print_methods()


def find_clips(workspace: "Workspace", names: list[str], text: str) -> "list[str | Clip]":
    """Return sound files as clips with `text` as their transcript, and names of voices and takes as they are."""
    from studio.clips.sound_file import sound_file

    files = {name: workspace.clips.path(name) for name in names}
    return [sound_file(file, text) if file else name for name, file in files.items()]


def _print_methods() -> None:
    from studio.audio.measurements import MEASUREMENTS

    for number, method in enumerate(MEASUREMENTS.values()):
        print_line(*[""] * min(number, 1), f"{method.label} ({method.unit}): {method.tooltip}")


def _print_comparison(found: "ClipComparison") -> None:
    from studio.audio.measurements import MEASUREMENTS

    rows = [
        (f"{method.label}, {method.unit}", *(_cell(clip, name) for clip in found.clips))
        for name, method in MEASUREMENTS.items()
    ]
    print_table(("", *(clip.label for clip in found.clips)), rows, plain_header=True)
    for clip in found.clips:
        for flag in clip.flags:
            print_line("", f"{clip.label}: {flag.what}")
    for clip in found.clips[1:]:
        print_line("", _difference(found.clips[0], clip, found.basis))
    if len(found.clips) > 1:
        print_line(f"* by more than two seeds of one recipe differ, as known from {found.basis}")


def _difference(first: "MeasuredClip", clip: "MeasuredClip", basis: str) -> str:
    from studio.audio.significance import in_words

    if first.measurements.loudness is None or clip.measurements.loudness is None:
        return f"{clip.label} and {first.label} cannot be compared: one of them is silent."
    words = in_words(clip.differences) or f"no more than two {basis} do"
    return f"{clip.label} differs from {first.label}: {words}."


def _cell(clip: "MeasuredClip", name: str) -> str:
    from studio.audio.measurements import MEASUREMENTS

    shown = MEASUREMENTS[name].show(clip.measurements.values.get(name))
    difference = clip.differences.get(name)
    if difference is None or not difference.shown:
        return shown
    return f"{shown} ({difference.shown}){' *' if difference.beyond else ''}"


def _to_json(found: "ClipComparison") -> dict[str, Any]:
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
