"""`studio replay`: make a take again, and see whether it is the same."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.auditions.replay import Replay
from studio.cli.output import add_command, print_json
from studio.domain.take import SAMPLE_RATE
from studio.session import Studio
from studio.store.files import check_format, write_sound


def add_replay(commands: Any, add_engine: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add `studio replay` to a parser's commands."""
    replay = add_command(commands, "replay", "make a take again, and say whether it is the same, sample by sample")
    replay.add_argument(
        "source",
        metavar="TAKE|PRESET",
        help="a preset's name, or a take's id or its first digits (`takes list`)",
    )
    replay.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write what was made now: out.wav or out.flac"
    )
    replay.add_argument("--json", action="store_true", help="print what was found as JSON")
    add_engine(replay)
    replay.set_defaults(run=_replay)


def _replay(options: argparse.Namespace) -> int:
    """Exit with 0 where it is the same, and with 1 where it is not."""
    if options.output:
        check_format(options.output)
    with Studio(options.home, options.backend, options.model, options.base_model) as studio:
        found = studio.replay(options.source)
    if options.output:
        write_sound(options.output, found.samples, SAMPLE_RATE)
    if options.json:
        print_json(_facts(found))
    else:
        print("\n".join(_lines(found)))
    return 0 if found.same else 1


def _facts(found: Replay) -> dict[str, Any]:
    return {
        "same": found.same,
        "difference": found.difference,
        "reasons": list(found.reasons),
        "recipe": found.recipe.to_json(),
    }


def _lines(found: Replay) -> list[str]:
    seconds = len(found.samples) / SAMPLE_RATE
    if found.same:
        return [f"The same, every sample of {seconds:.2f} s."]
    return [
        f"Not the same ({seconds:.2f} s; the largest difference is {found.difference:.6f} of full scale):",
        *(f"  {reason}" for reason in found.reasons),
    ]
