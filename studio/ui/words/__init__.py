"""The page's texts, one table a language: `en.toml`, `fr.toml`. The browser's languages choose between them.

To add a language: a table here with the keys of `en.toml`, and a line in `LANGUAGES`.
"""

import json
import tomllib
from functools import cache
from pathlib import Path

import gradio as gr
from gradio.i18n import I18nData

#: The first is what a browser gets whose languages are not among them.
LANGUAGES = ("en", "fr")


@cache
def table(language: str) -> dict[str, str]:
    """Return the texts of a language by "SECTION.KEY"."""
    found = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, texts in found.items() for key, text in texts.items()}


@cache
def translations() -> gr.I18n:
    """Return the tables for Gradio, which looks up the texts of its own components in the browser."""
    return gr.I18n(**{language: table(language) for language in LANGUAGES})


def words(key: str) -> I18nData:
    """Return a text for a Gradio component.

    Raises
    ------
    KeyError
        If the tables have no such key.
    """
    if key not in table(LANGUAGES[0]):
        raise KeyError(key)
    return translations()(key)


def words_module() -> str:
    """Return the tables as a JavaScript module, which `static/page/words.js` imports."""
    tables = {language: table(language) for language in LANGUAGES}
    return f"export const TABLES = {json.dumps(tables, ensure_ascii=False)};\n"
