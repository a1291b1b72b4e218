"""Run a self-check: every part for every model on this machine, whatever fails."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from studio.diagnostics.selfcheck.parts import Checks, CloneChecks, DesignChecks, NotRun, Part
from studio.diagnostics.selfcheck.results import Outcome, PartResult, SelfCheckReport
from studio.diagnostics.selfcheck.timing import Budget
from studio.domain.backends import PREVIEW, QWEN3
from studio.engine.backend_choice import choose_backend, choose_base
from studio.errors import StudioError
from studio.models.catalogue import CATALOGUE, ORIGINALS, Checkpoint, Kind
from studio.models.checkpoint_files import read_json
from studio.models.hub_cache import cached_snapshot, is_folder
from studio.models.shelf import Model, ModelShelf
from studio.store.home import home_folder
from studio.store.temporary import remove_abandoned_temporary_folders, temporary_folder

#: Called with the running part's name, and the seconds of work that are done and that there are in all, estimated.
Progress = Callable[[str, float, float], None]


def run_selfcheck(
    report: SelfCheckReport,
    *,
    minutes: float = 10.0,
    sound: float | None = None,
    model: str | None = None,
    base_model: str | None = None,
    home: str | Path | None = None,
    progress: Progress = lambda part, done, total: None,
) -> None:
    """Run all parts, in a temporary home folder, and add their results to a report.

    Parameters
    ----------
    report : SelfCheckReport
        Receives the results one by one, so that it has them when Ctrl-C ends the check.
    minutes : float
        Parts that would begin later are not run, and a request that runs then is cancelled.
    sound : float, optional
        Seconds of each take's sound after which it is stopped; for a model that does not end its takes.
    model, base_model : str, optional
        The models to test, as for `Studio`; default: all that are on this machine.
    home : str or pathlib.Path, optional
        The home folder whose quantised models are tested too.
    progress : callable
        Called several times a second.
    """
    remove_abandoned_temporary_folders()
    folder = temporary_folder("selfcheck")
    started = time.monotonic()
    report.private += [os.path.realpath(each) for each in (model, base_model) if each and is_folder(each)]
    try:
        budget = Budget(started + 60.0 * minutes, sound)
        checks = list(_checks(folder, budget, home_folder(home), model, base_model))
        _run(checks, report, started, progress)
    except KeyboardInterrupt:
        report.stopped = True
        raise
    finally:
        report.seconds = time.monotonic() - started
        shutil.rmtree(folder, ignore_errors=True)


def _checks(folder: Path, budget: Budget, home: Path, model: str | None, base_model: str | None) -> Iterator[Checks]:
    """Yield the checks of the sketch, of the models that speak from descriptions, and of the Base models."""
    named = model is not None or base_model is not None
    if not named:
        yield DesignChecks(PREVIEW.name, None, 0, folder / "sketch", budget)
    models = _named(model, base_model) if named else _installed(home)
    for number, each in enumerate(models):
        kind = DesignChecks if each.kind == "design" else CloneChecks
        yield kind(_public_name(each), each.model, each.memory_bytes, folder / str(number), budget)


def _installed(home: Path) -> list[Checkpoint | Model]:
    """Return the complete models on this machine, the recommended ones first."""
    here = [model for model in ModelShelf(home / "models") if model.state == "complete"]
    return [*sorted(here, key=lambda model: (model.kind != "design", not model.recommended))]


def _named(model: str | None, base_model: str | None) -> list[Checkpoint | Model]:
    """Return the models that were asked for; raises as `choose_backend` and `choose_base`."""
    found: list[Checkpoint | Model] = []
    if model is not None:
        found.append(_checkpoint(choose_backend(QWEN3.name, model).model or model, "design"))
    if base_model is not None:
        found.append(_checkpoint(choose_base(base_model), "base"))
    return found


def _checkpoint(model: str, kind: Kind) -> Checkpoint:
    """Return what is known of a model; of one that is not on this machine, and not published, the name only."""
    known = {each.model: each for each in (*CATALOGUE, *ORIGINALS)}
    folder = Path(model) if is_folder(model) else cached_snapshot(model)
    if model in known or folder is None:
        return known.get(model) or Checkpoint(model, kind, "", "", 0)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    try:
        bits = (read_json(folder / "config.json").get("quantization") or {}).get("bits")
    except (StudioError, AttributeError):  # loading it says what is wrong
        bits = None
    return Checkpoint(model, kind, "", f"{bits}bit" if bits else "not quantised", size)


def _public_name(model: Checkpoint | Model) -> str:
    """Return a model's name without its path or its owner, which may name a person."""
    published = {each.model for each in (*CATALOGUE, *ORIGINALS)}
    if model.model in published:
        return model.model
    return f"own {'VoiceDesign' if model.kind == 'design' else 'Base'} model, {model.precision or 'unknown'}"


def _run(checks: Sequence[Checks], report: SelfCheckReport, started: float, progress: Progress) -> None:
    """Run all parts; of those that Ctrl-C leaves out, note that they were not run."""
    waiting = [(each, part) for each in checks for part in each.parts()]
    total = sum(part.expected for _, part in waiting)
    done = 0.0
    with ExitStack() as stack:
        for each in checks:
            stack.callback(each.close)
        while waiting:
            each, part = waiting[0]
            try:
                each.budget = replace(each.budget, tick=partial(progress, f"{part.name}, {part.model}", done, total))
                report.parts.append(_result(part, each.budget))
            except KeyboardInterrupt:
                report.parts += [
                    PartResult(left.name, left.model, "not run", error="Stopped with Ctrl-C.") for _, left in waiting
                ]
                raise
            waiting.pop(0)
            done += part.expected
            report.seconds = time.monotonic() - started
            if not waiting or waiting[0][0] is not each:
                each.close()


def _result(part: Part, budget: Budget) -> PartResult:
    """Run a part, and return its figures or why it failed: nothing that it raises ends the check."""
    started = time.monotonic()
    facts: dict[str, Any] = {}
    outcome: Outcome = "done"
    error = ""
    budget.tick()
    try:
        if started > budget.deadline:
            raise NotRun("The time was up.")
        part.run(facts)
    except NotRun as reason:
        outcome, error = "not run", str(reason)
    except StudioError as failure:
        outcome, error = "failed", f"[{failure.code}] {failure}"
    except Exception as failure:
        outcome, error = "failed", f"{type(failure).__name__}: {failure}"
    return PartResult(part.name, part.model, outcome, round(time.monotonic() - started, 2), facts, error)
