"""Sweeps as the page needs them: what can be swept, the words of the steps, and what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from studio.audio.measurements import MEASUREMENTS
from studio.versions.sweep import Sweepable, SweepResult


@dataclass(frozen=True)
class SweepablePayload:
    """A dimension that can be swept; as `studio.versions.sweep.Sweepable`."""

    dimension: str
    names: Mapping[str, str]
    most: int

    @classmethod
    def of(cls, sweepable: Sweepable) -> Self:
        """Return the payload of a dimension."""
        return cls(sweepable.dimension, dict(sweepable.names), sweepable.most)


@dataclass(frozen=True)
class StepsPayload:
    """The words of the steps that a sweep would have."""

    words: list[str]


@dataclass(frozen=True)
class SweptPayload:
    """The measured values of a sweep.

    Parameters
    ----------
    name, unit : str
        The measurement of its dimension, and its unit; "" where there is none.
    values : list of list of str
        A row a step, a column a seed, as text; "" where there is none.
    medians : list of str
        Of each step.
    verdict : str
        As of `SweepResult`.
    seeds : int
        How many seeds were tested.
    """

    name: str
    unit: str
    values: list[list[str]]
    medians: list[str]
    verdict: str
    p: float
    least: float
    seeds: int

    @classmethod
    def of(cls, result: SweepResult) -> Self:
        """Return the payload of a sweep's result."""
        measurement = MEASUREMENTS.get(result.name)

        def shown(value: float | None) -> str:
            return measurement.show(value) if measurement and value is not None else ""

        values = [[shown(value) for value in row] for row in result.values]
        medians = [shown(value) for value in result.medians]
        unit = measurement.unit if measurement else ""
        return cls(result.name, unit, values, medians, result.verdict, result.p, result.least, result.seeds)
