"""Crash reports, for `studio doctor` and for bug reports."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.errors import StudioError
from studio.store.files import read_json, write_atomically

MOST_REPORTS = 20


@dataclass(frozen=True)
class CrashReport:
    """A crash report.

    Parameters
    ----------
    path : pathlib.Path
        Its file.
    when : str
        ISO 8601, in UTC.
    what : str
        What happened, in a sentence.
    """

    path: Path
    when: str
    what: str


def write_crash(
    folder: Path, what: str, *, recipes: Sequence[dict[str, Any]], facts: dict[str, Any], log: Sequence[str]
) -> Path | None:
    """Write a crash report, and delete the oldest ones beyond 20.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the reports.
    what : str
        What happened, in a sentence.
    recipes : sequence of dict
        The job's.
    facts : dict
        Whatever else is known: signal, versions, memory.
    log : sequence of str
        The last lines of the worker's log, including the stacks written by faulthandler.

    Returns
    -------
    pathlib.Path or None
        The report's file; None if it could not be written.
    """
    now = datetime.now(UTC)
    path = folder / f"{now:%Y%m%d-%H%M%S-%f}.json"
    report = {"when": now.isoformat(), "what": what, **facts, "recipes": list(recipes), "log": list(log)}
    try:
        text = json.dumps(report, ensure_ascii=False, indent=2)
        write_atomically(path, lambda file: file.write(text.encode()))
        for old in _files(folder)[MOST_REPORTS:]:
            old.unlink(missing_ok=True)
    except (StudioError, OSError):
        return None
    return path


def read_crashes(folder: Path) -> tuple[CrashReport, ...]:
    """Return the crash reports in a folder, newest first."""
    return tuple(report for path in _files(folder) if (report := _read(path)))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("[0-9]*.json"), reverse=True)
    except OSError:  # a folder above it may not be read
        return []


def _read(path: Path) -> CrashReport | None:
    try:
        data = read_json(path)
        return CrashReport(path, str(data["when"]), str(data["what"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
