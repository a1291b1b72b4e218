"""Good and flawed descriptions for the linter, from `tests/data`."""

import tomllib
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def good_descriptions():
    """Return the good ones, in the order of the file."""
    lines = (DATA / "descriptions-good.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def flawed_descriptions(file="descriptions-flawed.toml"):
    """Return (description, name of the rule that must find it) of the flawed ones."""
    return [(one["description"], one["rule"]) for one in _table(file)["flawed"]]


def further_descriptions():
    """Return the good and the flawed ones of the further descriptions, which were written after the rules."""
    file = "descriptions-further.toml"
    return _table(file)["good"], flawed_descriptions(file)


def _table(file):
    return tomllib.loads((DATA / file).read_text("utf-8"))
