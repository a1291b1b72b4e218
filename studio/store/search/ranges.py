"""What follows the colon of a filter: ranges of numbers, days, months, years and ages."""

import re
from datetime import UTC, date, datetime, timedelta

_NUMBER = r"\d{1,9}(?:[.,]\d{1,9})?"
_BETWEEN = re.compile(rf"({_NUMBER})(?:-|–|\.\.)({_NUMBER})")
_BEYOND = re.compile(rf"(<=|>=|<|>)({_NUMBER})")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AGE = re.compile(r"(\d{1,5})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def number_range(text: str) -> tuple[str, tuple[float, ...]]:
    """Return a range as a comparison in SQL, to be written behind a number, and its values.

    Parameters
    ----------
    text : str
        "180-220", ">4", "<=3.5", or "4.2": what is shown as that number, rounded to as many digits.

    Raises
    ------
    ValueError
        If it is none of these.

    Examples
    --------
    >>> number_range("180-220"), number_range(">4")
    (('BETWEEN ? AND ?', (180.0, 220.0)), ('> ?', (4.0,)))
    >>> number_range("4")
    ('BETWEEN ? AND ?', (3.5, 4.5))
    """
    if found := _BETWEEN.fullmatch(text):
        low, high = sorted((_number(found[1]), _number(found[2])))
        return "BETWEEN ? AND ?", (low, high)
    if found := _BEYOND.fullmatch(text):
        return f"{found[1]} ?", (_number(found[2]),)
    if re.fullmatch(_NUMBER, text):
        digits = len(re.split("[.,]", text)[1]) if re.search("[.,]", text) else 0
        return "BETWEEN ? AND ?", (_number(text) - 0.5 * 10**-digits, _number(text) + 0.5 * 10**-digits)
    raise ValueError(text)


def time_range(text: str) -> tuple[datetime, datetime]:
    """Return when a day, month or year of this machine's calendar begins and ends, in UTC.

    Parameters
    ----------
    text : str
        "2026", "2026-11", "2026-11-01", "today", "yesterday"; or an age such as "7d", "2w", "3m" (of 30 days) or "1y":
        the moment that long ago.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    now = datetime.now().astimezone()
    if found := _AGE.fullmatch(text):
        moment = _earlier(now, timedelta(days=int(found[1]) * _DAYS[found[2]])).astimezone(UTC)
        return moment, moment
    if text in ("today", "yesterday"):
        day = now.date() - timedelta(days=1 if text == "yesterday" else 0)
        return _midnight(day), _midnight(day + timedelta(days=1))
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day_of_month = (int(part) if part else None for part in found.groups())
    assert year is not None  # the pattern has it
    first = date(year, month or 1, day_of_month or 1)
    if day_of_month:
        return _midnight(first), _midnight(first + timedelta(days=1))
    if month:
        return _midnight(first), _midnight(date(year + month // 12, month % 12 + 1, 1))
    return _midnight(first), _midnight(date(year + 1, 1, 1))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _earlier(moment: datetime, age: timedelta) -> datetime:
    try:
        return moment - age
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _midnight(day: date) -> datetime:
    """Return when a day begins where this machine is, in UTC."""
    return datetime(day.year, day.month, day.day).astimezone(UTC)
