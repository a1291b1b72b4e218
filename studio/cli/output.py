"""What the commands print: tables, facts, JSON. Styles and wide tables appear on a terminal only.

Nothing here interprets markup, so a name such as `[red]` is printed as it is.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import AlreadyExists

if TYPE_CHECKING:
    from studio import Take


def print_line(*lines: str) -> None:
    """Print plain lines on stdout."""
    for line in lines:
        print(line)


def print_notice(text: str) -> None:
    """Print a remark of the command on stderr."""
    print(f"studio: {text}", file=sys.stderr)


def print_json(data: object) -> None:
    """Print plain data as JSON."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, plain_header: bool = False) -> None:
    """Print a table with a header on a terminal, and aligned lines elsewhere.

    Parameters
    ----------
    columns : sequence of str
        The header.
    rows : iterable of sequences of str
        One cell a column.
    plain_header : bool
        Whether the header is also printed where the output is not a terminal.
    """
    cells = [[_printable(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _print_rich_table(columns, cells)
        return
    if plain_header:
        cells.insert(0, list(columns))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_facts(facts: Iterable[tuple[str, object]], *, width: int, indent: str = "") -> None:
    """Print one fact a line, its name first, padded to `width` characters."""
    for name, value in facts:
        text = _printable(str(value), keep="\n")
        print(f"{indent}{name:{width}}  {text}")


def _print_rich_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def _printable(text: str, keep: str = "") -> str:
    """Replace control characters, which could command the terminal: texts and imported presets may hold any."""
    return "".join(" " if unicodedata.category(char) == "Cc" and char not in keep else char for char in text)


def file_entry(take: "Take", path: Path) -> dict[str, Any]:
    """Return what was written as plain JSON data."""
    return {
        "file": str(path),
        "id": take.id,
        "seed": take.recipe.seed,
        "duration": round(take.duration, 3),
        "sample_rate": take.sample_rate,
        "recipe": take.recipe.to_json(),
    }


def print_files(written: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print the entries of `file_entry`: as JSON, or a line each."""
    if as_json:
        print_json(written)
        return
    for entry in written:
        print(f"{entry['file']}  {entry['duration']:.2f} s  seed {entry['seed']}  take {entry['id'][:8]}")


@contextmanager
def suggest_overwrite() -> Iterator[None]:
    """Add the option that replaces a preset to the error that its name is taken."""
    try:
        yield
    except AlreadyExists as error:
        raise AlreadyExists(error.what, "Replace it with --overwrite.", details=error.details) from None
