"""The order of clips by how far they follow."""

from collections.abc import Iterable

from studio.adherence.followed import Follow

HOW_CHOSEN = (
    "No fault in the sound first, then the fewest missed, then the most met; the earlier one where they are equal."
)


def best_first(follows: Iterable[Follow]) -> tuple[Follow, ...]:
    """Return clips in the order of `HOW_CHOSEN`."""
    return tuple(sorted(follows, key=lambda each: (bool(each.faults), len(each.of("missed")), -each.met)))
