"""Bundle JavaScript modules into one, because a notebook widget takes a single module.

Each module becomes a function of its own, so that names at its top level are its alone. That needs three rules:
imports are written `import { name, other as own } from "./file.js";` at the start of a line, exports stand in front of
what they export or are written `export { name } from "./file.js";`, and what is exported is never assigned anew.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_RE_EXPORT = re.compile(r'^export \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*? |const |let |class )(\w+)", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Return a module and everything it imports as one module, which exports what the module does.

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
    names = _gather(entry.resolve(), parts)
    module = _name(entry.resolve(), parts)
    named = ", ".join(name for name in names if name != "default")
    whole = f"export default {module}.default;\n" if "default" in names else ""
    return "".join(parts.values()) + f"export const {{ {named} }} = {module};\n" + whole


def _gather(module: Path, parts: dict[Path, str]) -> list[str]:
    """Add a module, behind those it imports, and return the names that it exports."""
    text = module.read_text(encoding="utf-8")
    exported = {found[2]: found[2] for found in _EXPORT.finditer(text)}
    if _DEFAULT.search(text):
        exported["default"] = "default_"
    for names, source in _RE_EXPORT.findall(text):
        exported |= {name.strip(): f"{_source(module, source, parts)}.{name.strip()}" for name in names.split(",")}

    def imported(found: re.Match[str]) -> str:
        return f"const {{{found[1].replace(' as ', ': ')}}} = {_source(module, found[2], parts)};\n"

    body = _EXPORT.sub(r"\1\2", _RE_EXPORT.sub("", _IMPORT.sub(imported, text)))
    body = _DEFAULT.sub("const default_ = ", body)
    result = ", ".join(f"{name}: {value}" for name, value in exported.items())
    parts[module] = ""  # it has a number now, after those of what it imports
    parts[module] = f"const {_name(module, parts)} = (() => {{\n{body}return {{ {result} }};\n}})();\n"
    return list(exported)


def _source(module: Path, address: str, parts: dict[Path, str]) -> str:
    """Return what the bundle calls an imported module, which is added if it is not there yet."""
    source = (module.parent / address).resolve()
    if source not in parts:
        _gather(source, parts)
    return _name(source, parts)


def _name(module: Path, parts: dict[Path, str]) -> str:
    return f"module{list(parts).index(module)}"
