"""Joins the page's JavaScript modules to one file: asking for a hundred took longer than everything else together.

Each module becomes a function, which runs once, when the module is first imported. That needs four rules, which
`tests/browser/test_module_bundle.py` checks: imports and exports have the forms below, each on one line or in braces; a
module exports functions, constants and classes by their declarations; and no modules import each other in a circle.
"""

import json
import posixpath
import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
_RE_EXPORT = re.compile(r'^export \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*?|const|class) (\w+)", re.MULTILINE)
_LATER = re.compile(r"\bimport\(")
_LOADER = """
const modules = new Map();
/** Return what a module exports; `name` is its path below the modules' address. */
export function use(name) {
  if (!modules.has(name)) modules.set(name, sources[name]());
  return modules.get(name);
}
async function later(from, to) {
  return use(new URL(to, `file:///${from}`).pathname.slice(1));
}
"""


def bundle(sources: Mapping[str, str]) -> str:
    """Return one module that contains others and exports `use(name)`, which returns what one of them exports.

    Parameters
    ----------
    sources : mapping of str to str
        Path → JavaScript; imports are relative to the paths.
    """
    parts = [f"{json.dumps(name)}() {{\n{_function_body(name, text)}}},\n" for name, text in sources.items()]
    return f"const sources = {{\n{''.join(parts)}}};\n{_LOADER}"


def _function_body(name: str, text: str) -> str:
    def used(path: str) -> str:
        return f"use({json.dumps(posixpath.normpath(posixpath.join(posixpath.dirname(name), path)))})"

    exports = [each[2] for each in _EXPORT.finditer(text)]
    passed_on = [f"{each}: {used(path)}.{each}" for names, path in _RE_EXPORT.findall(text) for each in _split(names)]
    default = ["default: standard"] if _DEFAULT.search(text) else []
    text = _RE_EXPORT.sub("", text)
    text = _IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {used(found[2])};", text)
    text = _DEFAULT.sub("const standard = ", _EXPORT.sub(r"\1 \2", text))
    text = _LATER.sub(f"later({json.dumps(name)}, ", text)
    return f"{text}\nreturn {{ {', '.join([*exports, *passed_on, *default])} }};\n"


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]
