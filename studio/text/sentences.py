"""What a voice speaks where the studio chooses the words; the texts are in `sentences.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.language_id import guess_language


def standard_passage(text: str, language: str) -> str:
    """Give a passage to copy a voice from, in a text's language."""
    return str(_texts()[guess_language(text, language)]["passage"])


def five_lines(text: str, language: str) -> tuple[str, ...]:
    """Give five sentences of different kinds, in a text's language."""
    return tuple(_texts()[guess_language(text, language)]["lines"])


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("studio.text").joinpath("sentences.toml").read_text("utf-8"))
