"""Makes up a description to start from: somebody who speaks, in a mood, with what goes together (`starts.toml`)."""

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.edit.edit import add


def start(language: str = "english", rng: random.Random | None = None) -> str:
    """Return a random description that is coherent: an old woman gets a pitch that fits, and a calm voice is not fast.

    Parameters
    ----------
    language : {"english", "french", "chinese"}
        What it is written in.
    rng : random.Random, optional
        What decides; a seeded one gives the same description again.

    Raises
    ------
    InvalidInput
        If the language is another.

    Examples
    --------
    >>> start("english", random.Random(1)) == start("english", random.Random(1))
    True
    """
    description = ""
    for term in _terms(rng or random.Random()):
        description = add(description, term, language).description
    return description


def _terms(rng: random.Random) -> Iterator[str]:
    """Yield the terms of a start, who speaks first."""
    speaker, mood = rng.choice(_table()["speaker"]), rng.choice(_table()["mood"])
    yield rng.choice(speaker["gender"])
    yield speaker["age"]
    yield rng.choice(speaker["pitch"])
    yield rng.choice(speaker["texture"])
    yield mood["mood"]
    yield from filter(None, (rng.choice(mood[name]) for name in ("energy", "pace", "use")))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("studio.text.edit").joinpath("starts.toml").read_text("utf-8"))
