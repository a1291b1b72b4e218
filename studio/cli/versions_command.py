"""`studio versions`: the tree of versions, and what one version changed and moved."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import AsJson, Home, whole_number
from studio.cli.output import print_facts, print_json, print_line, print_table

if TYPE_CHECKING:
    from studio.versions.moved import Moved
    from studio.versions.sweep import SweepResult
    from studio.versions.tree import TreeVersion

_LONGEST = 70  # characters of a description in the tree


def versions(
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="One version: v7, or the label or id of a take of it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="VERSION", help="Compare it with this one instead of its parent.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", parser=whole_number(1, 999_999), metavar="N", help="How many versions, newest.")
    ] = 50,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show the tree of versions; or what one changed in the words, and what that moved in the sound."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        if version is None:
            shown = list(workspace.versions)[-limit:]
            _print_json_of(shown) if as_json else _print_tree(shown)
            return
        found = workspace.versions[version]
        before = workspace.versions[since] if since else found.parent
        moved, swept = found.moved(before), found.swept()
        if as_json:
            print_json(_to_json(found) | _edge_to_json(found, before, moved, swept))
        else:
            _print_version(found, before, moved, swept)


def _print_tree(shown: "list[TreeVersion]") -> None:
    if not shown:
        print_line("No versions yet. `studio design` or the page makes some.")
    listed = {version.id for version in shown}
    for root in shown:
        if root.parent is None or root.parent.id not in listed:
            print_line(*(_line(each) for each in _below(root, listed)))


def _below(root: "TreeVersion", listed: set[str]) -> "list[TreeVersion]":
    """Return a version and what was made from it: each branch before the child that continues its line."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += [child for child in node.children if child.id in listed]
    return found


def _line(version: "TreeVersion") -> str:
    parent, takes = version.parent, version.takes
    branch = parent is not None and version.depth > parent.depth
    lines = "│ " * (version.depth - branch) + ("├─" if branch else "")
    words = _shortened(_summary(version))
    kept = sum(take.rating.verdict == "keep" for take in takes)
    count = f"{len(takes)} take{'' if len(takes) == 1 else 's'}" + (f", {kept} kept" if kept else "")
    return f"{lines}{version.label}  {words}  ({count})"


def _summary(version: "TreeVersion") -> str:
    if sweep := version.sweep:
        return f"sweep of {sweep.dimension or 'words'}: {', '.join(sweep.words)}"
    if version.parent is None:
        return version.description
    changes = [str(change) for change in version.diff() if change.kind != "same"]
    return " ".join([*changes, *version.also_changed()]) or "the same words"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _print_version(
    version: "TreeVersion", before: "TreeVersion | None", moved: "Moved", swept: "SweepResult | None"
) -> None:
    facts = [
        ("version", version.label),
        ("parent", version.parent.label if version.parent else ""),
        ("children", ", ".join(child.label for child in version.children)),
        ("description", "" if version.sweep else version.description),
        ("text", version.text),
        ("created", f"{version.stored.created:%Y-%m-%d %H:%M} UTC"),
        ("takes", ", ".join(take.label for take in version.takes)),
    ]
    print_facts([(name, value) for name, value in facts if value], width=11)
    if swept and version.sweep:
        _print_sweep(version, swept)
    elif before:
        print_line("", f"since {before.label}: {version.diff(before)}")
        if also := version.also_changed(before):
            print_line(f"changed too: {', '.join(also)}")
        print_line(f"moved: {moved}", "")
        _print_moved(moved)


def _print_moved(moved: "Moved") -> None:
    from studio.audio.measurements import MEASUREMENTS

    rows = []
    for each in moved.measurements:
        measurement = MEASUREMENTS[each.name]
        here, there = each.before, each.after
        show = measurement.show
        rows.append(
            (
                f"{measurement.label}, {measurement.unit}",
                f"{show(here.median)} ({show(here.lowest)}–{show(here.highest)})",
                f"{show(there.median)} ({show(there.lowest)}–{show(there.highest)})",
                each.shown,
                f"p = {each.p:.3f}{' *' if each.beyond_chance else ''}",
            )
        )
    if rows:
        print_table(("", "BEFORE", "AFTER", "BY", "CHANCE"), rows, plain_header=True)
        how = "pairs of takes that share a seed" if moved.method == "pairs" else "takes of both versions"
        print_line(f"* more than chance: permutation test of {how}, where p can reach {moved.least:.3f}")


def _print_sweep(version: "TreeVersion", swept: "SweepResult") -> None:
    sweep = version.sweep
    assert sweep is not None
    measurement = sweep.measurement
    rows = [
        (words, *((measurement.show(value) if measurement else "") for value in values))
        for words, values in zip(sweep.words, swept.values, strict=True)
    ]
    unit = f"{measurement.label}, {measurement.unit}" if measurement else sweep.dimension
    print_line("")
    print_table((unit, *(f"seed {seed}" for seed in sweep.seeds)), rows, plain_header=True)
    reached = f" (p = {swept.p:.3f}, where it can reach {swept.least:.3f})" if swept.name else ""
    print_line("", f"{swept}{reached}")


def _print_json_of(shown: "list[TreeVersion]") -> None:
    print_json([_to_json(version) for version in shown])


def _to_json(version: "TreeVersion") -> dict[str, Any]:
    parent, sweep = version.parent, version.sweep
    return {
        "version": version.stored.version,
        "label": version.label,
        "audition": version.id,
        "parent": parent.label if parent else None,
        "parent_recorded": version.parent_recorded,
        "children": [child.label for child in version.children],
        "description": version.description,
        "text": version.text,
        "created": version.stored.created.isoformat(),
        "state": version.stored.state,
        "takes": [{"label": take.label, "id": take.id, "seed": take.recipe.seed} for take in version.takes],
        "sweep": asdict(sweep) if sweep else None,
    }


def _edge_to_json(
    version: "TreeVersion", before: "TreeVersion | None", moved: "Moved", swept: "SweepResult | None"
) -> dict[str, Any]:
    measurements = [
        {**asdict(each), "shown": each.shown, "beyond_chance": each.beyond_chance} for each in moved.measurements
    ]
    return {
        "since": before.label if before else None,
        "diff": [asdict(change) for change in version.diff(before)] if before else [],
        "also_changed": list(version.also_changed(before)),
        "moved": {"words": moved.words, "method": moved.method, "takes": moved.takes, "least_p": moved.least}
        | {"measurements": measurements},
        "swept": asdict(swept) | {"verdict": swept.verdict} if swept else None,
    }
