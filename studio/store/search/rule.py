"""A condition of a search, in SQL."""

from typing import NamedTuple


class Rule(NamedTuple):
    """A condition on a row.

    Parameters
    ----------
    sql : str
        With a `?` for each value.
    values : tuple of object
        In the order of the marks.
    """

    sql: str
    values: tuple[object, ...] = ()

    def negated(self) -> "Rule":
        """Return the condition that is true where this one is not; both are false where nothing is known."""
        return Rule(f"NOT ({self.sql})", self.values)
