"""What the page knows of retention: the rule, and what it would move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from studio.errors import InvalidInput
from studio.store.library_entry import LibraryEntry
from studio.store.retention import RetentionRule

_GIGABYTE = 10**9
_MOST_NAMED = 5


@dataclass(frozen=True)
class RulePayload:
    """What goes to the bin at each start: takes of so many days, the oldest beyond so many gigabytes; None: none."""

    days: float | None
    gigabytes: float | None

    @classmethod
    def of(cls, rule: RetentionRule) -> Self:
        """Return the payload of a rule."""
        days = None if rule.older_than is None else rule.older_than / timedelta(days=1)
        return cls(days, None if rule.larger_than is None else rule.larger_than / _GIGABYTE)

    def rule(self) -> RetentionRule:
        """Return the rule; raises `InvalidInput` if it cannot be one."""
        try:
            age = None if self.days is None else timedelta(days=self.days)
            return RetentionRule(age, None if self.gigabytes is None else round(self.gigabytes * _GIGABYTE))
        except (OverflowError, ValueError):  # NaN, and more days than there are
            raise InvalidInput("This is no age or size.", "Use a number of days, or of gigabytes.") from None


@dataclass(frozen=True)
class ExpiredPayload:
    """How many takes a rule would move to the bin, and the labels of the first of them, the oldest."""

    takes: int
    labels: list[str]

    @classmethod
    def of(cls, entries: Sequence[LibraryEntry]) -> Self:
        """Return the payload of what would move."""
        return cls(len(entries), [entry.label for entry in entries[:_MOST_NAMED]])
