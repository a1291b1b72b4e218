"""Good and flawed descriptions for the linter, from `tests/data`."""

import tomllib
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def good_descriptions():
    """Return the good ones, in the order of the file."""
    lines = (DATA / "descriptions-good.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def flawed_descriptions():
    """Return (description, name of the rule that must find it) of the flawed ones."""
    table = tomllib.loads((DATA / "descriptions-flawed.toml").read_text("utf-8"))
    return [(one["description"], one["rule"]) for one in table["flawed"]]
