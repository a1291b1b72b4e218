"""Loads `starters.toml`, which explains its own form."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.description import read_traits


@dataclass(frozen=True)
class Starter:
    """A description to start from.

    Parameters
    ----------
    name : mapping of str to str
        "english" and "french".
    use : str
        What the voice is for: a key of `starter_uses`.
    language : str
        The language of the text, as in `studio.domain.language`.
    description : str
        How the voice sounds, in English, French or Chinese.
    text : str
        What it speaks.
    says : tuple of str
        Ids of terms of the vocabulary that the description is read as.
    """

    name: Mapping[str, str]
    use: str
    language: str
    description: str
    text: str
    says: tuple[str, ...]

    @property
    def gender(self) -> str:
        """The gender of the voice: "female", "male" or "neutral"."""
        return read_traits(self.description).gender or "neutral"


@cache
def starter_descriptions() -> tuple[Starter, ...]:
    """Return the starter descriptions, use by use.

    Examples
    --------
    >>> starter_descriptions()[0].name["english"]
    'Warm storyteller'
    """
    return tuple(Starter(**{**row, "says": tuple(row["says"])}) for row in _table()["starter"])


def starter_uses() -> Mapping[str, Mapping[str, str]]:
    """Return the names of the uses, in "english" and "french"."""
    uses: Mapping[str, Mapping[str, str]] = _table()["uses"]
    return uses


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("studio.text.starters").joinpath("starters.toml").read_text("utf-8"))
