"""One JavaScript module made of several, for a place that takes only one: a notebook's widget.

The modules are laid one after the other, without their imports. So they keep to two rules: an import is written
`import { names } from "./file.js";`, and no name at the top of one module is used at the top of another.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\./[^"]+)";\n', re.MULTILINE)
_PASSED_ON = re.compile(r'^export \{[^}]*\} from "[^"]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async |function |const |class )", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Lay a module and all that it imports into one text.

    Parameters
    ----------
    entry : Path
        The module whose exports stay; those of the others are for each other only.

    Returns
    -------
    str
        What each module needs stands before it.
    """
    parts: dict[Path, str] = {}
    _gather(entry.resolve(), parts)
    return "\n".join(parts.values())


def _gather(module: Path, parts: dict[Path, str]) -> None:
    if module in parts:
        return
    text = module.read_text(encoding="utf-8")
    for imported in _IMPORT.findall(text):
        _gather((module.parent / imported).resolve(), parts)
    parts[module] = _EXPORT.sub("", _PASSED_ON.sub("", _IMPORT.sub("", text)))
