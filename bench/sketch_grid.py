"""What the sketch voice makes of descriptions, measured: `python bench/sketch_grid.py [--seeds 4] [TEXT]`.

Columns: median F0 (pYIN), its spread in semitones (10th to 90th percentile), seconds, share of voiced frames,
harmonicity (autocorrelation at the pitch period), spectral flatness and centroid of the loud frames, loudness.
"""

import argparse
from collections.abc import Iterable

import librosa
import numpy as np
from numpy.typing import NDArray

from studio.audio.loudness import loudness
from studio.domain.backends import SKETCH
from studio.domain.recipe import audition_recipes
from studio.worker.backend import Chunk
from studio.worker.sketch.backend import Sketch

SAMPLE_RATE = SKETCH.sample_rate

TEXT = "The old lighthouse keeper walked slowly home along the winding road above the sea."
HOP = 512

DESCRIPTIONS = (
    "a low male voice",
    "a male voice",
    "a female voice",
    "a high, young female voice",
    "an androgynous voice",
    "a child",
    "an old man",
    "an old woman",
    "a woman with a very deep voice",
    "a man with a very high voice",
    "a man speaking slowly",
    "a man speaking at a normal pace",
    "a man speaking fast",
    "a woman, breathy",
    "a woman, not breathy",
    "a woman whispering",
    "a man whispering",
    "a man, gravelly",
    "a man, smooth",
    "a woman, bright and crisp",
    "a woman, dark and muffled",
    "a woman, monotone",
    "a woman, very expressive",
    "a man, loud",
    "a man, soft",
    "a voice",
    "voix d'homme grave",
    "voix de femme aiguë et rapide",
)


def measure(sound: NDArray[np.float32]) -> dict[str, float]:
    """Measure one take; F0 is NaN where nothing is voiced."""
    f0, _, _ = librosa.pyin(sound, fmin=50, fmax=600, sr=SAMPLE_RATE, hop_length=HOP)
    voiced = f0[~np.isnan(f0)]
    low, middle, high = np.percentile(voiced, [10, 50, 90]) if len(voiced) > 5 else (np.nan,) * 3
    level = librosa.feature.rms(y=sound, hop_length=HOP)[0]
    loud = level > 0.1 * level.max()
    flatness = librosa.feature.spectral_flatness(y=sound, hop_length=HOP)[0]
    centroid = librosa.feature.spectral_centroid(y=sound, sr=SAMPLE_RATE, hop_length=HOP)[0]
    return {
        "f0": float(middle),
        "spread": float(12 * np.log2(high / low)),
        "seconds": len(sound) / SAMPLE_RATE,
        "voiced": float((~np.isnan(f0))[loud].mean()),
        "harmonic": harmonicity(sound, f0),
        "flatness": float(np.median(flatness[loud])) * 1000,
        "centroid": float(np.median(centroid[loud])),
        "lufs": loudness(sound, SAMPLE_RATE),
        "peak": float(np.abs(sound).max()),
    }


def harmonicity(sound: NDArray[np.float32], f0: NDArray[np.float64]) -> float:
    """Give the median normalised autocorrelation at the pitch period, over voiced frames."""
    values = []
    for frame in np.flatnonzero(~np.isnan(f0)):
        period = round(SAMPLE_RATE / f0[frame])
        start = max(0, frame * HOP - period)
        first, second = sound[start : start + period], sound[start + period : start + 2 * period]
        if len(second) == period:
            values.append(np.dot(first, second) / (np.linalg.norm(first) * np.linalg.norm(second) + 1e-12))
    return float(np.median(values)) if values else float("nan")


def speak(sketch: Sketch, description: str, text: str, seeds: int) -> Iterable[NDArray[np.float32]]:
    recipes = audition_recipes(description, text, takes=seeds, seed=1)
    sounds: list[list[NDArray[np.float32]]] = [[] for _ in recipes]
    for step in sketch.generate(recipes, lambda take, frame: None):
        if isinstance(step, Chunk):
            sounds[step.take].append(step.samples)
    return [np.concatenate(parts) for parts in sounds]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", nargs="?", default=TEXT)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--only", default="", help="only descriptions that contain this")
    arguments = parser.parse_args()
    sketch = Sketch()
    sketch.load(lambda done: None)
    columns = ("f0", "spread", "seconds", "voiced", "harmonic", "flatness", "centroid", "lufs", "peak")
    print(f"{'median over seeds (F0: lowest-highest)':36}", *(f"{name:>9}" for name in columns))
    for description in DESCRIPTIONS:
        if arguments.only in description:
            found = [measure(sound) for sound in speak(sketch, description, arguments.text, arguments.seeds)]
            middle = [float(np.median([one[name] for one in found])) for name in columns]
            ends = sorted(one["f0"] for one in found)
            print(f"{description:36}", *(f"{value:9.4g}" for value in middle), f" {ends[0]:.0f}-{ends[-1]:.0f}")
    sketch.close()


if __name__ == "__main__":
    main()
