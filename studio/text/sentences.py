"""Texts that the studio chooses for a voice to speak; they are in `sentences.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.language_id import guess_language


def standard_passage(text: str, language: str) -> str:
    """Return a passage suited as reference audio, in a text's language."""
    return str(_texts()[guess_language(text, language)]["passage"])


def five_lines(text: str, language: str) -> tuple[str, ...]:
    """Return five sentences of different kinds, in a text's language."""
    return tuple(_texts()[guess_language(text, language)]["lines"])


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("studio.text").joinpath("sentences.toml").read_text("utf-8"))
