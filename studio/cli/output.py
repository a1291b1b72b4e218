"""What the commands print: tables, facts, JSON, questions. Styles and wide tables appear on a terminal only.

Everything that is printed for a person passes `printable`, because texts, presets of other people, model hubs and error
messages may contain characters that control the terminal. Nothing here interprets markup: `[red]` is printed as it is.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import AlreadyExists

if TYPE_CHECKING:
    from studio import Take

# DEL and C1 controls, line separators, embeddings and overrides of the writing direction, unpaired surrogates.
_BEYOND_ASCII = "\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_CONTROLS = re.compile(f"[\x00-\x1f{_BEYOND_ASCII}]")
_UNESCAPED_BY_JSON = re.compile(f"[{_BEYOND_ASCII}]")
_LONGEST_NOTICE = 1_200  # characters


def printable(text: str) -> str:
    """Return text in one line without characters that control a terminal or reorder its line."""
    return _CONTROLS.sub(lambda found: "\ufffd" if "\ud800" <= found[0] <= "\udfff" else " ", text)


def print_line(*lines: str) -> None:
    """Print plain text on stdout, one line an argument."""
    for line in lines:
        print(printable(line))


def print_notice(text: str) -> None:
    """Print a remark of the command on stderr; the middle of a very long one, such as a path, is left out."""
    if len(text) > _LONGEST_NOTICE:
        text = f"{text[: _LONGEST_NOTICE // 2]} … {text[-_LONGEST_NOTICE // 2 :]}"
    print(f"studio: {printable(text)}", file=sys.stderr)


def print_usage(text: str) -> None:
    """Print the lines that explain how a command is used on stderr."""
    for line in text.splitlines():
        print(printable(line), file=sys.stderr)


def print_json(data: object) -> None:
    """Print plain data as JSON, with the characters escaped that `printable` would replace."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(data, ensure_ascii=not is_utf8, indent=2)
    print(_UNESCAPED_BY_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def confirm(question: str) -> bool:
    """Ask a yes-or-no question on the terminal; no answer is a no."""
    try:
        return input(f"{printable(question)} [y/N] ").strip().casefold() in ("y", "yes")
    except EOFError:
        print()
        return False


def confirmed_deletion(question: str) -> bool:
    """Ask on the terminal; without one the answer is no."""
    if not sys.stdin.isatty():
        print_notice("nothing was deleted. Add --yes to delete without being asked.")
        return False
    return confirm(question)


def counted_takes(takes: int) -> str:
    """Return how many takes there are, in words."""
    return f"{takes} take{'' if takes == 1 else 's'}"


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
    columns = [printable(column) for column in columns]
    cells = [[printable(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _print_rich_table(columns, cells)
        return
    if plain_header:
        cells.insert(0, columns)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_facts(facts: Iterable[tuple[str, object]], *, width: int, indent: str = "") -> None:
    """Print one fact a line, its name first, padded to `width` characters; further lines of a value are indented."""
    for name, value in facts:
        first, *others = [printable(line) for line in str(value).split("\n")]
        print(f"{indent}{printable(name):{width}}  {first}")
        for line in others:
            print(f"{indent}{'':{width}}  {line}")


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


def file_entry(take: "Take", path: Path) -> dict[str, Any]:
    """Return what was written as plain JSON data."""
    return {
        "file": str(path),
        "id": take.id,
        "label": take.label,
        "version": take.version,
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
        print_line(
            f"{entry['file']}  {entry['duration']:.2f} s  seed {entry['seed']}  {entry['id'][:8]}  {entry['label']}"
        )


@contextmanager
def suggest_overwrite() -> Iterator[None]:
    """Add the option that replaces a preset or a delivery to the error that its name is taken."""
    try:
        yield
    except AlreadyExists as error:
        raise AlreadyExists(
            error.what, "Replace it with --overwrite.", code=error.code, details=error.details
        ) from None
