"""What one measurement of a clip is: how it is computed, explained, shown and compared."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from studio.audio.measurements.analysis import Analysis

_RATIOS = ("%", "semitones")


@dataclass(frozen=True)
class Measurement:
    """One measurement: how it is computed, explained, shown and compared.

    Parameters
    ----------
    name : str
        Its key in JSON, and its attribute of `studio.audio.metrics.Measurements`.
    label : str
        Its name in a table.
    unit : str
        Shown after the number.
    digits : int
        Decimals shown.
    how : str
        A description of the method, shown to users.
    compute : callable
        Computes it, in `unit`, from the analysis of a clip that is not silent; raises `Unmeasurable`.
    chance : float
        The 95th percentile of the differences between two seeds of the sketch voice, in the unit of a difference;
        printed by `python bench/seed_spread.py`.
    source : str
        Publication or standard of the method; empty if `how` is complete.
    scale : str
        Unit of a difference, if it is not `unit`; "%" and "semitones" compare the ratio.
    more, less : str
        Words for a take with a higher value and with a lower one.
    order : int
        Place in a sentence about differences, the most audible first; 0 leaves it out.
    implied_by : str
        The name of a measurement that expresses the same more reliably: if that one differs too, it is left out of
        the sentence.
    """

    name: str
    label: str
    unit: str
    digits: int
    how: str
    compute: Callable[[Analysis], float]
    chance: float
    source: str = ""
    scale: str = ""
    more: str = "more"
    less: str = "less"
    order: int = 0
    implied_by: str = ""

    @property
    def tooltip(self) -> str:
        """The method and its source in one text."""
        return f"{self.how} ({self.source})" if self.source else self.how

    @property
    def difference_unit(self) -> str:
        """The unit of a difference."""
        return self.scale or self.unit

    @property
    def difference_digits(self) -> int:
        """The decimals of a difference that are shown."""
        return {"%": 0, "semitones": 1}.get(self.scale, self.digits)

    def difference(self, here: float, there: float) -> float:
        """Return `there` minus `here` in the unit of a difference: a ratio for "%" and "semitones"."""
        if self.scale == "semitones":
            return 12.0 * math.log2(there / here)
        return 100.0 * (there / here - 1.0) if self.scale == "%" else there - here

    def is_comparable(self, value: float) -> bool:
        """Return whether a value can be compared: a ratio needs a value above zero."""
        return self.scale not in _RATIOS or value > 0.0

    def show(self, value: float | None) -> str:
        """Format a number for a table, without its unit; None is a dash."""
        return "–" if value is None else f"{value:,.{self.digits}f}".replace("-", "−")
