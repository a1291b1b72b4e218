"""How long a saved voice takes to speak: a long text with the sketch, and several lines at once with a Base model.

    python bench/say.py             # the sketch
    python bench/say.py FOLDER      # a Base checkpoint, made by `python tests/support/tiny_checkpoint.py FOLDER base`,
                                    # or, in the sizes of the 0.6B, `python bench/large_checkpoint.py FOLDER base`

Prints for the sketch the wait for the first sound and for all of about 18,000 characters, and how steady its pace is;
for a Base checkpoint the time for eight lines one after the other, against the same eight lines together (the samples
are the same). The large one takes many minutes on two cores; --letters 14 --rounds 1 asks for less.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from studio import Studio
from studio.audio.metrics import measure
from studio.domain.recipe import Recipe, spoken_recipes
from studio.domain.voice import Voice
from studio.engine.blas import describe_blas, find_openblas, worker_environment
from studio.store.reference_audio import ReferenceSounds
from studio.worker.cpu.openblas import loaded_openblas

CHAPTER = ("The lamps along the harbour came on one by one. Was it late? " * 30 + "\n\n") * 10
LINES = [f"This is line {number} of eight, and all of them are about as long." for number in range(1, 9)]
REFERENCE_SECONDS = 4.1


def sketch() -> None:
    with tempfile.TemporaryDirectory() as home, Studio(home, "sketch") as studio:
        studio.start_say("evening-storyteller", "Warm.")
        begin = time.perf_counter()
        audition = studio.start_say("evening-storyteller", CHAPTER)
        next(audition.stream())
        first = time.perf_counter() - begin
        (take,) = audition.wait()
        total = time.perf_counter() - begin
    print(f"sketch, {len(CHAPTER):,} characters, {take.duration:.0f} s of speech:")
    print(f"first sound {first:.2f} s, all {total:.1f} s")
    half_minute = 30 * take.sample_rate
    starts = range(0, len(take.samples) - half_minute + 1, half_minute)
    paces = [measure(take.samples[start : start + half_minute], take.sample_rate).syllable_rate for start in starts]
    low, usual, high = np.percentile([pace for pace in paces if pace], [5, 50, 95])
    print(f"pace of {len(paces)} half minutes: {usual:.2f} syllables/s; nine of ten within {low:.2f} to {high:.2f}")


def base(folder: str, letters: int | None, rounds: int) -> None:
    from studio.worker.qwen3.cloning import Cloning

    with tempfile.TemporaryDirectory() as home:
        noise = np.random.default_rng(1).normal(0, 0.1, int(24_000 * REFERENCE_SECONDS)).astype(np.float32)
        name = ReferenceSounds(Path(home)).add(np.round(noise * 2**23).astype(np.float32) / 2**23, 24_000)
        backend = Cloning(folder, Path(home))
        backend.load(lambda part: None)
        voice = Voice("bench", "qwen3", name, "Good evening, and welcome to the studio. The lamps are on.", 1)
        recipes = spoken_recipes(voice, "A calm voice.", [line[:letters] for line in LINES], seed=1)
        speak(backend, recipes[:1])
        for _ in range(rounds):
            apart = sum(speak(backend, [recipe]) for recipe in recipes)
            together = speak(backend, recipes)
            print(f"eight lines: apart {apart:.2f} s, together {together:.2f} s, {apart / together:.2f} times as fast")


def speak(backend: Any, recipes: Sequence[Recipe]) -> float:
    begin = time.perf_counter()
    for _ in backend.generate(recipes, lambda take, frame: None):
        pass
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", help="of a Base checkpoint; the sketch without one")
    parser.add_argument("--letters", type=int, help="of a line")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    if options.folder is None:
        sketch()
    elif find_openblas() and not loaded_openblas():  # once more, with what a worker is started with
        os.execve(sys.executable, [sys.executable, *sys.argv], worker_environment(os.environ))
    else:
        print(f"BLAS: {describe_blas()}", flush=True)
        base(options.folder, options.letters, options.rounds)


if __name__ == "__main__":
    main()
