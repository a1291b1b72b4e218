"""A shelf with a voice whose sound is long enough to be copied."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from studio import Preset, Recipe, Take
from studio.domain.lineage import Lineage
from studio.domain.take import on_grid
from studio.exchange.shelf import PresetExchange


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
def everything(shelf: PresetExchange, take: Take) -> Preset:
    """Return a preset that has everything that one can have."""
    calm = replace(take, recipe=replace(take.recipe, text="All is well.", description="A calm woman, softer."))
    preset = shelf.save(
        take, "Évening", tags=["calm"], notes="for the prologue", lineage=Lineage("take", "0" * 32), licence="CC0-1.0"
    )
    shelf.change(preset.slug, consent="Mine.", pronunciations={"Rhys": "Reese"})
    shelf.add_delivery(preset.slug, "calm", calm, similarity=0.93)
    return shelf.add_delivery(preset.slug, "très triste", take)


@pytest.fixture
def elsewhere(tmp_path: Path) -> PresetExchange:
    """Return the empty shelf of another machine."""
    return PresetExchange(tmp_path / "elsewhere")
