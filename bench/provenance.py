"""Milliseconds of processor time that the texts of ten seconds of sound take, by format."""

import statistics
import time

import numpy as np

from studio.audio.sound_file import encode
from studio.audio.tags import with_tags
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.store.encodings import ENCODINGS
from studio.store.provenance import Provenance

SECONDS, RATE, TIMES = 10, 24_000, 30


def main() -> None:
    steps = np.random.default_rng(7).integers(-(2**20), 2**20, SECONDS * RATE)
    recipe = Recipe("A calm woman, low and slow.", "Good evening. " * 20, 7, backend="sketch", model="espeak-ng")
    take = Take("0" * 32, recipe, (steps / 2**23).astype(np.float32))
    for name, encoding in ENCODINGS.items():
        encoded, spent = encode(take.samples, RATE, encoding.format, encoding.subtype), []
        for _ in range(TIMES):
            begun = time.process_time()
            with_tags(encoded, Provenance.of_take(take).tags())
            spent.append(1000 * (time.process_time() - begun))
        print(f"{name}: {statistics.median(spent):.1f} ms")


if __name__ == "__main__":
    main()
