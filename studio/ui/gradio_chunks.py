"""Which of Gradio's files draw a page's components, so that a browser can fetch them before Gradio asks for them.

Gradio's build lists them in one of its JavaScript files: for each type of component its modules, as places in a table
of files. That is private to Gradio: where the list looks otherwise, nothing is found, and the page only opens later.
"""

import json
import re
from collections.abc import Iterable
from functools import cache

from studio.ui.gradio_assets import FOLDER

_TABLE = re.compile(r"__vite__mapDeps=.*?m\.f=(\[[^\]]*\])")
_TYPE = re.compile(r"\b(\w+):\{((?:\w+:\(\)=>\w+\(\(\)=>import\(`[^`]+`\)[^{}]*?import\.meta\.url\),?)+)\}")
_MODULE = re.compile(r"(\w+):\(\)=>\w+\(\(\)=>import\(`\./([^`]+)`\).*?__vite__mapDeps\(\[([\d,]*)\]\)")


def component_files(types: Iterable[str]) -> list[str]:
    """Return the names of the JavaScript and CSS files that draw components of these types, without the examples.

    Parameters
    ----------
    types : iterable of str
        Names of Gradio's components, as `Block.get_block_name` returns them.
    """
    known = _files_by_type()
    return list(dict.fromkeys(file for kind in types for file in known.get(kind, ())))


@cache
def _files_by_type() -> dict[str, tuple[str, ...]]:
    for path in FOLDER.glob("core-*.js"):
        text = path.read_text(encoding="utf-8")
        if (found := _TABLE.search(text)) and "textbox:{" in text:
            table = [name.removeprefix("./") for name in json.loads(found[1])]
            return {kind: _files(modules, table, path.name) for kind, modules in _TYPE.findall(text)}
    return {}


def _files(modules: str, table: list[str], core: str) -> tuple[str, ...]:
    files = [core]
    for role, file, places in _MODULE.findall(modules):
        if role != "example":
            files += [file, *(table[int(place)] for place in places.split(",") if place)]
    return tuple(dict.fromkeys(files))
