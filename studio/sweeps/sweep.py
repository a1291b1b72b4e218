"""The takes of a sweep, with the values and the seed of each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from studio.domain.frames import data_frame, measured_columns
from studio.domain.takes import Takes
from studio.sweeps.plan import SweepPlan
from studio.sweeps.swept_take import SweptTake

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


class Sweep:
    """Takes of every combination of values in a description, each with the same seeds; from `Studio.sweep`.

    A loop yields its rows, and `len` is their number.

    Parameters
    ----------
    plan : SweepPlan
        The description, the values and the seeds.
    takes : Takes
        In the order of `SweepPlan.cells`.
    """

    def __init__(self, plan: SweepPlan, takes: Takes) -> None:
        self.plan = plan
        self.takes = takes

    @property
    def table(self) -> tuple[SweptTake, ...]:
        """A row a take: its values, its seed and the take."""
        cells = zip(self.plan.cells(), self.takes, strict=True)
        return tuple(SweptTake(values, seed, take) for (values, seed), take in cells)

    def __iter__(self) -> Iterator[SweptTake]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.takes)

    def __repr__(self) -> str:
        values = ", ".join(f"{name} × {len(values)}" for name, values in self.plan.values.items())
        return f"<Sweep {self.plan.template!r}: {values}, {len(self.plan.seeds)} seeds>"

    def _repr_html_(self) -> str | None:
        return self.takes._repr_html_()

    def to_frame(self) -> "pandas.DataFrame":
        """Return the values and the measurements as a table: a row a take.

        The takes are measured, about half a second each the first time.

        Returns
        -------
        pandas.DataFrame
            A column for each name, then "seed", "take" (the label), and a column a measurement with its unit:
            "pitch (Hz)". What cannot be measured of a take is missing.

        Raises
        ------
        StudioError
            If pandas is not installed.
        """
        return data_frame((_row(swept) for swept in self), [*self.plan.values, "seed", "take"])

    def plot(self, x: str, y: str, *, ax: "Axes | None" = None) -> "Axes":
        """Draw a measurement over a value: a point a take, and for each value the median and the spread of the seeds.

        Where more than one name is swept, each combination of the others has a colour of its own.

        Parameters
        ----------
        x : str
            One of the names in the description.
        y : str
            A measurement: "pitch", "pitch_range", "pace" … (`measurement_methods`).
        ax : matplotlib.axes.Axes, optional
            Where to draw; default: a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The drawing, to change or save (`ax.figure.savefig`).

        Raises
        ------
        InvalidInput
            If there is no such name or measurement.
        StudioError
            If matplotlib is not installed.
        """
        from studio.sweeps.plot import plot  # only where it is drawn

        return plot(self.plan, self.table, x, y, ax)


def _row(swept: SweptTake) -> dict[str, Any]:
    measured = swept.take.measure()
    columns = measured_columns(measured.values, measured.units)
    return {**swept.values, "seed": swept.seed, "take": swept.take.label, **columns}
