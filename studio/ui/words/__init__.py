"""The page's texts, one table a language: `en.toml`, `fr.toml`. The browser's languages choose between them.

To add a language: a table here with the keys of `en.toml`, and a line in `LANGUAGES`.
"""

import json
import tomllib
from functools import cache
from pathlib import Path

import gradio as gr
from gradio.i18n import I18nData

from studio.ui.words.typography import typeset

#: The first is what a browser gets whose languages are not among them.
LANGUAGES = ("en", "fr")
_used: set[str] = set()  # by Gradio components; the others are only in the module


@cache
def table(language: str) -> dict[str, str]:
    """Return the texts of a language by "SECTION.KEY"."""
    found = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": typeset(text, language) for section, texts in found.items() for key, text in texts.items()
    }


def translations() -> gr.I18n:
    """Return the texts of the Gradio components that were built so far; Gradio chooses among them in the browser."""
    return gr.I18n(**{language: {key: table(language)[key] for key in sorted(_used)} for language in LANGUAGES})


def words(key: str) -> I18nData:
    """Return a text for a Gradio component.

    Raises
    ------
    KeyError
        If the tables have no such key.
    """
    if key not in table(LANGUAGES[0]):
        raise KeyError(key)
    _used.add(key)
    return I18nData(key)


def words_module() -> str:
    """Return the tables as a JavaScript module, which `static/page/words.js` imports."""
    tables = {language: table(language) for language in LANGUAGES}
    return f"export const TABLES = {json.dumps(tables, ensure_ascii=False)};\n"
