"""Ages and sizes as people type them: "90d", "5GB"."""

import re
from datetime import timedelta

import typer

_DAYS = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,3})?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)
_AGE = re.compile(r"(\d{1,6})\s*([dwmy]?)", re.IGNORECASE)


def age(value: str | timedelta) -> timedelta:
    """Parse "90d", "12w", "6m" (of 30 days) or "1y", for `typer.Option(parser=…)`."""
    if isinstance(value, timedelta):
        return value
    found = _AGE.fullmatch(value.strip())
    if found is None:
        raise typer.BadParameter(f"{value!r} is not an age. Use a number of days, or 90d, 12w, 6m, 1y.")
    return timedelta(days=int(found[1]) * _DAYS[found[2].lower()])


def size(value: str | int) -> int:
    """Parse "5GB", "800 MB" or "2GiB" as bytes, for `typer.Option(parser=…)`."""
    found = _SIZE.fullmatch(str(value).strip())
    if found is None:
        raise typer.BadParameter(f"{value!r} is not a size. Use a number with MB, GB or TB, such as 5GB.")
    base = 1024.0 if found[3] else 1000.0
    return round(float(found[1]) * base ** _POWERS[found[2].lower()])


def shown_size(number: int) -> str:
    """Return bytes as people read them: "1.2 GB"."""
    for unit, name in ((10**9, "GB"), (10**6, "MB")):
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return f"{number / 1000:.0f} kB"
