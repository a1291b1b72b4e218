"""The verdict about one dimension, and the verdicts about one clip."""

from dataclasses import dataclass
from typing import Any, Literal

from studio.domain.rich_display import RichDisplay

Verdict = Literal["met", "missed", "unclear", "unmeasurable"]

MARKS: dict[Verdict, str] = {"met": "✓", "missed": "✗", "unclear": "~", "unmeasurable": "–"}


@dataclass(frozen=True)
class Followed:
    """What a description asks in one dimension, and whether the sound does it.

    Parameters
    ----------
    dimension : str
        As in the vocabulary; "energy" is judged by loudness.
    asked : str
        What was understood, in words: "low", "very slow", "lively".
    said : str
        The words of the description that say so.
    measured : float or None
        In `unit`; None where it is not measured.
    unit : str
    verdict : str
        "met", "missed", "unclear" where it cannot be told, or "unmeasurable".
    range : tuple of two floats or None, optional
        Where it is met, in `unit`; None leaves an end open.
    source : str
        Where the range is from.
    words : str
        The verdict in one sentence.
    reason : str
        A code of why it is unclear or unmeasurable: a key of `reasons.REASONS`; "" within the unclear band, and
        where the measurement itself says why.
    digits : int
        Decimals of the measurement that are shown.
    """

    dimension: str
    asked: str
    said: str
    measured: float | None
    unit: str
    verdict: Verdict
    range: tuple[float | None, float | None] | None
    source: str
    words: str
    reason: str = ""
    digits: int = 0

    @property
    def shown(self) -> str:
        """The measurement with its unit; "–" without one."""
        return "–" if self.measured is None else f"{_number(self.measured, self.digits)} {self.unit}"

    @property
    def range_shown(self) -> str:
        """The range as text: "up to 115.7 Hz", "3.6 to 5.5 syllables/s"; "" without one."""
        return range_text(self.range, self.unit, self.digits)


@dataclass(frozen=True)
class Follow(RichDisplay):
    """How far one clip does what its description asks.

    Parameters
    ----------
    ref : str
        "take:ID", "preset:SLUG", "delivery:SLUG/NAME", or the path of a sound file.
    label : str
        What a person calls it.
    description : str
    dimensions : tuple of Followed
        What the description says: first what is judged, then what cannot be measured.
    faults : tuple of str
        Codes of serious faults of its sound, such as "incomplete".
    """

    ref: str
    label: str
    description: str
    dimensions: tuple[Followed, ...]
    faults: tuple[str, ...] = ()

    def of(self, *verdicts: Verdict) -> tuple[Followed, ...]:
        """Return the dimensions with one of these verdicts."""
        return tuple(each for each in self.dimensions if each.verdict in verdicts)

    @property
    def met(self) -> int:
        """The number of dimensions that are met."""
        return len(self.of("met"))

    @property
    def judged(self) -> int:
        """The number of dimensions that were measured: met, missed or unclear."""
        return len(self.of("met", "missed", "unclear"))

    def __repr__(self) -> str:
        listed = [f"{MARKS[each.verdict]} {each.said or each.asked}" for each in self.dimensions]
        return f"<Follow {self.label}: {self.met} of {self.judged} met; {', '.join(listed) or 'nothing asked'}>"

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        names = ("dimension", "asked", "said", "measured", "unit", "verdict", "range", "source", "words", "reason")
        dimensions = [{name: getattr(each, name) for name in names} for each in self.dimensions]
        return {
            "clip": self.ref,
            "label": self.label,
            "description": self.description,
            "met": self.met,
            "judged": self.judged,
            "faults": list(self.faults),
            "dimensions": dimensions,
        }


COLUMNS = ("verdict", "dimension", "asked", "measured", "met if", "words")


def row_of(each: Followed) -> tuple[str, ...]:
    """Return the cells of a table's row: verdict, dimension, asked, measured, the range, and why it is not judged."""
    asked = f"{each.asked} (“{each.said}”)" if each.said and each.said != each.asked else each.asked
    why = each.words if each.verdict == "unmeasurable" or each.reason else ""
    name = each.dimension.replace("_", " ")
    return (f"{MARKS[each.verdict]} {each.verdict}", name, asked, each.shown, each.range_shown, why)


def range_text(bounds: tuple[float | None, float | None] | None, unit: str, digits: int) -> str:
    """Return a range as text; "" without one."""
    if bounds is None:
        return ""
    low, high = (None if bound is None else _number(bound, digits) for bound in bounds)
    if low is None:
        return f"up to {high} {unit}"
    return f"from {low} {unit}" if high is None else f"{low} to {high} {unit}"


def _number(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace("-", "−")
