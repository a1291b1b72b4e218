"""Exact binomial tests and intervals, and the cost of stopping early.

A person who guesses is right with probability ½ in each trial, so every p-value here is a sum of binomial
coefficients over 2ⁿ: exact, and quickly reckoned for the few dozen trials a person has patience for.
"""

from collections.abc import Callable
from math import comb

from studio.errors import InvalidInput
from studio.listening.trial import MOST_TRIALS

ALPHA = 0.05  # the usual level of significance: one guesser in twenty passes
_BISECTIONS = 60


def at_least(successes: int, trials: int) -> float:
    """Return the probability that a guesser has at least so many right answers: the one-sided exact binomial p-value.

    Parameters
    ----------
    successes, trials : int
        0 ≤ successes ≤ trials.

    Returns
    -------
    float
        1 without trials.

    Examples
    --------
    >>> round(at_least(7, 8), 4)
    0.0352
    """
    _check(successes, trials)
    return sum(comb(trials, count) for count in range(successes, trials + 1)) / (1 << trials)


def two_sided(successes: int, trials: int) -> float:
    """Return the probability that a fair coin is at least so uneven in either direction: the two-sided exact p-value.

    Parameters
    ----------
    successes, trials : int
        0 ≤ successes ≤ trials.

    Returns
    -------
    float
        1 without trials.

    Examples
    --------
    >>> round(two_sided(7, 8), 4)
    0.0703
    """
    _check(successes, trials)
    return min(1.0, 2 * at_least(max(successes, trials - successes), trials))


def interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of Clopper and Pearson (1934) for a probability of success.

    It covers the true rate at least as often as it says, also for a handful of trials, where the usual
    approximations do not.

    Parameters
    ----------
    successes, trials : int
        0 ≤ successes ≤ trials.
    confidence : float, optional
        Between 0 and 1.

    Returns
    -------
    low, high : float
        (0, 1) without trials.
    """
    _check(successes, trials)
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else _solve(lambda rate: _reaching(successes, trials, rate) < tail)
    high = 1.0 if successes == trials else _solve(lambda rate: 1 - _reaching(successes + 1, trials, rate) > tail)
    return low, high


def needed(trials: int, alpha: float = ALPHA) -> int | None:
    """Return how many right answers a guesser reaches with probability at most `alpha`; None if no count is enough.

    Examples
    --------
    >>> needed(8), needed(4)
    (7, None)
    """
    return next((count for count in range(trials + 1) if at_least(count, trials) <= alpha), None)


def power(trials: int, hit_rate: float, alpha: float = ALPHA) -> float:
    """Return the probability that a listener who is right with probability `hit_rate` reaches `needed`.

    Examples
    --------
    >>> round(power(8, 0.9), 2)
    0.81
    """
    enough = needed(trials, alpha)
    return 0.0 if enough is None else _reaching(enough, trials, hit_rate)


def trials_needed(hit_rate: float, certainty: float = 0.8, alpha: float = ALPHA) -> int | None:
    """Return how many ABX trials show a difference to a listener who hears it in most of them.

    Plan the number before the test, and answer all trials. A few trials more may show it a little less surely, where
    one more right answer is needed (`power`).

    Parameters
    ----------
    hit_rate : float
        How often the listener is right: more than 0.5, which is a guess, up to 1.
    certainty : float, optional
        How surely the test is to show the difference: its power, between 0 and 1.
    alpha : float, optional
        How often a guesser may pass.

    Returns
    -------
    int or None
        The fewest trials; None if 100, the most that a test can have, are not enough.

    Raises
    ------
    InvalidInput
        If the hit rate or the certainty cannot be used.

    Examples
    --------
    >>> trials_needed(0.9), trials_needed(0.7), trials_needed(0.55)
    (8, 37, None)
    """
    _check_share("hit rate", hit_rate, 0.5, 1.0)
    _check_share("certainty", certainty, 0.0, 1.0)
    return next((count for count in range(1, MOST_TRIALS + 1) if power(count, hit_rate, alpha) >= certainty), None)


def passes_by_peeking(planned: int, alpha: float = ALPHA) -> float:
    """Return the probability that a guesser who checks after every trial is significant at least once.

    This is the effect of optional stopping on `alpha`, computed exactly from the distribution of right answers among
    guessers who have not passed yet, after each trial.

    Parameters
    ----------
    planned : int
        The last trial at which the guesser gives up.
    alpha : float, optional
        Significance level of each check.

    Examples
    --------
    >>> round(passes_by_peeking(8), 3), round(passes_by_peeking(40), 3)
    (0.051, 0.145)
    """
    going = [1.0]  # going[k]: the probability of k right answers so far, never significant yet
    passed = 0.0
    for trials in range(1, planned + 1):
        going = [0.5 * (wrong + right) for wrong, right in zip([*going, 0.0], [0.0, *going], strict=True)]
        enough = needed(trials, alpha)
        if enough is not None:
            passed += sum(going[enough:])
            going[enough:] = [0.0] * len(going[enough:])
    return passed


def stopped_early(successes: int, trials: int, planned: int) -> float:
    """Return a p-value that holds even if the listener stopped because the score was good.

    It is the probability that a guesser, free to stop after any trial up to the planned number, ever reaches a
    one-sided p-value as small as this one.

    Parameters
    ----------
    successes, trials : int
        The score when the test was stopped.
    planned : int
        How many trials it was to have.
    """
    return passes_by_peeking(max(trials, planned), at_least(successes, trials))


def _reaching(successes: int, trials: int, rate: float) -> float:
    """Return the probability of at least so many successes at the given rate."""
    terms = (comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(successes, trials + 1))
    return min(1.0, sum(terms))


def _solve(below: Callable[[float], bool]) -> float:
    """Find where `below` turns from true to false between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _check(successes: int, trials: int) -> None:
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is not a valid count.")


def _check_share(name: str, share: float, low: float, high: float) -> None:
    if not low < share <= high:
        raise InvalidInput(
            f"The {name} cannot be {str(share)[:20]}.",
            f"Give a number greater than {low:g}, {high:g} at most.",
            code=f"invalid-{name.replace(' ', '-')}",
            details={"field": name.replace(" ", "_")},
        )
