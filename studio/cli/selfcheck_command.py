"""`studio selfcheck`: measures what this machine does with its models, and writes it down to send in."""

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from studio.cli.options import AsJson, BaseModel, Home, ModelName, whole_number
from studio.cli.output import print_facts, print_json, print_line
from studio.cli.progress import Part, progress_display

if TYPE_CHECKING:
    from studio.diagnostics.selfcheck.results import SelfCheckReport

_MINUTES = whole_number(1, 1440)
_FRAMES = whole_number(2, 10_000)


def selfcheck(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for the two files (default: this one).")
    ] = Path(),
    minutes: Annotated[
        int, typer.Option("--minutes", parser=_MINUTES, metavar="N", help="What would begin later is left out.")
    ] = 10,
    frames: Annotated[
        int | None,
        typer.Option(
            "--frames", parser=_FRAMES, metavar="N", help="Stop each take after N frames of 80 ms, for a quick look."
        ),
    ] = None,
    as_json: AsJson = False,
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> int:
    """Test the models on this machine for ten minutes, and write a JSON file and a page to send in.

    They contain nothing personal. The exit code is 1 where a part failed.
    """
    from studio.diagnostics.selfcheck.results import SelfCheckReport
    from studio.diagnostics.selfcheck.selfcheck import run_selfcheck
    from studio.store.files import make_folder

    make_folder(output)  # before ten minutes in vain
    report = SelfCheckReport()
    try:
        with progress_display(quiet=as_json) as display:
            run_selfcheck(
                report,
                minutes=minutes,
                sound=frames * 0.08 if frames else None,
                model=model,
                base_model=base_model,
                home=home,
                progress=lambda part, done, total: display.show([Part("selfcheck", done, total, part)]),
            )
    finally:
        if report.parts:
            _write(report, output, as_json=as_json)
    return 1 if report.failed else 0


def _write(report: "SelfCheckReport", folder: Path, *, as_json: bool) -> None:
    """Write both files, and print the JSON data or a line for each part."""
    from studio.diagnostics.selfcheck.page import selfcheck_page
    from studio.store.files import write_atomically

    data = report.to_json()
    stem = folder / f"studio-selfcheck-{datetime.now():%Y%m%d-%H%M%S}"
    files = {
        stem.with_suffix(".json"): json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n",
        stem.with_suffix(".html"): selfcheck_page(data),
    }
    for path, content in files.items():
        write_atomically(path, partial(_write_all, content), private=False)
    if as_json:
        print_json(data)
        return
    print_facts([(f"{part['name']}, {part['model']}", _in_words(part)) for part in data["parts"]], width=48)
    print_line("", *(f"written: {path}" for path in files))


def _write_all(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def _in_words(part: dict[str, object]) -> str:
    outcome = f"{part['outcome']} in {part['seconds']} s" if part["outcome"] == "done" else str(part["outcome"])
    return f"{outcome}: {part['error']}" if part["error"] else outcome
