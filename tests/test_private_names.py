"""Private names of other packages: where they are used, and the upper bounds of the packages they belong to."""

import ast
import re
from pathlib import Path

import pytest

import studio

ROOT = Path(studio.__file__).parent
ADAPTER = "worker/qwen3/mlx_audio_adapter.py"
#: Package → the private names that are used of it.
PRIVATE = {
    "mlx-audio": {"_prepare_generation_inputs", "_resolve_generation_options", "_transformer_cache"}
    | {"_ksize", "_stride", "_dilation"},
    "ipywidgets": {"_instances"},  # its list of open widgets, which keeps each of them
}
STANDARD_LIBRARY = {"_exit", "_run_exitfuncs", "_handle", "_current_frames"} | {
    "_asdict",
    "_make",
    "_replace",
}  # os, atexit, ctypes, sys; namedtuple
FILES = sorted(ROOT.rglob("*.py"))


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


def private_names(file):
    """Yield the private attributes that a file reads or sets of anything but its own classes' objects."""
    tree = ast.parse(file.read_text())
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} | set(_own_attributes(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own:
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
                yield node.attr
        elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("studio"):
            yield from (alias.name for alias in node.names if is_private(alias.name))


def _own_attributes(tree):
    """Yield the attributes that the classes of a file set of their objects."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self":
            yield node.attr


def users_of(names):
    return {str(file.relative_to(ROOT)) for file in FILES if names & set(private_names(file))}


def test_every_private_name_in_use_is_listed_here():
    used = {name for file in FILES for name in private_names(file)}
    assert used == STANDARD_LIBRARY.union(*PRIVATE.values())


def test_private_names_of_mlx_audio_are_used_in_the_adapter_only():
    assert users_of(PRIVATE["mlx-audio"]) == {ADAPTER}


def test_mlx_audio_is_imported_by_the_adapter_only():
    imports = re.compile(r"^\s*(from|import) mlx_audio\b", re.MULTILINE)
    assert [str(file.relative_to(ROOT)) for file in FILES if imports.search(file.read_text())] == [ADAPTER]


@pytest.mark.parametrize("package", sorted(PRIVATE))
def test_a_package_whose_private_names_are_used_has_an_upper_bound(package):
    declared = (ROOT.parent / "pyproject.toml").read_text()
    assert re.search(rf'"{package}>=[\d.]+,<[\d.]+"', declared)
