"""What the commands share: how one is added, and how takes and JSON are printed."""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio import AlreadyExists, Take


def add_command(commands: Any, name: str, words: str) -> argparse.ArgumentParser:
    """Add a command whose own help begins with the words that the list of commands has."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}{'' if words[-1] in '.?' else '.'}"
    )
    return parser


@contextmanager
def naming_overwrite() -> Iterator[None]:
    """Say which flag replaces a preset whose name is taken."""
    try:
        yield
    except AlreadyExists as error:
        raise AlreadyExists(error.what, "Replace it with --overwrite.", details=error.details) from None


def file_entry(take: Take, path: Path) -> dict[str, Any]:
    """Say what was written as plain JSON data."""
    return {
        "file": str(path),
        "id": take.id,
        "seed": take.recipe.seed,
        "duration": round(take.duration, 3),
        "sample_rate": take.sample_rate,
        "recipe": take.recipe.to_json(),
    }


def print_files(written: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print what `file_entry` gave for each file: as JSON, or a line each."""
    if as_json:
        print_json(written)
        return
    for entry in written:
        print(f"{entry['file']}  {entry['duration']:.2f} s  seed {entry['seed']}  take {entry['id'][:8]}")


def print_json(data: object) -> None:
    """Print plain data as JSON."""
    print(json.dumps(data, ensure_ascii=False, indent=2))
