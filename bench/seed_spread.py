"""Differences between seeds of one recipe in each measurement: `python bench/seed_spread.py [--seeds 8]`.

Makes takes of several descriptions and texts with the sketch voice, and prints the 95th percentile of the absolute
differences between any two takes of one recipe: `chance` of each measurement in `studio/audio/measurements/`.
"""

import argparse

import numpy as np

from studio.audio.measurements import MEASUREMENTS
from studio.audio.metrics import measure
from studio.audio.significance import pair_differences
from studio.domain.backends import SKETCH
from studio.domain.recipe import audition_recipes
from studio.worker.backend import Chunk
from studio.worker.sketch.backend import Sketch

SAMPLE_RATE = SKETCH.sample_rate

DESCRIPTIONS = (
    "a low male voice",
    "a female voice",
    "a high, young female voice",
    "an old man, gravelly and slow",
    "a woman, breathy",
    "a bright, fast young man",
    "a calm woman in her sixties, low register, monotone",
    "a woman whispering",
)
TEXTS = (
    "The old lighthouse keeper walked slowly home along the winding road above the sea.",
    "Good evening. Here is the news, and then the weather for tomorrow.",
    "Come closer to the fire. This is an old story.",
)


def speak(sketch: Sketch, description: str, text: str, seeds: int, first: int) -> list[np.ndarray]:
    """Return one clip per seed, from seed `first` on."""
    recipes = audition_recipes(description, text, takes=min(8, seeds), seed=first)
    sounds: list[list[np.ndarray]] = [[] for _ in recipes]
    for step in sketch.generate(recipes, lambda take, frame: None):
        if isinstance(step, Chunk):
            sounds[step.take].append(step.samples)
    return [np.concatenate(parts) for parts in sounds]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=8, help="seeds per recipe, at most 8")
    seeds = parser.parse_args().seeds
    sketch = Sketch()
    sketch.load(lambda done: None)
    pairs = [
        pair
        for description in DESCRIPTIONS
        for text in TEXTS
        for pair in pair_differences(
            [measure(clip, SAMPLE_RATE, text) for clip in speak(sketch, description, text, seeds, 1)]
        )
    ]
    sketch.close()
    print(f"{len(DESCRIPTIONS) * len(TEXTS)} recipes, {seeds} seeds each: the 95th percentile of the differences")
    for name, method in MEASUREMENTS.items():
        found = [abs(pair[name]) for pair in pairs if name in pair]
        print(f'"{name}": {np.percentile(found, 95):.2g},  # {method.difference_unit}; kept: {method.chance:g}')


if __name__ == "__main__":
    main()
