"""What several tests share."""

from pathlib import Path

import pytest
from tiny_checkpoint import build_base, build_voice_design


@pytest.fixture(scope="session")
def tiny_voice_design(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny VoiceDesign checkpoint in the real format, built once."""
    return build_voice_design(tmp_path_factory.mktemp("models") / "tiny-voice-design")


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Base checkpoint in the real format, built once."""
    return build_base(tmp_path_factory.mktemp("models") / "tiny-base")
