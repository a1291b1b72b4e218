"""A measurement of a sweep over one of its values, drawn with matplotlib."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from numbers import Real
from statistics import median
from typing import TYPE_CHECKING, Any

from studio.audio.measurements import MEASUREMENTS
from studio.domain.frames import with_unit
from studio.errors import InvalidInput, StudioError
from studio.sweeps.plan import SweepPlan
from studio.sweeps.swept_take import SweptTake

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIDE = 0.16  # between two colours, as a part of the distance of two values
_WIDTH = 0.6  # of all colours at most


def plot(plan: SweepPlan, takes: Sequence[SweptTake], x: str, y: str, ax: "Axes | None" = None) -> "Axes":
    """Draw a measurement over a value; see `Sweep.plot`."""
    _check(plan, x, y)
    axes = _new_axes() if ax is None else ax
    values = plan.values[x]
    numeric = all(isinstance(value, Real) and not isinstance(value, bool) for value in values)
    places = [float(value) for value in values] if numeric else [float(place) for place in range(len(values))]
    step = min((abs(b - a) for a, b in pairwise(sorted(places))), default=1.0)
    lines = _measured(takes, x, y)
    side = step * min(_SIDE, _WIDTH / len(lines))
    for number, (label, found) in enumerate(lines.items()):
        shift = side * (number - (len(lines) - 1) / 2)
        _draw_line(axes, [place + shift for place in places], [found[value] for value in values], label, f"C{number}")
    axes.set_xticks(places, [str(value) for value in values])
    axes.margins(x=0.15 if len(places) < 4 else 0.05)
    axes.set_xlabel(x)
    measurement = MEASUREMENTS[y]
    axes.set_ylabel(with_unit(measurement.label, measurement.unit))
    if len(lines) > 1:
        axes.legend()
    return axes


def _draw_line(axes: "Axes", places: list[float], found: list[list[float]], label: str, colour: str) -> None:
    """Draw the takes of one colour: points, the span from the lowest to the highest, and a line through the medians."""
    known = [(place, numbers) for place, numbers in zip(places, found, strict=True) if numbers]
    for place, numbers in known:
        axes.plot([place] * len(numbers), numbers, "o", color=colour, alpha=0.35, markersize=5)
        axes.vlines(place, min(numbers), max(numbers), color=colour, alpha=0.35, linewidth=3)
    middles = [median(numbers) for _, numbers in known]
    axes.plot([place for place, _ in known], middles, "-D", color=colour, markersize=6, label=label)


def _measured(takes: Sequence[SweptTake], x: str, y: str) -> dict[str, dict[Any, list[float]]]:
    """Return the measurements by the other values, in words, and by the value of `x`: one of each seed."""
    lines: dict[str, dict[Any, list[float]]] = {}
    for swept in takes:
        others = ", ".join(f"{name}: {value}" for name, value in swept.values.items() if name != x)
        found = swept.take.measure().values.get(y)
        line = lines.setdefault(others, defaultdict(list))
        if found is not None:
            line[swept.values[x]].append(found)
    return lines


def _check(plan: SweepPlan, x: str, y: str) -> None:
    if x not in plan.values:
        raise _invalid("x", f"{x!r} was not swept.", f"Use one of: {', '.join(plan.values)}.")
    if y not in MEASUREMENTS:
        raise _invalid("y", f"There is no measurement {y!r}.", f"Use one of: {', '.join(MEASUREMENTS)}.")


def _new_axes() -> "Axes":
    try:
        from matplotlib import pyplot
    except ImportError:
        raise StudioError(
            "A plot needs matplotlib, which is not installed.",
            "Install it: pip install matplotlib.",
            code="matplotlib-missing",
        ) from None
    axes: Axes = pyplot.subplots(layout="constrained")[1]
    return axes


def _invalid(field: str, what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, details={"field": field})
