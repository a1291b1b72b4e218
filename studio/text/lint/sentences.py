"""Loads what people read in notes and their fixes (`sentences.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def sentence(rule: str, key: str, people: str, **values: object) -> str:
    """Return a sentence of a rule in the language of `people`, "english" or "french", with values filled in."""
    return _sentences()[rule][key][people].format(**values)


@cache
def _sentences() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files("studio.text.lint").joinpath("sentences.toml").read_text("utf-8"))
