"""The rooms and the arrows between them, as ARCHITECTURE.md draws them."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import studio
import studio.public

ROOT = Path(studio.__file__).parent
#: Room → rooms it may import. `session` stands for the modules at the top, listed below, but errors and cli.
ARROWS = {
    "errors": set(),
    "interrupt": set(),
    "voice": {"errors"},
    "sound": {"errors"},
    "listening": {"errors", "voice", "sound"},
    "models": {"errors", "voice"},
    "engine": {"errors", "voice", "models"},
    "worker": {"errors", "voice", "engine.messages", "models"},
    "session": {"errors", "voice", "sound", "listening", "engine", "models"},
    "ui": {"errors", "voice", "sound", "models", "listening", "engine.status", "engine.lease", "session", "interrupt"},
    "notebook": {"errors", "voice", "sound", "session"},
    "cli": {"errors", "voice", "listening", "models", "sound", "session", "ui", "interrupt"},
}
TOP = {
    "session": "session",
    "audition": "session",
    "stream": "session",
    "consistency": "session",
    "speaking": "session",
    "public": "session",
    "heap": "interrupt",
    "home": "session",
    "reference": "session",
    "replay": "session",
    "doctor": "session",
    "measuring": "session",
    "report": "session",
    "soak": "session",
    "__init__": "session",
    "cli_models": "cli",
    "cli_parts": "cli",
    "cli_progress": "cli",
    "cli_say": "cli",
    "cli_takes": "cli",
    "cli_replay": "cli",
    "cli_sound": "cli",
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
        allowed = {"huggingface_hub"} if file == ROOT / "models" / "hub.py" else set()  # only where it is asked
        assert packages & MODEL_PACKAGES <= allowed
    if file.relative_to(ROOT).parts[0] != "ui":
        assert "gradio" not in packages


def test_only_the_link_starts_threads_in_the_worker_and_it_knows_no_backend():
    with_threads = {file.name for file in (ROOT / "worker").glob("*.py") if "threading" in set(imports_of(file))}
    assert with_threads == {"link.py"}
    assert not any(imported.startswith("studio.worker") for imported in imports_of(ROOT / "worker" / "link.py"))


@pytest.mark.parametrize(
    "statement",
    ["import studio", "import studio.cli, studio.doctor, studio.public", "import studio.ui, studio.notebook"],
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
    public = {name for name in vars(studio.public) if not name.startswith("_")}

    assert public == set(studio.__all__)
    assert sorted(studio.__all__) == studio.__all__
    assert all(getattr(studio, name) is getattr(studio.public, name) for name in studio.__all__)
    assert set(studio.__all__) <= set(dir(studio))
