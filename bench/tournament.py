"""How often a tournament's ranking finds the best take, with the studio's choice of pairs and with random pairs, and
how often the leader is the best take when the page says that the test may be stopped.

    python bench/tournament.py [--listeners 200]

Simulated listeners follow the Bradley-Terry model; strengths are evenly spaced, `spread` logits from worst to best.
"""

import argparse
import itertools
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from studio.listening.evaluation import decided_enough
from studio.listening.order import next_shown, wins
from studio.listening.ranking import rank
from studio.listening.trial import ComparedClip, ListeningRecord, Trial
from studio.listening.words import SURE

Floats = NDArray[np.float64]
CASES = ((3, 12, 1.5), (3, 12, 0.5), (5, 20, 2.5), (8, 32, 2.5))


def adaptive(strengths: Floats, trials: int, seed: int, draw: np.random.Generator) -> tuple[Floats, int | None]:
    """Return the wins of a whole tournament, and the leader at the first trial where it could have been stopped."""
    leader = None
    clips = tuple(ComparedClip(f"take:{place}", "") for place in range(len(strengths)))
    test = ListeningRecord("0" * 32, "tournament", clips, trials, seed, datetime.now(UTC))
    while not test.over:
        shown = next_shown(test)
        answer = "1" if prefers(strengths, *shown, draw) else "2"
        test = test.with_answer(Trial(shown, answer, 1.0, 1, test.created))
        if leader is None and decided_enough(test):
            leader = rank(wins(test)).order[0]
    return wins(test), leader


def drawn(strengths: Floats, trials: int, draw: np.random.Generator) -> Floats:
    won = np.zeros((len(strengths), len(strengths)))
    pairs = list(itertools.combinations(range(len(strengths)), 2))
    rounds = itertools.chain.from_iterable(draw.permutation(pairs) for _ in range(trials))
    for one, other in itertools.islice(rounds, trials):
        better, worse = (one, other) if prefers(strengths, one, other, draw) else (other, one)
        won[better, worse] += 1
    return won


def prefers(strengths: Floats, one: int, other: int, draw: np.random.Generator) -> bool:
    return bool(draw.random() < 1 / (1 + np.exp(strengths[other] - strengths[one])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listeners", type=int, default=200)
    count = parser.parse_args().listeners
    for clips, trials, spread in CASES:
        draw = np.random.default_rng(1)
        strengths = np.linspace(0, spread, clips)
        heard = [adaptive(strengths, trials, seed, draw) for seed in range(count)]
        chosen = [rank(won) for won, _ in heard]
        leaders = [leader for _, leader in heard if leader is not None]
        random = [rank(drawn(strengths, trials, draw)) for _ in range(count)]
        best = [ranking.order[0] == clips - 1 for ranking in chosen]
        print(
            f"{clips} takes, {trials} comparisons, {spread} logits: best found {np.mean(best):.0%} "
            f"(drawn pairs {np.mean([ranking.order[0] == clips - 1 for ranking in random]):.0%}); "
            f"right at the first {SURE:.0%}: {sum(leader == clips - 1 for leader in leaders)} of {len(leaders)}"
        )


if __name__ == "__main__":
    main()
