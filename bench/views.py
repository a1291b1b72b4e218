"""How long the view of a 10 s clip takes, and how many bytes of it go to the page.

.venv/bin/python bench/views.py
"""

import json
import statistics
import time
from collections.abc import Callable

import numpy as np

from studio.sound.loudness import matching_gains
from studio.sound.views import RATE, view, warm_up

SECONDS = 10
ROUNDS = 15


def speechlike() -> np.ndarray:
    """Harmonics that glide and come and go, over a faint noise: about as hard to compress as speech."""
    time_axis = np.arange(SECONDS * RATE) / RATE
    phase = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * 0.7 * time_axis)) / RATE
    voiced = sum(np.sin(n * phase) / n for n in range(1, 40)) * np.clip(np.sin(2 * np.pi * 3 * time_axis), 0, 1)
    noise = np.random.default_rng(1).normal(size=len(time_axis))
    return (0.1 * voiced + 0.0003 * noise).astype(np.float32)


def milliseconds(work: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


if __name__ == "__main__":
    start = time.perf_counter()
    warm_up()
    print(f"warm-up             {time.perf_counter() - start:8.1f} s")
    clip = speechlike()
    print(
        f"view                {milliseconds(lambda: view(clip, RATE)):8.1f} ms   median of {ROUNDS}, {SECONDS} s clip"
    )
    print(f"view, wire form     {len(json.dumps(view(clip, RATE).to_json())) / 1000:8.1f} kB")
    print(f"matching gains, two {milliseconds(lambda: matching_gains([(clip, RATE)] * 2)):8.1f} ms")
