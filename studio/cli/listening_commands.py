"""`studio listening`: lists blind tests and exports their answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import AsJson, Home
from studio.cli.output import print_json, print_line, print_table
from studio.cli.parsing import Command

if TYPE_CHECKING:
    from studio.listening.trial import ListeningRecord

_LISTED = 50

listening = typer.Typer(help="List the blind tests, and export their answers.")


@listening.command("list", cls=Command)
def list_tests(as_json: AsJson = False, home: Home = None) -> None:
    """List the blind tests: what was compared, and the result."""
    from studio.listening.concealed import concealed_tests
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        blind = concealed_tests(workspace.listening)
        tests = [(test, blind.result(test.id).summary if test.over else "") for test in blind.records.newest(_LISTED)]
    if as_json:
        print_json([_to_json(test, summary) for test, summary in tests])
    elif tests:
        print_table(("CREATED", "KIND", "RESULT"), [_row(test, summary) for test, summary in tests])
    else:
        print_line("No blind tests yet. Compare two takes on the page, then listen blind.")


@listening.command("export", cls=Command)
def export_answers(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The CSV file.")], home: Home = None
) -> None:
    """Write the answers of the finished tests as CSV, one line an answer."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        count = workspace.listening.export(output)
    print_line(f"{count} answers are in {output}")


def _row(test: "ListeningRecord", summary: str) -> tuple[str, ...]:
    result = summary or f"under way: trial {len(test.trials) + 1} of {test.planned}"
    clips = ", ".join(clip.label for clip in test.clips)
    return f"{test.created:%Y-%m-%d %H:%M}", test.kind, f"{clips}: {result}"


def _to_json(test: "ListeningRecord", summary: str) -> dict[str, Any]:
    return {
        "id": test.id,
        "kind": test.kind,
        "created": test.created.isoformat(),
        "ended": test.ended and test.ended.isoformat(),
        "clips": [clip.ref for clip in test.clips],
        "planned": test.planned,
        "answered": len(test.trials),
        "verdict": summary,
    }
