"""`studio takes` and `studio listening`: what is in the library, what was decided, and what blind tests showed."""

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from studio.cli.output import add_command, naming_overwrite, print_json
from studio.listening.trial import ListeningTest
from studio.store.library import LibraryEntry
from studio.workspace import Workspace

_MARKS = {"keep": "keep", "reject": "reject", "": "–"}


def add_takes(commands: Any, add_home: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add `studio takes` and `studio listening` to a parser's commands."""
    takes = add_command(commands, "takes", "list the takes in the library, and delete rejected ones")
    actions = takes.add_subparsers(required=True, metavar="ACTION")
    listing = add_command(actions, "list", "the takes of the newest auditions, and what was decided about them")
    listing.add_argument("--limit", type=_number, default=10, metavar="N", help="how many auditions (default 10)")
    listing.add_argument("--starred", action="store_true", help="the starred takes of all auditions instead")
    listing.set_defaults(run=_list_takes)
    prune = add_command(actions, "prune", "delete rejected takes for good; starred and kept ones stay")
    prune.add_argument(
        "--older-than", type=_number, default=30, metavar="DAYS", help="rejected that long ago (default 30)"
    )
    prune.add_argument("--dry-run", action="store_true", help="only say what would go")
    prune.add_argument("--yes", action="store_true", help="do not ask")
    prune.set_defaults(run=_prune)

    keep = add_command(commands, "keep", "save a take as a preset: a voice that `studio say` speaks with")
    keep.add_argument("take", metavar="TAKE", help="its id or the first digits of it (`takes list`)")
    keep.add_argument("name", metavar="NAME", help="what to call the voice")
    keep.add_argument("--tag", action="append", default=[], metavar="WORD", help="a word to find it by; repeatable")
    keep.add_argument("--notes", default="", metavar="TEXT", help="anything to remember")
    keep.add_argument("--overwrite", action="store_true", help="replace a preset of the same name")
    keep.set_defaults(run=_keep)

    listening = add_command(commands, "listening", "list the blind tests, and export their answers")
    actions = listening.add_subparsers(required=True, metavar="ACTION")
    tests = add_command(actions, "list", "one line a test: what was compared, and what came of it")
    tests.set_defaults(run=_list_tests)
    export = add_command(actions, "export", "write the answers of the finished tests as CSV, one line an answer")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the CSV file")
    export.set_defaults(run=_export)
    for action in (listing, tests):
        action.add_argument("--json", action="store_true", help="print JSON")
    for action in (listing, prune, keep, tests, export):
        add_home(action)


def _list_takes(options: argparse.Namespace) -> int:
    with Workspace(options.home) as workspace:
        library = workspace.library
        auditions = [library.starred()] if options.starred else library.auditions(options.limit)
    entries = [entry for takes in auditions for entry in takes]
    if options.json:
        print_json([_entry_json(entry) for entry in entries])
        return 0
    for entry in entries:
        rating, words = entry.rating, entry.recipe.description.replace("\n", " ")
        star = "★" if rating.starred else " "
        print(
            f"{entry.id[:8]}  {entry.created:%Y-%m-%d %H:%M}  {star} {_MARKS[rating.verdict]:6}  "
            f"take {entry.position + 1}  seed {entry.recipe.seed:<10}  {words[:60]}"
        )
    if not entries:
        print("No take is starred." if options.starred else "No takes yet. `studio design` or the page makes some.")
    return 0


def _prune(options: argparse.Namespace) -> int:
    age = timedelta(days=options.older_than)
    with Workspace(options.home) as workspace:
        library = workspace.library
        going = library.rejected(age)
        if not going:
            print(f"No take was rejected {options.older_than} days ago or longer.")
            return 0
        if options.dry_run:
            for entry in going:
                print(f"{entry.id}  take {entry.position + 1}  seed {entry.recipe.seed}")
            return 0
        if not options.yes and not _agreed(f"Delete {_takes(len(going))} for good?"):
            return 1
        print(f"{_takes(len(library.prune(age)))} deleted.")
    return 0


def _keep(options: argparse.Namespace) -> int:
    with Workspace(options.home) as workspace, naming_overwrite():
        preset = workspace.keep(
            options.take, options.name, tags=options.tag, notes=options.notes, overwrite=options.overwrite
        )
    print(f"{preset.name} is among your presets, as {preset.slug}")
    return 0


def _agreed(question: str) -> bool:
    """Ask on the terminal; where there is none, the answer is no."""
    if not sys.stdin.isatty():
        print("studio: nothing was deleted; say --yes to delete without being asked.", file=sys.stderr)
        return False
    return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")


def _list_tests(options: argparse.Namespace) -> int:
    with Workspace(options.home) as workspace:
        listening = workspace.listening
        tests = [(test, listening.result(test.id).verdict if test.over else "") for test in listening.newest()]
    if options.json:
        print_json([_test_json(test, verdict) for test, verdict in tests])
        return 0
    for test, verdict in tests:
        said = verdict or f"under way: trial {len(test.trials) + 1} of {test.planned}"
        clips = ", ".join(clip.label for clip in test.clips)
        print(f"{test.created:%Y-%m-%d %H:%M}  {test.kind:10}  {clips}: {said}")
    if not tests:
        print("No blind tests yet. Compare two takes on the page, then listen blind.")
    return 0


def _export(options: argparse.Namespace) -> int:
    with Workspace(options.home) as workspace:
        count = workspace.listening.export(options.output)
    print(f"{count} answers are in {options.output}")
    return 0


def _entry_json(entry: LibraryEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "audition": entry.audition,
        "position": entry.position,
        "created": entry.created.isoformat(),
        "verdict": entry.rating.verdict,
        "starred": entry.rating.starred,
        "note": entry.rating.note,
        "recipe": entry.recipe.to_json(),
    }


def _test_json(test: ListeningTest, verdict: str) -> dict[str, Any]:
    return {
        "id": test.id,
        "kind": test.kind,
        "created": test.created.isoformat(),
        "ended": test.ended and test.ended.isoformat(),
        "clips": [clip.ref for clip in test.clips],
        "planned": test.planned,
        "answered": len(test.trials),
        "verdict": verdict,
    }


def _takes(count: int) -> str:
    return f"{count} take{'' if count == 1 else 's'}"


def _number(value: str) -> int:
    if not value.isdecimal() or len(value) > 6:
        raise argparse.ArgumentTypeError(f"{value!r} is no whole number from 0 to 999999")
    return int(value)
