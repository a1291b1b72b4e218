"""The `studio` command: thin; everything it does, a program can do with `from studio import Studio`."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio import Preset, Sampling, Studio, Take, __version__
from studio.cli.measure_command import add_sound
from studio.cli.model_commands import add_models
from studio.cli.output import add_command, file_entry, naming_overwrite, print_files, print_json
from studio.cli.progress import tell_beside, watch
from studio.cli.replay_command import add_replay
from studio.cli.say_command import add_say
from studio.cli.take_commands import add_takes
from studio.errors import InvalidInput, StudioError
from studio.store.files import make_folder, write_atomically, write_flac
from studio.store.home import gallery_folder, home_folder
from studio.store.presets import PresetShelf

_EXAMPLE = """examples:
  studio                                          open the page
  studio design "a calm woman in her sixties, low register, slow, slightly husky" \\
      --text "Good evening, and welcome." -n 4 --seed 7 -o takes
  studio presets list
  studio models list
  studio say evening-storyteller "Good evening." -o evening.wav
  studio doctor
"""
_YES_NO = {True: "yes", False: "no"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: the process's own.

    Returns
    -------
    int
        0; 1 after an error, which is told on stderr with its code. Wrong usage exits with 2.
    """
    options = _parsed(list(sys.argv[1:] if arguments is None else arguments))
    try:
        return int(options.run(options))
    except StudioError as error:
        print(f"studio: [{error.code}] {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("studio: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; say no more
        return 1


def _parsed(arguments: list[str]) -> argparse.Namespace:
    """`studio` alone, or with flags only, opens the page."""
    parser = _parser()
    flags_only = not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version"))
    options, unknown = parser.parse_known_args(["ui", *arguments] if flags_only else arguments)
    if unknown and flags_only and not unknown[0].startswith("-"):
        parser.error(f"the command comes first, its flags after it: studio {unknown[0]} ...")
    if unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="studio",
        description="Design voices from words: describe, audition, compare, keep. All on this machine.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"studio {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_ui(commands)
    _add_design(commands)
    add_say(commands, _add_engine)
    _add_presets(commands)
    add_replay(commands, _add_engine)
    add_takes(commands, _add_home)
    add_sound(commands, _add_home)
    add_models(commands, _add_home)
    _add_doctor(commands)
    _add_soak(commands)
    return parser


def _add_ui(commands: Any) -> None:
    ui = add_command(commands, "ui", "open the page in the browser (what `studio` alone does)")
    ui.add_argument("--port", type=_port, help="listen here (default: 7860, or the next free one)")
    ui.add_argument(
        "--host", default="127.0.0.1", help="listen on this address; all but this machine's need a password"
    )
    ui.add_argument(
        "--password-file", type=Path, metavar="FILE", help="ask for the password in its first line (or STUDIO_PASSWORD)"
    )
    ui.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="also answer under this name; repeatable"
    )
    ui.add_argument("--share", action="store_true", help=argparse.SUPPRESS)
    ui.add_argument("--no-browser", action="store_true", help="only print the address")
    _add_engine(ui)
    ui.set_defaults(run=_ui)


def _add_design(commands: Any) -> None:
    design = add_command(commands, "design", "make takes of a described voice and write them as files")
    design.add_argument("description", metavar="DESCRIPTION", help="how the voice sounds")
    design.add_argument("--text", required=True, help="what it says")
    design.add_argument("-n", "--takes", type=int, default=4, metavar="N", help="how many, 1 to 8 (default 4)")
    design.add_argument("--seed", help="of the first take; the others count on (default: drawn)")
    design.add_argument("--language", default="auto", help="English, French, … or auto (default)")
    design.add_argument("--temperature", type=float, help="0 is greedy (default: the model's)")
    design.add_argument("--top-k", type=int, help="draw among the k likeliest (default: the model's)")
    design.add_argument("--top-p", type=float, help="draw among the likeliest that sum to p (default: the model's)")
    design.add_argument("--repetition-penalty", type=float, help="above 1 discourages loops (default: the model's)")
    design.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="where the files go")
    design.add_argument("--json", action="store_true", help="print what was made as JSON")
    _add_engine(design)
    design.set_defaults(run=_design)


def _add_presets(commands: Any) -> None:
    presets = add_command(commands, "presets", "list, show, export and import saved voices")
    actions = presets.add_subparsers(required=True, metavar="ACTION")
    listing = add_command(actions, "list", "one line a preset: yours, then the starters")
    listing.set_defaults(run=_list_presets)
    show = add_command(actions, "show", "everything about one preset")
    show.add_argument("name", metavar="NAME")
    show.set_defaults(run=_show_preset)
    export = add_command(actions, "export", "write a preset as one zip file")
    export.add_argument("name", metavar="NAME")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the zip file")
    export.set_defaults(run=_export_preset)
    add = add_command(actions, "import", "take in a preset from a zip file")
    add.add_argument("file", type=Path, metavar="FILE", help="what `presets export` wrote")
    add.add_argument("--overwrite", action="store_true", help="replace a preset of the same name")
    add.set_defaults(run=_import_preset)
    for action in (listing, show):
        action.add_argument("--json", action="store_true", help="print JSON")
    for action in (listing, show, export, add):
        _add_home(action)


def _add_doctor(commands: Any) -> None:
    doctor = add_command(commands, "doctor", "say what is here: versions, backend, models, memory, folders")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    _add_engine(doctor)
    doctor.set_defaults(run=_doctor)


def _add_soak(commands: Any) -> None:
    soak = add_command(commands, "soak", "many requests at once: does the engine hold on this machine?")
    soak.add_argument("--requests", type=_count, default=100, metavar="N", help="how many (default 100)")
    soak.add_argument("--threads", type=_count, default=8, metavar="T", help="callers at once, 32 at most (default 8)")
    soak.add_argument(
        "--faults", action="store_true", help="kill or stop the generation process about every 50 requests"
    )
    soak.add_argument("--json", action="store_true", help="print JSON")
    soak.add_argument("--backend", default="auto", help="auto (default), qwen3 or sketch")
    soak.add_argument("--model", metavar="PATH_OR_ID", help="a local folder, or a hub id, for qwen3")
    soak.set_defaults(run=_soak)


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--backend", default="auto", help="auto (default), qwen3, or sketch: a preview without a neural model"
    )
    parser.add_argument("--model", metavar="PATH_OR_ID", help="a local folder, or a hub id, for qwen3")
    parser.add_argument(
        "--base-model",
        metavar="PATH_OR_ID",
        help="the Base model that speaks in kept voices (default: the best on disk)",
    )
    _add_home(parser)


def _add_home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="where all data lives (default: STUDIO_HOME, or the system's)"
    )


def _ui(options: argparse.Namespace) -> int:
    from studio.ui.security.access import Access
    from studio.ui.server import serve

    if options.share:
        raise _no_share()
    access = Access(options.host, options.allow_host, _password(options.password_file))
    with Studio(options.home, options.backend, options.model, options.base_model) as studio:
        serve(studio, port=options.port, access=access, open_browser=not options.no_browser)
    return 0


def _password(file: Path | None) -> str:
    """Give the page's password, or ""; it does not stay in the environment, which the worker gets too."""
    typed = os.environ.pop("STUDIO_PASSWORD", "")
    if file is None:
        return typed
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The password file {file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}.",
            "Name a file whose first line is the password.",
        ) from None


def _no_share() -> StudioError:
    return StudioError(
        "There is no --share: it would send your voices and texts through somebody else's tunnel.",
        "Forward the port with `ssh -L 7860:127.0.0.1:7860 MACHINE`, or open the page to your own network with --host "
        "and --password-file.",
        code="no-share",
    )


def _design(options: argparse.Namespace) -> int:
    sampling = Sampling(options.temperature, options.top_k, options.top_p, options.repetition_penalty)
    with Studio(options.home, options.backend, options.model, options.base_model) as studio:
        audition = studio.audition(
            options.description,
            text=options.text,
            takes=options.takes,
            seed=options.seed,
            language=options.language,
            sampling=sampling,
        )
        make_folder(options.output)  # before a model works for nothing
        tell_beside(studio)
        takes = watch(audition)
    print_files([_write(take, options.output) for take in takes], as_json=options.json)
    return 0


def _write(take: Take, folder: Path) -> dict[str, Any]:
    """Write `take-1.flac` and, beside it, the recipe that makes it again."""
    path = folder / f"take-{take.position + 1}.flac"
    write_flac(path, take.samples, take.sample_rate)
    entry = file_entry(take, path)
    recipe = json.dumps(entry["recipe"], ensure_ascii=False, indent=2) + "\n"
    write_atomically(path.with_suffix(".json"), lambda file: file.write(recipe.encode()))
    return entry


def _list_presets(options: argparse.Namespace) -> int:
    shelf = _shelf(options)
    for unreadable in shelf.unreadable:
        print(f"studio: {unreadable.folder} cannot be read. {unreadable.reason}", file=sys.stderr)
    if options.json:
        print_json([{"slug": preset.slug, "starter": preset.starter, **preset.to_json()} for preset in shelf])
        return 0
    for preset in shelf:
        mark = "starter" if preset.starter else f"{preset.created:%Y-%m-%d}"
        print(f"{preset.slug:24}  {mark:10}  {preset.duration:5.1f} s  {preset.recipe.backend:6}  {preset.name}")
    if not len(shelf):
        print("No presets yet. Keep a take on the page, or with Studio.keep, and it is listed here.")
    return 0


def _show_preset(options: argparse.Namespace) -> int:
    preset = _shelf(options)[options.name]
    if options.json:
        print_json({"slug": preset.slug, "starter": preset.starter, **preset.to_json(), "folder": str(preset.folder)})
        return 0
    for label, value in _facts(preset):
        if value:
            print(f"{label:12} {value}")
    return 0


def _export_preset(options: argparse.Namespace) -> int:
    preset = _shelf(options).export(options.name, options.output)
    print(f"{preset.name} is in {options.output}")
    return 0


def _import_preset(options: argparse.Namespace) -> int:
    with naming_overwrite():
        preset = _shelf(options).add(options.file, overwrite=options.overwrite)
    print(f"{preset.name} is among your presets, as {preset.slug}")
    return 0


def _facts(preset: Preset) -> list[tuple[str, object]]:
    recipe = preset.recipe
    return [
        ("name", preset.name),
        ("description", recipe.description),
        ("text", recipe.text),
        ("language", recipe.language),
        ("seed", recipe.seed),
        ("backend", f"{recipe.backend} ({recipe.model})"),
        ("tags", ", ".join(preset.tags)),
        ("notes", preset.notes),
        ("saved", f"{preset.created:%Y-%m-%d %H:%M} UTC"),
        ("reference", f"{preset.reference_path} ({preset.duration:.2f} s)"),
    ]


def _shelf(options: argparse.Namespace) -> PresetShelf:
    return PresetShelf(home_folder(options.home) / "presets", gallery_folder())


def _doctor(options: argparse.Namespace) -> int:
    """Exit with 1 where nothing can speak: then `backend` says why."""
    from studio.diagnostics.doctor import examine

    findings = examine(options.home, options.backend, options.model)
    code = 1 if findings["backend"]["chosen"] == "none" else 0
    if options.json:
        print_json(findings)
        return code
    for section, facts in findings.items():
        print(section)
        for name, value in facts.items():
            words = (
                _YES_NO[value] if isinstance(value, bool) else "; ".join(value) if isinstance(value, list) else value
            )
            print(f"  {name:15}  {words if words not in (None, '') else '–'}")
    return code


def _soak(options: argparse.Namespace) -> int:
    from studio.diagnostics.soak import soak

    def show(over: int) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{over} of {options.requests} requests", end="", file=sys.stderr, flush=True)

    report = soak(
        options.requests,
        threads=min(options.threads, 32),
        faults=options.faults,
        backend=options.backend,
        model=options.model,
        progress=show,
    )
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    if options.json:
        print_json(report.to_json())
    else:
        for name, words in report.in_words().items():
            print(f"{name:15}  {words}")
    return 1 if report.broken else 0


def _count(value: str) -> int:
    number = int(value) if value.isdecimal() else 0
    if not number:
        raise argparse.ArgumentTypeError(f"{value!r} is no number from 1 up")
    return number


def _port(value: str) -> int:
    number = int(value) if value.isdecimal() else 0
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{value!r} is no port; use a number from 1 to 65535")
    return number
