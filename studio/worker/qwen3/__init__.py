"""The qwen3 backend: Qwen3-TTS checkpoints, loaded by mlx-audio, spoken by the sampling loop here."""

from pathlib import Path

from studio.worker.backend import Backend
from studio.worker.lazy_module import load_when_used

load_when_used("scipy.signal")  # mlx-audio imports it for resampling, which the studio does not use: 2 s


def create(model: str, references: Path) -> Backend:
    """Return the backend that invents voices from descriptions, with a VoiceDesign model."""
    from studio.worker.qwen3.voice_design import Qwen3

    return Qwen3(model)


def create_cloning(model: str, references: Path) -> Backend:
    """Return the backend that copies saved voices from their references, with a Base model."""
    from studio.worker.qwen3.cloning import Cloning

    return Cloning(model, references)
