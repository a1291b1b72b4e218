"""Retention: takes that are old, or too many for the space they may use, go to the bin; never one that is valued.

Valued is a take that is kept, starred, named, noted or tagged, is in a listening test, or is the source of a preset.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from studio.domain.recipe import Recipe
from studio.errors import InvalidInput
from studio.store.database import Database
from studio.store.files import read_json, write_atomically
from studio.store.library_entry import LIVE, RATED, LibraryEntry, entries_of
from studio.store.take_bin import TakeBin
from studio.store.take_files import TakeFiles

_FILE = "retention.json"
_NOT_VALUED = f"""
{LIVE} AND takes.id NOT IN (SELECT take FROM ratings WHERE verdict = 'keep' OR starred OR note != '' OR title != '')
AND takes.id NOT IN (SELECT take FROM tags)
AND 'take:' || takes.id NOT IN (SELECT reference FROM listening_clips)
"""


@dataclass(frozen=True)
class RetentionRule:
    """How long takes stay that nobody values, and how much space all takes may use.

    Parameters
    ----------
    older_than : datetime.timedelta or None
        Older ones go to the bin; None: whatever their age.
    larger_than : int or None
        Bytes of all takes outside the bin: if they are more, the oldest go to the bin; None: however many.

    Raises
    ------
    InvalidInput
        If one of them is negative.
    """

    older_than: timedelta | None = None
    larger_than: int | None = None

    def __post_init__(self) -> None:
        if (self.older_than or timedelta(0)) < timedelta(0) or (self.larger_than or 0) < 0:
            raise InvalidInput("An age or a size cannot be negative.", "Use zero or more.")

    @property
    def is_empty(self) -> bool:
        """Whether takes stay for ever."""
        return self.older_than is None and self.larger_than is None


@dataclass(frozen=True)
class Sources:
    """The takes that presets were made from.

    Parameters
    ----------
    recipes : tuple of Recipe
        The presets' recipes, and those of their deliveries.
    takes : frozenset of str
        The ids of the takes that they name as their source.
    """

    recipes: tuple[Recipe, ...] = ()
    takes: frozenset[str] = frozenset()

    def include(self, entry: LibraryEntry) -> bool:
        """Return whether a take is one of them."""
        return entry.id in self.takes or entry.recipe in self.recipes


class Retention:
    """Applies a rule to the takes of one home folder; every method may be called from any thread.

    Parameters
    ----------
    home : pathlib.Path
        Where the rule of each start is stored.
    database : Database
        Where the takes are stored.
    files : TakeFiles
        Their files.
    bin : TakeBin
        Where they go.
    """

    def __init__(self, home: Path, database: Database, files: TakeFiles, bin: TakeBin) -> None:
        self._file = home / _FILE
        self._database = database
        self._files = files
        self._bin = bin

    @property
    def rule(self) -> RetentionRule:
        """What is applied at each start of the studio; an empty rule if nothing was stored, or it cannot be read."""
        with suppress(OSError, ValueError, KeyError, TypeError, OverflowError):  # InvalidInput is a ValueError
            return _rule(read_json(self._file))
        return RetentionRule()

    def remember(self, rule: RetentionRule) -> None:
        """Store what is applied at each start of the studio.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        days = None if rule.older_than is None else rule.older_than / timedelta(days=1)
        text = json.dumps({"schema": 1, "older_than_days": days, "larger_than_bytes": rule.larger_than})
        write_atomically(self._file, lambda file: file.write(text.encode()))

    def expired(self, rule: RetentionRule, sources: Sources) -> tuple[LibraryEntry, ...]:
        """Return the takes that a rule moves to the bin, the oldest first."""
        if rule.is_empty:
            return ()
        rows = self._database.read(f"{RATED} WHERE {_NOT_VALUED} ORDER BY takes.created, takes.rowid")
        candidates = [entry for entry in entries_of(rows) if not sources.include(entry)]
        excess = self._excess(rule)
        oldest = _earliest(rule.older_than)
        found = []
        for entry in candidates:
            if entry.created > oldest and excess <= 0:
                break
            excess -= self._files.size(entry.id)
            found.append(entry)
        return tuple(found)

    def apply(self, rule: RetentionRule, sources: Sources) -> tuple[LibraryEntry, ...]:
        """Move the takes that a rule is for to the bin, and return them.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        found = self.expired(rule, sources)
        if found:
            self._bin.put([entry.id for entry in found], only=_NOT_VALUED)
        return found

    def _excess(self, rule: RetentionRule) -> int:
        """Return how many bytes the takes outside the bin have more than they may."""
        if rule.larger_than is None:
            return 0
        live = self._database.read(f"SELECT id FROM takes WHERE {LIVE}")
        sizes = self._files.sizes()
        return sum(sizes.get(take_id, 0) for (take_id,) in live) - rule.larger_than


def _earliest(age: timedelta | None) -> datetime:
    """Return the time before which takes are older."""
    with suppress(OverflowError):
        if age is not None:
            return datetime.now(UTC) - age
    return datetime.min.replace(tzinfo=UTC)


def _rule(stored: dict[str, Any]) -> RetentionRule:
    if stored["schema"] != 1:
        raise ValueError("of a newer studio")
    days, size = stored["older_than_days"], stored["larger_than_bytes"]
    return RetentionRule(None if days is None else timedelta(days=days), None if size is None else int(size))
