"""The qwen3 backend: Qwen3-TTS checkpoints, loaded by mlx-audio, spoken by the sampling loop here."""

from pathlib import Path

from studio.worker.backend import Backend


def create(model: str, references: Path) -> Backend:
    """Return the backend that invents voices from descriptions, with a VoiceDesign model."""
    from studio.worker.qwen3.voice_design import Qwen3

    return Qwen3(model)


def create_cloning(model: str, references: Path) -> Backend:
    """Return the backend that copies saved voices from their references, with a Base model."""
    from studio.worker.qwen3.cloning import Cloning

    return Cloning(model, references)
