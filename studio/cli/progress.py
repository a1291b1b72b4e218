"""Progress on stderr: bars with the time left on a terminal, nothing elsewhere or with `--json`.

`show` takes snapshots, each a list of `Part`: one bar a part.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from studio.cli.output import print_notice, printable
from studio.cli.streams import terminal_of_stderr

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from studio import Audition, AuditionState, Studio, StudioError, Takes, TakeState


@dataclass(frozen=True)
class Part:
    """How far a part of the work has come.

    Parameters
    ----------
    label : str
        What is being done.
    done, total : float
        In any unit; a total of 0 is not known yet.
    note : str
        Anything else worth showing beside the bar.
    """

    label: str
    done: float = 0.0
    total: float = 0.0
    note: str = ""


class Display(Protocol):
    """Shows snapshots of progress."""

    def show(self, parts: Sequence[Part]) -> None:
        """Show a snapshot."""


@contextmanager
def progress_display(*, quiet: bool) -> Iterator[Display]:
    """Yield a display for stderr; it shows nothing if `quiet`, or if stderr is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield _Nothing()
    else:
        with _rich_progress() as progress:
            yield _Bars(progress)


class _Nothing:
    def show(self, parts: Sequence[Part]) -> None:
        """Show nothing."""


class _Bars:
    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._tasks: list[TaskID] = []
        self._shown: list[Part] = []

    def show(self, parts: Sequence[Part]) -> None:
        for number, part in enumerate(map(_printable, parts)):
            if number == len(self._tasks):
                self._tasks.append(self._progress.add_task(part.label, total=None, note=part.note))
                self._shown.append(Part(part.label))
            before = self._shown[number]
            if (part.label, bool(part.total)) != (before.label, bool(before.total)):
                # What was there already must not count as speed.
                self._progress.reset(self._tasks[number], total=part.total or None, completed=int(part.done))
            self._progress.update(
                self._tasks[number],
                description=part.label,
                completed=part.done,
                total=part.total or None,
                note=part.note,
            )
            self._shown[number] = part
        self._progress.refresh()


def _printable(part: Part) -> Part:
    return replace(part, label=printable(part.label), note=printable(part.note))


def _rich_progress() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        console=Console(file=terminal_of_stderr()),
        auto_refresh=False,  # no thread: Ctrl-C must find none
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def wait_for_takes(audition: "Audition", *, quiet: bool) -> "Takes":
    """Show progress until the takes are complete, and return them; Ctrl-C stops the model too."""
    with progress_display(quiet=quiet) as display:
        for state in audition.follow():
            display.show(_parts(audition, state))
    return audition.wait()


def _parts(audition: "Audition", state: "AuditionState") -> list[Part]:
    waiting = ""
    if state.phase == "queued":
        waiting = "starting …" if state.position <= 1 else f"waiting, {state.position} in the queue …"
    return [_part(take, audition.label(take.position), waiting) for take in state.takes]


def _part(take: "TakeState", label: str, waiting: str) -> Part:
    if take.reading is not None:
        return Part(label, take.fraction, 1.0, f"reading the text, {take.reading:.0%}")
    return Part(label, take.fraction, 0.0 if waiting else 1.0, "" if take.position else waiting)


def print_warning(why: "StudioError") -> None:
    """Print why a request does not suit this machine; it goes on, and Ctrl-C ends it."""
    print_notice(f"{why.what} {why.next_step} It goes on; Ctrl-C ends it.")


def print_second_engine(studio: "Studio") -> None:
    """Print a notice when a second model is loaded beside another one: each takes some gigabytes."""
    if studio.status.beside:
        print_notice(studio.status.beside)


def print_notes(audition: "Audition") -> None:
    """Print what was done with the typed text: marks that are not spoken, pauses, pronunciations."""
    if audition.notes:
        marks = any(note.startswith(("Not spoken", "Paused")) for note in audition.notes)
        print_notice(" ".join([*audition.notes, *(["With --raw, marks are spoken as they stand."] if marks else [])]))
