"""The backend in the generation process: hums at a pitch determined by description and seed."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from steps_info import INFO

from studio.domain.limits import expected_seconds
from studio.domain.recipe import Recipe
from studio.worker.backend import Backend, Chunk, Step, TakeEnd, Tick

STEPS = 16


def create(model: str, references: Path) -> Backend:
    return Hum()


class Hum:
    name = INFO.name
    model = "hum"
    sample_rate = INFO.sample_rate

    def load(self, progress: Callable[[float], None]) -> None:
        progress(1.0)

    def prepare(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> None:
        pass

    def expected_steps(self, recipe: Recipe) -> int:
        return STEPS

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        for take, recipe in enumerate(recipes):
            yield from self._take(take, recipe, tick)

    def memory(self) -> tuple[int, int]:
        return 0, 0

    def close(self) -> None:
        pass

    def _take(self, take: int, recipe: Recipe, tick: Tick) -> Iterator[Step]:
        target = hum(pitch_of(recipe), expected_seconds(recipe.text))
        sound = np.random.default_rng(recipe.seed).normal(0, 0.3, len(target)).astype(np.float32)
        for step in range(STEPS):
            tick(take, step)
            sound += (target - sound) / (STEPS - step)
        tick(take, STEPS)
        yield Chunk(take, sound)
        yield TakeEnd(take, replace(recipe, backend=self.name, model=self.model, revision="1", versions={}))


def pitch_of(recipe: Recipe) -> float:
    """Return the F0 of a take in Hz; a saved voice keeps that of its own seed."""
    seed = recipe.voice.seed if recipe.voice else recipe.seed
    return (110.0 if "low" in recipe.description else 220.0) + seed % 20


def hum(pitch: float, seconds: float) -> NDArray[np.float32]:
    """Return harmonics that fall by 12 dB an octave, with three swells a second, and quiet ends."""
    time = np.arange(round(seconds * INFO.sample_rate)) / INFO.sample_rate
    sound = sum(np.sin(2 * np.pi * n * pitch * time + 0.7 * n * n) / n**2 for n in range(1, 40))
    sound *= 0.6 - 0.4 * np.cos(2 * np.pi * 3 * time)
    sound *= np.minimum(1, np.minimum(time, seconds - time) / 0.05)
    return (0.4 * sound / np.abs(sound).max()).astype(np.float32)
