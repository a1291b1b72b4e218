"""The tree of versions as the page draws it, and what its edges moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from studio.audio.measurements import MEASUREMENTS
from studio.domain.clip_ref import ClipRef
from studio.versions.moved import Moved, Movement, Spread
from studio.versions.tree import TreeVersion


@dataclass(frozen=True)
class TreeRowPayload:
    """A version in the tree.

    Parameters
    ----------
    id : str
        Of its audition.
    parent : str
        The id of its parent; "" without one.
    recorded : bool
        Whether its parent was recorded; else it is the version before.
    depth : int
        How many branches lead to it.
    changes : list of (str, str)
        What changed in the description since the parent: "same", "removed" or "added", and the words.
    also : list of str
        What else changed: "text", "language", "model", "sampling".
    before : str
        The parent's text.
    takes, kept : int
        How many takes there are, and how many a person keeps.
    best : str
        The `ClipRef` of the take to compare it by; "" without one.
    refs : dict of str to str
        The seed of each complete take → its `ClipRef`.
    sweep : str or None
        The dimension of a sweep; None for other versions.
    steps : list of str
        The words of its steps.
    running : bool
        Whether it is being generated.
    """

    id: str
    version: int
    parent: str
    recorded: bool
    depth: int
    description: str
    text: str
    changes: list[tuple[str, str]]
    also: list[str]
    before: str
    takes: int
    kept: int
    best: str
    refs: dict[str, str]
    sweep: str | None
    steps: list[str]
    running: bool

    @classmethod
    def of(cls, version: TreeVersion, *, running: bool) -> Self:
        """Return the payload of a version."""
        takes, parent, best, sweep = version.takes, version.parent, version.best, version.sweep
        return cls(
            id=version.id,
            version=version.stored.version,
            parent=parent.id if parent else "",
            recorded=version.parent_recorded,
            depth=version.depth,
            description=version.description,
            text=version.text,
            changes=[(change.kind, change.words) for change in version.diff()] if parent else [],
            also=list(version.also_changed()),
            before=parent.text if parent else "",
            takes=len(takes),
            kept=sum(take.rating.verdict == "keep" for take in takes),
            best=_ref(best.id) if best else "",
            refs={str(take.recipe.seed): _ref(take.id) for take in takes if not take.incomplete},
            sweep=sweep.dimension if sweep else None,
            steps=list(sweep.words) if sweep else [],
            running=running,
        )


@dataclass(frozen=True)
class TreePayload:
    """The tree that a version is in.

    Parameters
    ----------
    rows : list of TreeRowPayload
        From the first ancestor on, each branch before the child that continues the line.
    hidden : int
        How many versions of the tree are left out.
    """

    rows: list[TreeRowPayload]
    hidden: int


def near(family: Sequence[TreeVersion], id: str, most: int) -> Sequence[TreeVersion]:
    """Return at most so many neighbours of a version in its tree, itself included; more of those before it."""
    at = next((place for place, version in enumerate(family) if version.id == id), 0)
    end = min(len(family), max(at + most // 4 + 1, most))
    return family[max(0, end - most) : end]


@dataclass(frozen=True)
class MovementPayload:
    """How one measurement moved.

    Parameters
    ----------
    before, after : list of str
        Median, lowest and highest value as text.
    shown, unit : str
        The difference with sign and unit, and its unit.
    beyond : bool
        Whether it is more than chance.
    """

    name: str
    before: list[str]
    after: list[str]
    by: float
    shown: str
    unit: str
    p: float
    beyond: bool

    @classmethod
    def of(cls, movement: Movement) -> Self:
        """Return the payload of a movement."""
        measurement = MEASUREMENTS[movement.name]
        return cls(
            name=movement.name,
            before=_shown(movement.name, movement.before),
            after=_shown(movement.name, movement.after),
            by=movement.by,
            shown=movement.shown,
            unit=measurement.difference_unit,
            p=movement.p,
            beyond=movement.beyond_chance,
        )


@dataclass(frozen=True)
class MovedPayload:
    """What an edge moved.

    Parameters
    ----------
    method : str
        "groups" or "pairs".
    takes : list of int
        How many takes of the parent and of the version were compared.
    least : float
        The smallest p-value that they can reach.
    tells : bool
        Whether that is enough to tell a change from chance.
    units : dict of str to str
        The units of the values, by measurement.
    """

    method: str
    takes: list[int]
    least: float
    tells: bool
    measurements: list[MovementPayload]
    units: dict[str, str]

    @classmethod
    def of(cls, moved: Moved) -> Self:
        """Return the payload of what an edge moved."""
        rows = [MovementPayload.of(each) for each in moved.measurements]
        units = {row.name: MEASUREMENTS[row.name].unit for row in rows}
        return cls(moved.method, list(moved.takes), moved.least, moved.can_tell, rows, units)


def _shown(name: str, spread: Spread) -> list[str]:
    return [MEASUREMENTS[name].show(value) for value in (spread.median, spread.lowest, spread.highest)]


def _ref(take: str) -> str:
    return str(ClipRef("take", take))
