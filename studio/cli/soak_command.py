"""`studio soak`: a load test of the engine on this machine."""

from typing import Annotated

import typer

from studio.cli.options import AsJson, Backend, ModelName, whole_number
from studio.cli.output import print_facts, print_json
from studio.cli.progress import Part, progress_display

_MOST_THREADS = 32
_ANY_COUNT = whole_number(1, 999_999_999)


def soak(
    requests: Annotated[int, typer.Option("--requests", parser=_ANY_COUNT, metavar="N", help="How many.")] = 100,
    threads: Annotated[
        int, typer.Option("--threads", parser=_ANY_COUNT, metavar="T", help="Concurrent callers, 32 at most.")
    ] = 8,
    faults: Annotated[
        bool, typer.Option("--faults", help="Kill or stop the generation process about every 50 requests.")
    ] = False,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
) -> int:
    """Test the engine under load on this machine.

    The exit code is 1 where it broke a promise.
    """
    from studio.diagnostics.soak import soak as run_soak

    with progress_display(quiet=as_json) as display:
        report = run_soak(
            requests,
            threads=min(threads, _MOST_THREADS),
            faults=faults,
            backend=backend,
            model=model,
            progress=lambda done: display.show([Part("requests", done, requests, f"{done} of {requests}")]),
        )
    if as_json:
        print_json(report.to_json())
    else:
        print_facts(report.in_words().items(), width=15)
    return 1 if report.broken else 0
