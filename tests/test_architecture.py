"""The rooms and their dependencies, as ARCHITECTURE.md defines them."""

import ast
import graphlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import studio
import studio.public

ROOT = Path(studio.__file__).parent
#: Room → rooms and modules that it may import, from the bottom up.
ARROWS = {
    "errors": set(),
    "interrupt": set(),
    "domain": {"errors"},
    "text": {"errors", "domain"},
    "audio": {"errors", "interrupt", "domain.rich_display"},
    "store": {"errors", "interrupt", "domain", "audio.sound_file", "audio.tags", "audio.tags.flac"},
    "models": {"errors", "store.files"},
    "exchange": {"errors", "domain", "audio.sound_file", "audio.tags", "store"},
    "clips": {"errors", "domain", "audio", "store"},
    "listening": {"errors", "domain", "audio", "store", "clips"},
    "adherence": {"errors", "domain", "text", "audio", "clips"},
    "reports": {"errors", "domain", "audio", "clips", "listening", "store.files", "store.provenance"},
    "engine": {
        "errors",
        "domain",
        "store.files",
        "store.lease",
        "store.litter",
        "store.locks",
        "store.privacy",
        "models",
    },
    "worker": {
        "errors",
        "domain",
        "text",
        "audio.loudness",  # numpy alone until a sound is measured
        "store.files",
        "store.reference_audio",
        "store.temporary",
        "models",
        "engine.events",
        "engine.messages",
        "engine.channel",
        "engine.job_errors",
        "engine.worker_log",
    },
    "versions": {"errors", "domain", "text", "audio", "store", "clips"},
    "workspace": {"errors", "domain", "text", "audio", "store", "listening", "clips", "adherence", "reports"}
    | {"versions", "exchange", "models"},
    "auditions": {"errors", "domain", "text", "audio.sound_file", "store", "models", "clips", "versions", "engine"}
    | {"workspace"},
    "sweeps": {"errors", "domain", "audio.measurements", "auditions"},
    "displays": {"errors", "domain", "text", "audio", "store", "listening", "adherence", "versions", "auditions"}
    | {"reports"},
    "session": {"errors", "domain", "text", "audio", "store", "listening", "clips", "reports", "models", "engine"}
    | {"exchange", "adherence", "versions", "workspace", "auditions", "sweeps", "displays"},
    "notebook": {"errors", "domain", "text", "audio", "store", "exchange", "listening", "clips", "displays"}
    | {"auditions", "session", "workspace"},
    "speech_api": {"errors", "domain", "text", "audio", "store", "auditions", "session"},
    "wyoming": {"errors", "interrupt", "domain", "text", "audio", "store", "auditions", "session"},
    "ui": {"errors", "interrupt", "domain", "audio", "store", "models", "listening", "clips", "auditions", "session"}
    | {"exchange", "engine.status", "adherence", "text", "versions", "speech_api"},
    "diagnostics": {"errors", "domain", "text", "store", "models", "engine", "auditions", "session"},
    "cli": {"errors", "interrupt", "domain", "audio", "store", "models", "listening", "clips", "auditions", "session"}
    | {"exchange", "text", "adherence", "versions", "workspace", "speech_api", "wyoming", "ui", "diagnostics"},
}
#: Imports of types alone: what the methods of a clip return is made above it. They do not run.
TYPES = {
    "domain.clip": {"audio.checks", "audio.metrics", "store.preset_folder"},
    "domain.take": {"store.preset_folder"},
}
#: Modules at the top that belong to a room of another name.
TOP = {"__init__": "session", "__main__": "cli", "public": "session", "session": "session", "open_studios": "session"}
MODEL_PACKAGES = {"mlx", "mlx_audio", "transformers", "huggingface_hub", "torch"}
FILES = sorted(ROOT.rglob("*.py"))


def room_of(module):
    """Return the room of a dotted module below `studio`; the package itself belongs to the session."""
    first = module.split(".")[0] or "__init__"
    return TOP.get(first, first)


def module_of(file):
    """Return the dotted name of a module below `studio`."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def without_types(file):
    """Return the syntax tree of a module without the imports of `TYPES`."""
    tree, types = ast.parse(file.read_text()), {f"studio.{name}" for name in TYPES.get(module_of(file), ())}
    for block in ast.walk(tree):
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING":
            block.body = [node for node in block.body if getattr(node, "module", "") not in types]
    return tree


def imports_of(file):
    for node in ast.walk(without_types(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_an_arrow_points_only_down(file):
    module = module_of(file)
    room = room_of(module)
    for imported in imports_of(file):
        if imported != "studio" and not imported.startswith("studio."):
            continue
        target = imported.removeprefix("studio").removeprefix(".")
        if target == "" and module in ("engine.process", "reports.making"):
            continue  # only for the package's folder and its version
        allowed = ARROWS[room] | {room}
        assert room_of(target) in allowed or target in allowed, f"{module} must not import {imported}"


def modules_imported_by(file):
    """Yield the modules below `studio` that a file imports, anywhere in it."""
    for node in ast.walk(without_types(file)):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("studio."):
            below = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in below if (ROOT.parent / f"{name.replace('.', '/')}.py").is_file())
            yield node.module


def test_no_modules_import_each_other_in_a_circle():
    names = {file: ".".join(file.relative_to(ROOT.parent).with_suffix("").parts) for file in FILES}
    graph = {name: set(modules_imported_by(file)) - {name} for file, name in names.items()}

    tuple(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_only_the_worker_imports_the_model(file):
    packages = {imported.split(".")[0] for imported in imports_of(file)}
    if file.relative_to(ROOT).parts[0] != "worker":
        allowed = {"huggingface_hub"} if file == ROOT / "models" / "hub.py" else set()  # only where it is asked
        assert packages & MODEL_PACKAGES <= allowed
    if file.relative_to(ROOT).parts[0] != "ui":
        assert "gradio" not in packages


def test_only_the_link_starts_threads_in_the_worker_and_it_knows_no_backend():
    with_threads = {file.name for file in (ROOT / "worker").rglob("*.py") if "threading" in set(imports_of(file))}
    assert with_threads == {"link.py"}
    assert not any(imported.startswith("studio.worker") for imported in imports_of(ROOT / "worker" / "link.py"))


@pytest.mark.parametrize(
    "statement",
    [
        "import studio",
        "import studio.cli.app, studio.diagnostics.doctor, studio.public",
        "import studio.ui, studio.notebook",
    ],
)
def test_an_import_loads_no_model_no_page_and_no_analysis(statement):
    heavy = [*MODEL_PACKAGES, "gradio", "librosa", "scipy", "numba"]
    program = f"import sys; {statement}; print([name for name in {heavy!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert shown.strip() == "[]"


def test_type_checkers_find_the_types_of_the_package():
    wheel = tomllib.loads((ROOT.parent / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert (ROOT / "py.typed").is_file()  # PEP 561; `mypy` checks tests/typed_user.py as a user's program
    assert wheel["packages"] == ["studio"]


def test_everything_public_is_documented():
    public = {name: getattr(studio, name) for name in studio.__all__ if name != "ClipLike"}
    members = {
        f"{name}.{member}": what
        for name, each in public.items()
        if isinstance(each, type)
        for member, what in vars(each).items()
        if not member.startswith("_") and (callable(what) or isinstance(what, property | classmethod))
    }

    assert [name for name, what in (public | members).items() if not (what.__doc__ or "").strip()] == []


def test_every_test_named_in_the_promises_exists():
    tests = Path(__file__).parent
    named = set(re.findall(r"`(test_\w+)`", (tests.parent / "docs" / "promises.md").read_text()))
    written = {name for file in tests.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text())}

    assert len(named) > 30
    assert named - written == set()


def test_the_public_names_are_the_listed_ones():
    public = {name for name in vars(studio.public) if not name.startswith("_")}

    assert public == set(studio.__all__)
    assert sorted(studio.__all__) == studio.__all__
    assert all(getattr(studio, name) is getattr(studio.public, name) for name in studio.__all__)
    assert set(studio.__all__) <= set(dir(studio))
