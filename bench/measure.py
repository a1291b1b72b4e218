"""Benchmark measurements and checks, in time and error rates: `python bench/measure.py [--seeds 2]`.

Misses and false alarms are counted on takes of the sketch voice, intact and with faults added. The faults of a neural
model are less regular, so the figures hold only for the sketch.
"""

import argparse
import resource
from collections.abc import Iterator
from itertools import permutations, product

import numpy as np
from seed_spread import DESCRIPTIONS, TEXTS, speak
from views import milliseconds

from studio.audio import lru_cache
from studio.audio.checks import Reference, check
from studio.audio.librosa_loader import load_librosa
from studio.audio.metrics import measure
from studio.domain.backends import SKETCH
from studio.worker.sketch.backend import Sketch

SAMPLE_RATE = SKETCH.sample_rate

Clip = np.ndarray
Takes = dict[tuple[str, str], list[Clip]]


def spoken(seeds: int) -> Takes:
    sketch = Sketch()
    sketch.load(lambda done: None)
    takes = {each: speak(sketch, *each, seeds, 31) for each in product(DESCRIPTIONS, TEXTS)}
    sketch.close()
    return takes


def with_faults(clip: Clip) -> Iterator[tuple[str, Clip]]:
    """Yield copies of a take with one fault each, with the code of the fault."""
    second = np.zeros(SAMPLE_RATE, np.float32)
    middle = len(clip) // 2
    piece = clip[middle - SAMPLE_RATE // 2 : middle + SAMPLE_RATE // 4]
    loudest = int(np.argmax(np.convolve(clip[SAMPLE_RATE // 2 :] ** 2, np.ones(480), "same"))) + SAMPLE_RATE // 2
    yield "clipping", np.clip(clip * 2 / np.abs(clip).max(), -1, 1)
    yield "dc-offset", clip + np.float32(0.02)
    yield "silent-start", np.concatenate([second, clip])
    yield "silent-end", np.concatenate([clip, second])
    yield "truncated", clip[:loudest]
    yield "loop", np.concatenate([clip[:middle], *[piece] * 4, clip[middle:]])
    yield "non-speech", np.random.default_rng(1).normal(0, 0.1, len(clip)).astype(np.float32)


def show_times(clips: list[Clip]) -> None:
    lru_cache.LruCache.get_or_compute = lambda self, key, make: make()  # type: ignore[method-assign]  # no cache
    everything = np.tile(np.concatenate(clips), 2)
    for seconds in (10, 60):
        clip = everything[: seconds * SAMPLE_RATE]
        print(f"measuring {seconds} s      {milliseconds(lambda clip=clip: measure(clip, SAMPLE_RATE), 5):8.0f} ms")
        print(f"checking {seconds} s       {milliseconds(lambda clip=clip: check(clip, SAMPLE_RATE), 5):8.0f} ms")
    print(f"peak memory         {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:8.0f} MB")


def show_flags(takes: Takes) -> None:
    whole = [(clip, text) for (_, text), clips in takes.items() for clip in clips]
    raised = sum(bool(check(clip, SAMPLE_RATE, text)) for clip, text in whole)
    print(f"intact takes with a flag: {raised} of {len(whole)}")
    found: dict[str, list[bool]] = {}
    for clip, text in whole:
        for code, wrong in with_faults(clip):
            flags = {flag.code for flag in check(wrong.astype(np.float32), SAMPLE_RATE, text)}
            found.setdefault(code, []).append(code in flags)
    for code, hits in found.items():
        print(f"{code:15} found in {sum(hits)} of {len(hits)}")


def show_echo(takes: Takes) -> None:
    """Count echoes found where a take begins with the end of its reference, spoken with another seed."""
    hits, raised = [], []
    for description in DESCRIPTIONS:
        for reference_text, line in permutations(TEXTS, 2):
            reference = Reference(takes[description, reference_text][0], SAMPLE_RATE, reference_text)
            clip, tail = takes[description, line][1], takes[description, reference_text][1][-SAMPLE_RATE:]
            raised.append(_echoes(clip, line, reference))
            hits.append(_echoes(np.concatenate([tail, clip]), line, reference))
    print(f"reference-echo  found in {sum(hits)} of {len(hits)}; false alarms in {sum(raised)} of {len(raised)}")


def _echoes(clip: Clip, text: str, reference: Reference) -> bool:
    return any(flag.code == "reference-echo" for flag in check(clip, SAMPLE_RATE, text, reference))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2, help="seeds per recipe, 2 to 8")
    made = spoken(parser.parse_args().seeds)
    load_librosa()
    measure(made[DESCRIPTIONS[0], TEXTS[0]][0], SAMPLE_RATE)
    show_flags(made)
    show_echo(made)
    show_times([clips[0] for clips in made.values()])
