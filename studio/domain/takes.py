"""Several takes, as a request returns them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, SupportsIndex, overload

from studio.domain.frames import data_frame, measured_columns
from studio.domain.rich_display import RichDisplay
from studio.domain.take import Take

if TYPE_CHECKING:
    import pandas

_COLUMNS = ("label", "id", "description", "text", "language", "seed", "duration (s)")


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

    def to_frame(self, *, measure: bool = False) -> "pandas.DataFrame":
        """Return the takes as a table: a row a take.

        Parameters
        ----------
        measure : bool
            Whether to measure them, about half a second each the first time; a column a measurement: "pitch (Hz)".

        Returns
        -------
        pandas.DataFrame
            Its columns are label, id, description, text, language, seed and duration (s), and the measurements.

        Raises
        ------
        StudioError
            If pandas is not installed.
        InvalidInput
            If takes that belong to no workspace are to be measured.
        """
        return data_frame([_row(take, measure=measure) for take in self], _COLUMNS)


def _row(take: Take, *, measure: bool) -> dict[str, object]:
    recipe = take.recipe
    told = (take.label, take.id, recipe.description, recipe.text, recipe.language, recipe.seed, take.duration)
    measured = take.measure() if measure else None
    columns = measured_columns(measured.values, measured.units) if measured else {}
    return {**dict(zip(_COLUMNS, told, strict=True)), **columns}
