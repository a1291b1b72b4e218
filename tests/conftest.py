"""Shared fixtures: an environment without the user's settings, and checkpoints built once per run.

A run may have several test processes (pytest-xdist, `make test`); they share one folder for these files.
"""

import gc
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from tiny_checkpoint import build_base, build_voice_design

from studio.audio.librosa_loader import numba_cache_folder

LONGEST = (
    "tests/test_documentation.py",
    "tests/browser/",
    "tests/cli/test_ctrl_c.py",
    "tests/worker/",
    "tests/engine/",
)


def pytest_configure(config: pytest.Config) -> None:
    """Remove the user's settings, weights and proxies from the environment, and restore the handling of Ctrl-C.

    Let programs started by tests write bytecode; otherwise each one compiles the studio again.
    """
    for name in [name for name in os.environ if _is_personal(name)]:
        del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="studio-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ |= {"HF_HOME": f"{folder.name}/hub", "STUDIO_HOME": f"{folder.name}/home"}
    os.environ["NUMBA_CACHE_DIR"] = str(numba_cache_folder())  # filled by the installation
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background shell, and by what starts there


def _is_personal(name: str) -> bool:
    studio = name.startswith(("HF_", "STUDIO_")) and name != "STUDIO_BLAS"
    return studio or name.lower().endswith("_proxy") or name == "PYTHONDONTWRITEBYTECODE"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Start the longest files first if several processes share the tests, so that all finish at about the same time."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), 99))


def pytest_collection_finish() -> None:
    """Exempt the collected tests and imported packages from garbage collections, which would visit them each time."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared_folder(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder shared by all test processes of this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(pytestconfig, "workerinput") else own


@pytest.fixture(scope="session", autouse=True)
def _compiled(request: pytest.FixtureRequest) -> None:
    """Compile librosa's loops before the first test if several processes share the tests."""
    if hasattr(request.config, "workerinput"):
        request.getfixturevalue("numba_cache")


@pytest.fixture(scope="session")
def numba_cache(shared_folder: Path) -> Path:
    """Compile librosa's loops once for all processes and return the cache folder, which the next run uses again."""
    done = shared_folder / "numba.done"
    with FileLock(shared_folder / "numba.lock"):
        if not done.exists():
            program = "from studio.audio.warm_up import warm_up; warm_up()"
            subprocess.run([sys.executable, "-c", program], check=True)
            done.touch()
    return Path(os.environ["NUMBA_CACHE_DIR"])


@pytest.fixture(scope="session")
def tiny_voice_design(shared_folder: Path) -> Path:
    """Return a tiny VoiceDesign checkpoint in the real format."""
    return _built_once(shared_folder / "tiny-voice-design", build_voice_design)


@pytest.fixture(scope="session")
def tiny_base(shared_folder: Path) -> Path:
    """Return a tiny Base checkpoint in the real format."""
    return _built_once(shared_folder / "tiny-base", build_base)


@pytest.fixture(scope="session")
def tiny_8bit(shared_folder: Path, tiny_voice_design: Path) -> Path:
    """Return the tiny VoiceDesign checkpoint in 8 bits, as `studio models quantize` makes it."""
    return _built_once(shared_folder / "tiny-8bit", lambda folder: _quantised(tiny_voice_design, 8, folder))


@pytest.fixture(scope="session")
def tiny_4bit(shared_folder: Path, tiny_voice_design: Path) -> Path:
    """Return the tiny VoiceDesign checkpoint in 4 bits."""
    return _built_once(shared_folder / "tiny-4bit", lambda folder: _quantised(tiny_voice_design, 4, folder))


def _quantised(source: Path, bits: int, folder: Path) -> Path:
    from studio.worker.qwen3.quantize import quantize

    quantize(source, bits, folder, lambda phase: None)
    return folder


def _built_once(folder: Path, build: Callable[[Path], Path]) -> Path:
    with FileLock(f"{folder}.lock"):
        return folder if folder.exists() else build(folder)
