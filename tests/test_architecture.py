"""The rooms and the arrows between them, as ARCHITECTURE.md draws them."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import studio

ROOT = Path(studio.__file__).parent
#: Room → rooms it may import. `studio` stands for the modules at the top: session, audition, home, doctor, soak, cli.
ARROWS = {
    "errors": set(),
    "voice": {"errors"},
    "sound": {"errors"},
    "engine": {"errors", "voice"},
    "worker": {"errors", "voice", "engine.messages"},
    "session": {"errors", "voice", "sound", "engine"},
    "ui": {"errors", "voice", "sound", "engine.status", "engine.lease", "session"},
    "notebook": {"errors", "voice", "sound", "session"},
    "cli": {"errors", "voice", "session", "ui"},
}
TOP = {
    "session": "session",
    "audition": "session",
    "home": "session",
    "doctor": "session",
    "soak": "session",
    "__init__": "session",
}
MODEL_PACKAGES = {"mlx", "mlx_audio", "transformers", "huggingface_hub", "torch"}
FILES = sorted(ROOT.rglob("*.py"))


def room_of(module):
    """Name the room of a dotted module below `studio`, "" for the package itself."""
    first = module.split(".")[0]
    return TOP.get(first, "cli" if first in ("cli", "__main__") else first) if module else "session"


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_an_arrow_points_only_down(file):
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    room = room_of(module)
    for imported in imports_of(file):
        if imported != "studio" and not imported.startswith("studio."):
            continue
        target = imported.removeprefix("studio").removeprefix(".")
        if module == "engine.process" and target == "":
            continue  # only to find the folder of the package
        allowed = ARROWS[room] | {room}
        assert room_of(target) in allowed or target in allowed, f"{module} must not import {imported}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_only_the_worker_imports_the_model(file):
    packages = {imported.split(".")[0] for imported in imports_of(file)}
    if file.relative_to(ROOT).parts[0] != "worker":
        assert packages & MODEL_PACKAGES == set()
    if file.relative_to(ROOT).parts[0] != "ui":
        assert "gradio" not in packages


def test_only_the_link_starts_threads_in_the_worker_and_it_knows_no_backend():
    with_threads = {file.name for file in (ROOT / "worker").glob("*.py") if "threading" in set(imports_of(file))}
    assert with_threads == {"link.py"}
    assert not any(imported.startswith("studio.worker") for imported in imports_of(ROOT / "worker" / "link.py"))


@pytest.mark.parametrize(
    "statement", ["import studio", "import studio.cli, studio.doctor", "import studio.ui, studio.notebook"]
)
def test_an_import_loads_no_model_no_page_and_no_analysis(statement):
    heavy = [*MODEL_PACKAGES, "gradio", "librosa", "scipy", "numba"]
    program = f"import sys; {statement}; print([name for name in {heavy!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert shown.strip() == "[]"


def test_every_test_that_the_architecture_names_is_there():
    tests = Path(__file__).parent
    named = set(re.findall(r"`(test_\w+)`", (tests.parent / "ARCHITECTURE.md").read_text()))
    written = {name for file in tests.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text())}

    assert len(named) > 30
    assert named - written == set()


def test_the_public_names_are_the_listed_ones():
    public = {name for name in vars(studio) if not name.startswith("_")}
    rooms = {path.stem for path in ROOT.iterdir()}

    assert public - rooms == set(studio.__all__) - {"__version__"}
    assert sorted(studio.__all__, key=lambda name: (name[0] == "_", name)) == studio.__all__
