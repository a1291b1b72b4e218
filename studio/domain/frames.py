"""Tables for pandas, which the studio can do without."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError

if TYPE_CHECKING:
    import pandas


def data_frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> "pandas.DataFrame":
    """Return rows as a table.

    Parameters
    ----------
    rows : iterable of mapping
        Values by the name of their column; what a row lacks is missing in the table.
    columns : iterable of str
        These columns come first, and are there even if there are no rows.

    Raises
    ------
    StudioError
        If pandas is not installed; its code is "pandas-missing".
    """
    try:
        import pandas
    except ImportError:
        raise StudioError(
            "A table needs pandas, which is not installed.", "Install it: pip install pandas.", code="pandas-missing"
        ) from None
    found = [dict(row) for row in rows]
    names = dict.fromkeys([*columns, *(name for row in found for name in row)])
    return pandas.DataFrame(found, columns=list(names))


def with_unit(name: str, unit: str) -> str:
    """Return the name of a column of numbers with a unit: "pitch (Hz)"; the name alone where there is no unit."""
    return f"{name} ({unit})" if unit else name


def measured_columns(values: Mapping[str, float], units: Mapping[str, str]) -> dict[str, float]:
    """Return measurements by the name of their column: "pitch (Hz)"."""
    return {with_unit(name, units.get(name, "")): value for name, value in values.items()}
