"""One take of a sweep."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.domain.take import Take


@dataclass(frozen=True)
class SweptTake:
    """A take of a sweep.

    Parameters
    ----------
    values : mapping of str to object
        What stands in the description, by name.
    seed : int
        Its seed.
    take : Take
        The take.
    """

    values: Mapping[str, Any]
    seed: int
    take: Take

    @property
    def label(self) -> str:
        """What tells it from the others: "slow · seed 7"."""
        return " · ".join([*map(str, self.values.values()), f"seed {self.seed}"])
