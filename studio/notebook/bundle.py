"""Bundle JavaScript modules into one, because a notebook widget takes a single module.

The modules are concatenated without their imports. That needs two rules: an import is written
`import { names } from "./file.js";` (or `"../file.js"`), and no two modules define the same top-level name.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_RE_EXPORT = re.compile(r'^export \{[^}]*\} from "[^"]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async |function |const |class )", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Return a module and everything it imports as one module.

    Parameters
    ----------
    entry : Path
        The module to bundle.

    Returns
    -------
    str
        JavaScript; each module follows those it imports.
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
    parts[module] = _EXPORT.sub("", _RE_EXPORT.sub("", _IMPORT.sub("", text)))
