"""A shelf with a voice whose sound is long enough to be copied."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from studio import Preset, Recipe, Take
from studio.domain.take import on_grid
from studio.exchange.shelf import PresetExchange

Shelves = Callable[[str], PresetExchange]


@pytest.fixture(scope="session")
def take() -> Take:
    """Return four seconds of a tone that grows, so that each sample differs from the one before."""
    time = np.arange(96_000) / 24_000
    samples = on_grid((0.6 * np.sin(2 * np.pi * 220 * time) * time / 4).astype(np.float32))
    recipe = Recipe(
        "A calm woman, low and slow.", "Good evening to you.", 7, "english", frame_cap=100, backend="qwen3", model="m"
    )
    return Take("0" * 32, recipe, samples, created=datetime(2026, 5, 3, tzinfo=UTC))


@pytest.fixture
def shelf(tmp_path: Path) -> PresetExchange:
    return PresetExchange(tmp_path / "presets")


@pytest.fixture
def evening(shelf: PresetExchange, take: Take) -> Preset:
    return shelf.save(take, "Évening", tags=["calm"], notes="for the prologue")


@pytest.fixture
def elsewhere(tmp_path: Path) -> PresetExchange:
    """Return the empty shelf of another machine."""
    return PresetExchange(tmp_path / "elsewhere")
