"""The hidden order of clips in each trial, derived from the test's seed.

An order is a function of the seed and of the answers so far, so that a reload or a restart shows the same trial.

- ABX: A and B keep their clips for the whole test. X is an independent fair coin in each trial; only then is the score
  of a guesser exactly binomial. (With equally many A and B in the key, a guesser who answers four of each in
  eight trials would be right every time in 1 of 70 tests instead of 1 of 256.)
- Preference: each clip comes first equally often, in random order, so that a preference for a position
  favours neither clip.
- Tournament: the pair whose comparison is most informative, never the same pair twice in a row; the clip that came
  first less often comes first.
"""

from random import Random

import numpy as np
from numpy.typing import NDArray

from studio.listening.ranking import rank, worth
from studio.listening.trial import ListeningRecord

# Pairs nearly as informative as the best one are chosen at random, because chances are estimated only to within 1 %.
_NEARLY_BEST = 0.97


def next_shown(test: ListeningRecord) -> tuple[int, ...]:
    """Return the clips behind the slots of the next trial, as indices into the test's clips."""
    return {"abx": _abx, "preference": _preference, "tournament": _tournament}[test.kind](test)


def wins(test: ListeningRecord) -> NDArray[np.float64]:
    """Count the answers of a preference test or a tournament.

    Returns
    -------
    ndarray of float, shape (n, n)
        wins[i, j]: how often i was preferred to j; "no difference" is ½ for each.
    """
    count = np.zeros((len(test.clips), len(test.clips)))
    for trial in test.trials:
        one, other = trial.shown
        if trial.chosen is None:
            count[one, other] += 0.5
            count[other, one] += 0.5
        else:
            count[trial.chosen, other if trial.chosen == one else one] += 1.0
    return count


def _abx(test: ListeningRecord) -> tuple[int, ...]:
    a = Random(test.seed).randrange(2)
    x = Random(f"{test.seed} {len(test.trials)}").randrange(2)
    return a, 1 - a, x


def _preference(test: ListeningRecord) -> tuple[int, ...]:
    draw = Random(test.seed)
    firsts = [number % 2 for number in range(test.planned)]
    odd_one = draw.randrange(2)
    draw.shuffle(firsts)
    first = firsts[len(test.trials)] ^ odd_one  # of an odd number of trials, either clip may get the one more
    return first, 1 - first


def _tournament(test: ListeningRecord) -> tuple[int, ...]:
    draw = Random(f"{test.seed} {len(test.trials)}")
    told = worth(rank(wins(test)))
    if test.trials:
        one, other = test.trials[-1].shown
        told[one, other] = told[other, one] = 0.0
    pairs = [(i, j) for i in range(len(told)) for j in range(i) if told[i, j] >= _NEARLY_BEST * told.max()]
    one, other = draw.choice(pairs)
    return (one, other) if _comes_first(test, one, other, draw) else (other, one)


def _comes_first(test: ListeningRecord, one: int, other: int, draw: Random) -> bool:
    lead = dict.fromkeys((one, other), 0)
    for trial in test.trials:
        for place, change in zip(trial.shown, (1, -1), strict=True):
            if place in lead:
                lead[place] += change
    return draw.random() < 0.5 if lead[one] == lead[other] else lead[one] < lead[other]
