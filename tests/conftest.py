"""What several tests share: a machine of nobody, and checkpoints that are built once."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tiny_checkpoint import build_base, build_voice_design


def pytest_configure(config: pytest.Config) -> None:
    """Forget whose machine this is and how the tests were started: settings, weights, proxies, a shell's background."""
    for name in [name for name in os.environ if _of_a_person(name)]:
        del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="studio-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ |= {"HF_HOME": f"{folder.name}/hub", "STUDIO_HOME": f"{folder.name}/home"}
    kept = config.cache.mkdir("numba") if hasattr(config, "cache") else f"{folder.name}/numba"
    os.environ["NUMBA_CACHE_DIR"] = str(kept)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background shell, and by what starts there


def _of_a_person(name: str) -> bool:
    return (name.startswith(("HF_", "STUDIO_")) and name != "STUDIO_BLAS") or name.lower().endswith("_proxy")


@pytest.fixture(scope="session")
def numba_cache() -> Path:
    """Compile librosa's loops once, rather than in every studio; the folder outlives the run."""
    program = "from studio.audio.view_registry import warm_up; warm_up()"
    subprocess.run([sys.executable, "-c", program], check=True)
    return Path(os.environ["NUMBA_CACHE_DIR"])


@pytest.fixture(scope="session")
def tiny_voice_design(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny VoiceDesign checkpoint in the real format, built once."""
    return build_voice_design(tmp_path_factory.mktemp("models") / "tiny-voice-design")


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Base checkpoint in the real format, built once."""
    return build_base(tmp_path_factory.mktemp("models") / "tiny-base")
