"""JSON that anybody may have written: what is read can be written again."""

import json
import math
from typing import Any, NoReturn


def parse_json(text: str | bytes) -> Any:
    """Parse JSON in which every number is finite, as RFC 8259 requires.

    Raises
    ------
    ValueError
        If it is not JSON, has a number beyond the range of a float, or is nested too deep.

    Examples
    --------
    >>> parse_json('{"duration": 1.5}')
    {'duration': 1.5}
    >>> parse_json('{"duration": 1e309}')
    Traceback (most recent call last):
    ValueError: 1e309 is not a finite number
    """
    try:
        return json.loads(text, parse_float=_finite, parse_constant=_not_finite)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _not_finite(digits)


def _not_finite(word: str) -> NoReturn:
    raise ValueError(f"{word[:40]} is not a finite number")
