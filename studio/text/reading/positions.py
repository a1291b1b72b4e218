"""Places in a typed text as JavaScript counts them."""

import unicodedata
from itertools import accumulate


def positions_in(typed: str) -> list[int]:
    """Return where each character of the composed form (NFC) of a text begins in the text, and where the last one ends.

    Returns
    -------
    list of int
        In UTF-16 units.

    Examples
    --------
    >>> positions_in("a😀b")
    [0, 1, 3, 4]
    """
    units = list(accumulate((1 + (ord(character) > 0xFFFF) for character in typed), initial=0))
    if unicodedata.is_normalized("NFC", typed):
        return units
    ends = {len(unicodedata.normalize("NFC", typed[:end])): units[end] for end in range(len(typed) + 1)}
    return [ends[length] for length in sorted(ends)]
