"""The pitch register of a voice, relative to its gender and age."""

from math import sqrt

import numpy as np

from studio.adherence.ranges import Band, band_of, ranges

_ADULT = 18.0


def register_bands(level: str, gender: str | None, age: float | None) -> tuple[Band, ...] | None:
    """Return the bands of a register in Hz, one for each place where its steps may lie.

    A measurement is met or missed where all of them agree, and unclear where they do not: without a gender those of men
    and women are tried, for old voices those of younger ones too.

    Parameters
    ----------
    level : str
        "low", "medium" …
    gender : str, optional
        "female", "male" or "neutral".
    age : float, optional
        Years.

    Returns
    -------
    tuple of Band or None
        None for boys whose voices change.
    """
    first, last = ranges()["pitch"]["boys_change"]
    if gender != "female" and age is not None and first <= age <= last:
        return None
    return tuple(band_of("pitch", level).on(edges) for edges in _edges(gender, age))


def _edges(gender: str | None, age: float | None) -> list[list[float]]:
    table = ranges()["pitch"]
    men, women = table["male"], table["female"]
    if age is not None and age <= _ADULT and (gender == "female" or age < table["boys_change"][0]):
        hertz = float(np.interp(age, table["girl_ages"], table["girl_hertz"]))
        return [_scaled(women, 2 * hertz / (women[3] + women[4]))]
    if gender == "neutral":
        return [[sqrt(man * woman) for man, woman in zip(men, women, strict=True)]]
    found = [men] * (gender != "female") + [women] * (gender != "male")
    for edges, old in ((men, table["old_male"]), (women, table["old_female"])):
        if edges in found and age is not None and age >= old["from"]:
            found.append(_scaled(edges, old["factor"]))
    return found


def _scaled(edges: list[float], factor: float) -> list[float]:
    return [edge * factor for edge in edges]
