"""`studio models`: lists, downloads, removes and quantises checkpoints."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import AsJson, AssumeYes, Home
from studio.cli.output import confirm, print_json, print_line, print_notice, print_table
from studio.cli.parsing import Command
from studio.cli.progress import Part, progress_display
from studio.errors import InvalidInput

if TYPE_CHECKING:
    from studio import Model, ModelShelf, Task, TaskState
    from studio.models.machine import Machine

_GB = 1e9
_USES = {"design": "design", "base": "speak"}
_PURPOSES = {1: "to design", 2: "one to design, one to speak in saved voices"}
_STATES = {"complete": "here", "partial": "partly", "none": "–"}
_COLUMNS = ("", "MODEL", "FOR", f"{'SIZE':>8}", f"{'MEMORY':>8}", "HERE", "REVISION")

models = typer.Typer(help="List, download, remove and quantise Qwen3-TTS models.")

ModelId = Annotated[str, typer.Argument(metavar="MODEL", help="A hub id, or the end of one, such as VoiceDesign-8bit.")]


@models.command("list", cls=Command)
def list_models(as_json: AsJson = False, home: Home = None) -> None:
    """List the published models: size, memory, what is installed, what suits this machine."""
    shelf = _shelf(home)
    found = list(shelf)
    if as_json:
        print_json({"memory_bytes": shelf.memory_bytes, "models": list(map(asdict, found))})
        return
    print_table(_COLUMNS, map(_row, found), plain_header=True)
    print_line(*_advice(shelf.machine, all(model.fits for model in found)))


@models.command("download", cls=Command)
def download_model(
    model: ModelId,
    revision: Annotated[
        str | None,
        typer.Option("--revision", metavar="REV", help="A branch, tag or commit (default: the pinned one, or main)."),
    ] = None,
    home: Home = None,
) -> None:
    """Download a model; an interrupted download resumes where it stopped."""
    shelf = _shelf(home)
    found = shelf.find(model)
    result = _wait(shelf.download(found, revision), _download_progress)
    print_line(f"{found} is installed, at revision {result['revision'][:12]}:", result["path"])


@models.command("remove", cls=Command)
def remove_model(model: ModelId, yes: AssumeYes = False, home: Home = None) -> None:
    """Delete a model from this machine."""
    shelf = _shelf(home)
    found = shelf.find(model)
    if yes or _confirmed(shelf, found):
        print_line(f"{found} is removed; {_bytes(shelf.remove(found))} are free again.")
    else:
        print_line("Nothing was removed.")


@models.command("quantize", cls=Command)
def quantize_model(
    model: ModelId,
    bits: Annotated[
        int,
        typer.Option(
            "--bits",
            parser=lambda value: _bits(str(value)),
            metavar="8|6|4",
            help="A weight's bits; fewer is smaller and worse.",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="The new folder (default: in the data folder).")
    ] = None,
    home: Home = None,
) -> None:
    """Make a smaller copy of an installed model."""
    from studio.models.checkpoint_files import kind_of

    result = _wait(_shelf(home).quantize(model, bits, output), _quantize_progress)
    path = Path(result["path"])
    option = "--model" if kind_of(path)[1] == "voice_design" else "--base-model"
    print_line(str(path), f"It loads. Speak with it: studio {option} {path}")


def _row(model: "Model") -> tuple[str, ...]:
    here = _STATES[model.state] + (", used" if model.in_use else "")
    if model.state == "partial":
        here = f"{min(model.on_disk_bytes / model.size_bytes, 0.99):.0%}"
    return (
        "*" if model.recommended else "!" if model.too_slow or not model.fits else "",
        model.name,
        _USES[model.kind],
        f"{_bytes(model.size_bytes):>8}",
        f"{_bytes(model.memory_bytes):>8}",
        here,
        model.revision[:12],
    )


def _advice(machine: "Machine", all_fit: bool) -> list[str]:
    from studio.models.catalogue import memory_of, recommended

    suited, memory = recommended(machine), _bytes(machine.memory_bytes)
    lines = ["", f"None is recommended for this machine's {memory} of memory and CPU. Memory figures are estimates."]
    if suited:
        lines = [
            "",
            f"* recommended for this machine's {memory} of memory: {_PURPOSES[len(suited)]}; while they speak",
            f"  about {_bytes(memory_of(*suited))}. Memory figures are estimates, for a few sentences.",
        ]
    if machine.on_cpu:
        lines += [
            "! on this machine's CPU, a frame (0.08 s) of 8bit, 6bit and 4bit takes about 19 s; use bf16 (2 s a frame",
            "  with OpenBLAS), or the sketch.",
        ]
    return lines if all_fit else [*lines, "! needs more than three quarters of it, which is the studio's limit."]


def _confirmed(shelf: "ModelShelf", model: str) -> bool:
    from studio.models.hub_cache import is_folder

    if not sys.stdin.isatty():
        raise InvalidInput(
            f"Removing {model} cannot be undone, and there is no terminal to ask on.",
            "Add --yes.",
            code="not-confirmed",
        )
    size = next((each.on_disk_bytes for each in shelf if each.model == model), 0)
    again = "quantised" if is_folder(model) else "downloaded"
    return confirm(f"Remove {model}? That frees {_bytes(size)}; to use it again, it must be {again} again.")


def _wait(task: "Task", progress: "Callable[[TaskState], Part]") -> dict[str, Any]:
    """Show progress until the task ends, and return its result; Ctrl-C ends the task too."""
    try:
        with progress_display(quiet=False) as display:
            for state in task.follow():
                if not state.over:
                    display.show([progress(state)])
        return task.wait()
    except KeyboardInterrupt:
        task.close()
        if task.state.error is not None and task.state.error.next_step:
            print_notice(task.state.error.next_step)
        raise


def _download_progress(state: "TaskState") -> Part:
    if not state.total:
        return Part("asking the hub …")
    labels = {"waiting": "another program is downloading it", "verifying": "verifying"}
    speed = f"  {state.rate / 1e6:.1f} MB/s" if state.rate else ""
    amount = f"{state.done / _GB:.2f} of {state.total / _GB:.2f} GB{speed}"
    return Part(labels.get(state.phase, "downloading"), state.done, state.total, amount)


def _quantize_progress(state: "TaskState") -> Part:
    return Part("loading the copy to check it …" if state.phase == "checking" else "quantising …")


def _bits(value: str) -> int:
    if value not in ("8", "6", "4"):
        raise typer.BadParameter(f"{value!r} is not a supported number of bits. Use 8, 6 or 4.")
    return int(value)


def _bytes(size: int) -> str:
    return f"{size / _GB:.1f} GB" if size >= 0.05 * _GB else f"{size / 1e6:.1f} MB"


def _shelf(home: Path | None) -> "ModelShelf":
    from studio.models.shelf import ModelShelf
    from studio.store.home import home_folder

    return ModelShelf(home_folder(home) / "models")
