"""The sketch backend: espeak-ng's formant synthesis, shaped by the description; needs no weights."""

from pathlib import Path

from studio.worker.backend import Backend


def create(model: str, references: Path) -> Backend:
    """Return the backend; it has neither a model nor references."""
    from studio.worker.sketch.backend import Sketch

    return Sketch()
