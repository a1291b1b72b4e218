"""What the process boundary adds to a request of about a second: `python bench/boundary.py [FOLDER] [--rounds N]`.

One generation process with a tiny checkpoint does both, in random order, with the same seeds: an audition of two takes
as the caller gets it, timed from its submission to its end, and the same takes made without a word to anyone, timed
around them. Two processes would differ by more than what is looked for. FOLDER is another checkpoint.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from large_checkpoint import tiny

from studio.domain.recipe import Recipe, audition_recipes
from studio.engine.backend_choice import Choice
from studio.engine.blas import describe_blas
from studio.engine.engine import Engine
from studio.engine.events import JobEnded
from studio.engine.queue import Job
from studio.engine.timeouts import Timeouts
from studio.errors import TakeFailed
from studio.worker.backend import Step, Tick
from studio.worker.main import main as work
from studio.worker.qwen3.voice_design import Qwen3

DESCRIPTION, TEXT = "A calm, low male voice.", "a text that takes two takes together about a second to speak"
UNHEARD = 1 << 20  # added to the seeds of takes that are made without a word to anyone


class Timed(Qwen3):
    """The backend, which also tells, as an error's detail, how long it takes without the boundary."""

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        if not UNHEARD <= recipes[0].seed < 2 * UNHEARD:  # a take that is made once more has another seed
            yield from super().generate(recipes, tick)
            return
        unheard = [replace(recipe, seed=recipe.seed - UNHEARD) for recipe in recipes]
        started = time.perf_counter()
        for _ in super().generate(unheard, lambda take, frame: None):
            pass
        raise TakeFailed("Timed.", "Read the seconds.", details={"seconds": time.perf_counter() - started})


def ask(engine: Engine, seed: int) -> float:
    """Give the seconds of one audition: the caller's, or for an unheard one those in the generation process."""
    started = time.perf_counter()
    recipes = audition_recipes(DESCRIPTION, TEXT, takes=2, seed=seed)
    *_, ended = engine.submit(Job(recipes)).events()
    seconds = time.perf_counter() - started
    assert isinstance(ended, JobEnded)
    if seed < UNHEARD:
        assert ended.error is None
        return seconds
    assert isinstance(ended.error, TakeFailed)
    return float(ended.error.details["seconds"])


def boundary(folder: Path, rounds: int) -> None:
    """Measure and print."""
    command = sys.executable, __file__, "--worker"
    with tempfile.TemporaryDirectory() as home:
        engine = Engine(Choice("qwen3", str(folder), "bench"), Path(home), Timeouts(frame=30.0), command)
        pairs = []
        for turn in range(rounds + 1):
            seconds = {kind: ask(engine, 10 * turn + kind) for kind in random.sample((0, UNHEARD), 2)}
            pairs.append((seconds[UNHEARD], seconds[0]))
        engine.close()
    inside, through = np.array(pairs[1:]).T  # the first is slower, whichever it is
    added, whole = through - inside, statistics.median(inside)
    drawn = np.random.default_rng(0).choice(added, (10_000, rounds))
    low, high = np.quantile(np.median(drawn, axis=1), [0.025, 0.975])
    print(
        f"boundary: {1000 * np.median(added):.0f} ms on {whole:.2f} s, {100 * np.median(added) / whole:.1f} % "
        f"(median of {rounds} pairs; 95 % interval {100 * low / whole:.1f} to {100 * high / whole:.1f} %)"
    )


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--worker"]:
        sys.exit(work(sys.argv[2:], lambda role, references: Timed(role.model)))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="a checkpoint; without one, a tiny one is built")
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    print(f"BLAS: {describe_blas()}", flush=True)
    with tempfile.TemporaryDirectory() as made:
        boundary(options.folder or tiny.build_voice_design(Path(made) / "tiny"), options.rounds)


if __name__ == "__main__":
    main()
