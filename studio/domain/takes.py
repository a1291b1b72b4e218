"""Several takes, as a request returns them."""

from collections.abc import Iterable
from typing import SupportsIndex, overload

from studio.domain.rich_display import RichDisplay
from studio.domain.take import Take


class Takes(tuple[Take, ...], RichDisplay):
    """The takes of one request, in order; a slice of them is `Takes` too.

    Parameters
    ----------
    takes : iterable of Take
        In order.
    """

    __slots__ = ()

    def __new__(cls, takes: Iterable[Take] = ()) -> "Takes":
        """Return the takes as a tuple."""
        return super().__new__(cls, takes)

    @overload
    def __getitem__(self, place: SupportsIndex) -> Take: ...

    @overload
    def __getitem__(self, place: slice) -> "Takes": ...

    def __getitem__(self, place: SupportsIndex | slice) -> "Take | Takes":
        found = super().__getitem__(place)
        return Takes(found) if isinstance(found, tuple) else found
