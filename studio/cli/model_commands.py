"""`studio models`: list, download, remove and quantise checkpoints."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.cli.output import add_command, print_json
from studio.errors import InvalidInput
from studio.models.catalogue import memory_of_both, recommended
from studio.models.checkpoint_files import kind_of
from studio.models.hub_cache import is_folder
from studio.models.shelf import Model, ModelShelf
from studio.models.task import Task, TaskState
from studio.store.home import home_folder

_GB = 1e9
_FOR = {"design": "design", "base": "speak"}
_STATES = {"complete": "here", "partial": "partly", "none": "–"}


def add_models(commands: Any, add_home: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the command and its actions to a parser's commands."""
    models = add_command(commands, "models", "list, download, remove and quantise Qwen3-TTS models")
    actions = models.add_subparsers(required=True, metavar="ACTION")
    listing = add_command(actions, "list", "the published models: size, memory, what is here, what suits this machine")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=_list)
    download = add_command(actions, "download", "fetch a model; an interrupted download goes on where it stopped")
    download.add_argument(
        "--revision", metavar="REV", help="a branch, tag or commit (default: the pinned one, or main)"
    )
    download.set_defaults(run=_download)
    remove = add_command(actions, "remove", "delete a model from this machine")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    remove.set_defaults(run=_remove)
    quantize = add_command(actions, "quantize", "make a coarser copy of a model that is here")
    quantize.add_argument(
        "--bits",
        type=int,
        choices=(8, 6, 4),
        required=True,
        help="how many for each weight; fewer are smaller, and worse",
    )
    quantize.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="where it goes (default: in the home folder)"
    )
    quantize.set_defaults(run=_quantize)
    for action in (download, remove, quantize):
        action.add_argument("model", metavar="MODEL", help="a hub id, or the end of one, such as VoiceDesign-8bit")
    for action in (listing, download, remove, quantize):
        add_home(action)


def _list(options: argparse.Namespace) -> int:
    shelf = _shelf(options)
    models = list(shelf)
    if options.json:
        print_json({"memory_bytes": shelf.memory_bytes, "models": list(map(asdict, models))})
        return 0
    width = max(len(model.name) for model in models)
    print(f"{'':2}{'MODEL':{width}}  {'FOR':6}  {'SIZE':>8}  {'MEMORY':>8}  {'HERE':8}  REVISION")
    for model in models:
        print(_line(model, width))
    design, base = recommended(shelf.memory_bytes)
    both = _memory(memory_of_both(design, base))
    print(
        f"\n* recommended for this machine's {_memory(shelf.memory_bytes)} of memory: one to design, one to speak with"
    )
    print(f"  kept voices; together about {both}. All figures of memory are estimates.")
    if not all(model.fits for model in models):
        print("! needs more than three quarters of it, which is what the studio allows itself.")
    return 0


def _line(model: Model, width: int) -> str:
    mark = "*" if model.recommended else "" if model.fits else "!"
    here = _STATES[model.state] + (", used" if model.in_use else "")
    size, memory = _amount(model.size_bytes), _memory(model.memory_bytes)
    if model.state == "partial":
        here = f"{min(model.on_disk_bytes / model.size_bytes, 0.99):.0%}"
    facts = f"{_FOR[model.kind]:6}  {size:>8}  {memory:>8}  {here:10}{model.revision[:12]}"
    return f"{mark:2}{model.name:{width}}  {facts}".rstrip()


def _download(options: argparse.Namespace) -> int:
    shelf = _shelf(options)
    model = shelf.find(options.model)
    result = _watch(shelf.download(model, options.revision), _downloading)
    print(f"{model} is on this machine, whole, at revision {result['revision'][:12]}:\n{result['path']}")
    return 0


def _quantize(options: argparse.Namespace) -> int:
    result = _watch(_shelf(options).quantize(options.model, options.bits, options.output), _converting)
    path = Path(result["path"])
    flag = "--model" if kind_of(path)[1] == "voice_design" else "--base-model"
    print(f"{path}\nIt loads. Speak with it: studio {flag} {path}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    shelf = _shelf(options)
    model = shelf.find(options.model)
    if not options.yes and not _agreed(shelf, model):
        print("Nothing was removed.")
        return 0
    print(f"{model} is removed; {_amount(shelf.remove(model))} are free again.")
    return 0


def _agreed(shelf: ModelShelf, model: str) -> bool:
    if not sys.stdin.isatty():
        raise InvalidInput(
            f"Removing {model} cannot be undone, and there is nobody to ask.", "Add --yes.", code="not-confirmed"
        )
    size = next((each.on_disk_bytes for each in shelf if each.model == model), 0)
    again = "quantised" if is_folder(model) else "downloaded"
    answer = input(f"Remove {model}? That frees {_amount(size)}; to have it again, it must be {again} again. [y/N] ")
    return answer.strip().lower() in ("y", "yes")


def _watch(task: Task, in_words: Callable[[TaskState], str]) -> dict[str, Any]:
    """Show the progress on a terminal and wait for the end; Ctrl-C ends the task too."""
    shown = sys.stderr.isatty()
    try:
        for state in task.follow():
            if shown:
                print(f"\r\x1b[K{'' if state.over else in_words(state)}", end="", file=sys.stderr, flush=True)
        return task.wait()
    except KeyboardInterrupt:
        task.close()
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr)
        if task.state.error is not None and task.state.error.next_step:
            print(f"studio: {task.state.error.next_step}", file=sys.stderr)
        raise


def _downloading(state: TaskState) -> str:
    amount = f"{state.done / _GB:.2f} of {state.total / _GB:.2f} GB" if state.total else ""
    if state.phase == "waiting":
        return f"{amount}; another program is downloading it, waiting …"
    if state.phase == "verifying":
        return f"{amount}; checking what is here …"
    if not state.total:
        return "asking the hub …"
    speed = f"  {state.rate / 1e6:.1f} MB/s" if state.rate else ""
    left = f"  {_minutes(state.seconds_left)} left" if state.seconds_left is not None else ""
    return f"{amount}  {state.done / state.total:4.0%}{speed}{left}"


def _converting(state: TaskState) -> str:
    return "loading the copy, to see that it works …" if state.phase == "checking" else "converting …"


def _amount(size: int) -> str:
    return f"{size / _GB:.1f} GB" if size >= 0.05 * _GB else f"{size / 1e6:.1f} MB"


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _memory(size: int) -> str:
    """Say an amount of memory: it is counted in powers of two, the way it is sold."""
    return f"{size / 2**30:.1f} GB"


def _shelf(options: argparse.Namespace) -> ModelShelf:
    return ModelShelf(home_folder(options.home) / "models")
